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

/** What zod cannot put into JSON Schema and we do not either: it fails loudly instead of saying `anything`. */
const unsaid = new Set([
  'bigint',
  'symbol',
  'undefined',
  'void',
  'date',
  'map',
  'set',
  'nan',
  'custom',
  'function',
]);
const typeOfExample = (example: unknown): string | undefined =>
  ({ string: 'string', number: 'number', boolean: 'boolean' })[typeof example as string];

/** Marks what comes out of a transform, until its examples have told its type. */
const UNTOLD = 'x-transform';
const markTransform = ({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: Schema;
}): void => {
  const { def } = zodSchema._zod;
  if (unsaid.has(def.type)) throw new Error(`${def.type} has no JSON Schema`);
  if (def.type === 'pipe' && def.out._zod.def.type === 'transform' && !jsonSchema.type)
    jsonSchema[UNTOLD] = true;
};

/**
 * Nobody can see into a transform; what comes out of it is told by the examples it gives: a text, a number, a truth.
 * (Where a change of form keeps the type, `overwrite` says so by itself.)
 */
const toldByExample = (schema: Schema): Schema => {
  const { [UNTOLD]: untold, ...rest } = schema;
  if (!untold || rest.type) return rest;
  const type = typeOfExample(rest.examples?.[0]);
  if (!type) throw new Error('a transform needs an example of what comes out: .meta({ examples })');
  return { ...rest, type };
};

/** JSON Schema of one side of a zod schema, with the shared parts (those that have an `id`) under `definitions`. */
export const jsonSchema = (
  schema: z.ZodType,
  side: Side,
): { schema: Schema; definitions: Record<string, Schema> } => {
  const made = z.toJSONSchema(schema, {
    io: side,
    unrepresentable: 'any',
    override: markTransform as never,
  }) as Schema;
  const tidy = walk(made, (inner) => {
    const told = readable(toldByExample(inner));
    return side === 'output' ? open(told) : told;
  });
  const { $schema, $defs, ...rest } = tidy;
  return { schema: rest, definitions: ($defs ?? {}) as Record<string, Schema> };
};

/** The JSON Schema of a whole event: draft 7, which every AsyncAPI tool reads. */
export const draft7 = (schema: z.ZodType): Schema =>
  walk(z.toJSONSchema(schema, { io: 'output', target: 'draft-7' }) as Schema, (inner) =>
    open(readable(inner)),
  );
