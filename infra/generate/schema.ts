import * as z from 'zod';
import type { Schema } from '../../functions/contract/document.ts';

/** Which side of a schema is meant: what we take, or what we give. */
export type Side = 'input' | 'output';

/** Applies `change` to a schema and to every schema in it, innermost first. */
export const walk = (schema: Schema, change: (schema: Schema) => Schema): Schema => {
  const inner = (value: unknown): unknown => walk(value as Schema, change);
  const mapped: Schema = { ...schema };
  for (const keyword of ['properties', '$defs', 'definitions'])
    if (mapped[keyword])
      mapped[keyword] = Object.fromEntries(
        Object.entries(mapped[keyword] as object).map(([name, value]) => [name, inner(value)]),
      );
  for (const keyword of ['items', 'additionalProperties', 'propertyNames'])
    if (typeof mapped[keyword] === 'object') mapped[keyword] = inner(mapped[keyword]);
  for (const keyword of ['anyOf', 'oneOf', 'allOf'])
    if (mapped[keyword]) mapped[keyword] = (mapped[keyword] as unknown[]).map(inner);
  return change(mapped);
};

const INSTANT = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$';

/** zod spells calendars out as patterns of 300 characters, where `format` says the same. */
const readable = (schema: Schema): Schema => {
  const { pattern, ...rest } = schema;
  if (schema.format === 'date-time') return { ...rest, pattern: INSTANT };
  return schema.format === 'date' ? rest : schema;
};

/**
 * What we publish of what we send stays open: fields may be added, so a reader must not refuse them.
 * (What we take is closed: unknown fields are refused.)
 */
const open = (schema: Schema): Schema => {
  const { additionalProperties, ...rest } = schema;
  return additionalProperties === false ? rest : schema;
};

/** JSON Schema of one side of a zod schema, with the shared parts (those that have an `id`) under `definitions`. */
export const jsonSchema = (
  schema: z.ZodType,
  side: Side,
): { schema: Schema; definitions: Record<string, Schema> } => {
  const made = z.toJSONSchema(schema, { io: side }) as Schema;
  const tidy = walk(made, (inner) => (side === 'output' ? open(readable(inner)) : readable(inner)));
  const { $schema, $defs, ...rest } = tidy;
  return { schema: rest, definitions: ($defs ?? {}) as Record<string, Schema> };
};

/** The JSON Schema of a whole event: draft 7, which every AsyncAPI tool reads. */
export const draft7 = (schema: z.ZodType): Schema =>
  walk(z.toJSONSchema(schema, { io: 'output', target: 'draft-7' }) as Schema, (inner) =>
    open(readable(inner)),
  );
