import type * as z from 'zod';
import type { Schema } from '../../functions/contract/document.ts';
import { jsonSchema, type Side, walk } from './schema.ts';

const PREFIX = '#/components/schemas/';

const named = (schema: Schema, rename: (id: string) => string): Schema =>
  walk(schema, (inner) =>
    inner.$ref ? { ...inner, $ref: `${PREFIX}${rename(inner.$ref.slice('#/$defs/'.length))}` } : inner,
  );

/** The same shape, whether or not it is closed: a value object that goes both ways stays one component, closed. */
const bare = (schema: Schema): string =>
  JSON.stringify(
    walk(schema, ({ additionalProperties, ...rest }) =>
      additionalProperties === false || additionalProperties === undefined
        ? rest
        : { ...rest, additionalProperties },
    ),
  );

const refsOf = (schema: Schema): string[] => {
  const refs: string[] = [];
  walk(schema, (inner) => {
    if (inner.$ref) refs.push(inner.$ref.slice('#/$defs/'.length));
    return inner;
  });
  return refs;
};

/**
 * Collects the shared schemas of requests and answers. Where an id reads differently on the way in (a field with a default
 * may be left out, say), the way in gets its own component: `<Id>Input`.
 */
export const componentsOf = (uses: readonly { schema: z.ZodType; side: Side }[]) => {
  const sides: Record<Side, Map<string, Schema>> = { input: new Map(), output: new Map() };
  for (const { schema, side } of uses)
    for (const [id, definition] of Object.entries(jsonSchema(schema, side).definitions)) {
      const known = sides[side].get(id);
      if (known && JSON.stringify(known) !== JSON.stringify(definition))
        throw new Error(`two different schemas have the id ${id}`);
      sides[side].set(id, definition);
    }

  const apart = new Set<string>();
  for (const [id, schema] of sides.input) {
    const other = sides.output.get(id);
    if (other && bare(other) !== bare(schema)) apart.add(id);
  }
  // What refers to a schema that comes in two is itself two.
  for (let before = -1; before !== apart.size; ) {
    before = apart.size;
    for (const [id, schema] of sides.input)
      if (sides.output.has(id) && refsOf(schema).some((ref) => apart.has(ref))) apart.add(id);
  }

  const renamed: Record<Side, (id: string) => string> = {
    input: (id) => (apart.has(id) ? `${id}Input` : id),
    output: (id) => id,
  };
  const schemas: Record<string, Schema> = {};
  for (const side of ['output', 'input'] as const)
    for (const [id, schema] of sides[side]) schemas[renamed[side](id)] = named(schema, renamed[side]);

  return {
    /** By name, in alphabetical order. */
    schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
    /** The schema to write where `schema` is used: a reference, where it has an id. */
    use: (schema: z.ZodType, side: Side): Schema => named(jsonSchema(schema, side).schema, renamed[side]),
  };
};
