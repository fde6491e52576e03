import type { Schema } from '../../functions/contract/document.ts';

type Schemas = Readonly<Record<string, Schema>>;

/** Follows a reference into the components. */
export const resolved = (schema: Schema, schemas: Schemas): Schema => {
  const id = schema.$ref?.split('/').pop();
  return id ? resolved(schemas[id] ?? {}, schemas) : schema;
};

/** The object forms of a schema: itself, or each that it may take. */
export const formsOf = (schema: Schema, schemas: Schemas): Schema[] => {
  const itself = resolved(schema, schemas);
  const forms = itself.oneOf ?? itself.anyOf;
  return forms ? forms.flatMap((form) => formsOf(form, schemas)) : [itself];
};

const byFormat: Record<string, unknown> = {
  'date-time': '2026-11-23T09:00:00.000Z',
  date: '2026-12-31',
  email: 'ana@example.com',
  uri: 'https://example.com',
  uuid: '3f0b1c5e-6a1e-4f2b-9c61-7a4f1f7f2b10',
};

const words = (name: string): string => {
  const spaced = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

const number = (schema: Schema): number =>
  schema.minimum ?? (schema.exclusiveMinimum === undefined ? 0 : schema.exclusiveMinimum + 1);

const text = (schema: Schema, name: string): unknown =>
  byFormat[schema.format ?? ''] ??
  words(name || 'text')
    .slice(0, schema.maxLength ?? 200)
    .padEnd(schema.minLength ?? 0, '.');

const object = (schema: Schema, schemas: Schemas): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(schema.properties ?? {})
      .filter(([name, property]) => schema.required?.includes(name) || property.examples || property.$ref)
      .map(([name, property]) => [name, exampleOf(property, schemas, name)]),
  );

/** As many entries as there must be, told apart by the digit that an id ends with. */
const list = (schema: Schema, schemas: Schemas, name: string): unknown[] => {
  const entry = schema.items ? exampleOf(schema.items, schemas, name) : null;
  return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, (_, position) =>
    typeof entry === 'string' ? entry.replace(/\d$/, (digit) => String(Number(digit) + position)) : entry,
  );
};

/**
 * An example of a schema: the one it gives, else one put together from its parts. `name` is the field's name,
 * which a text without any example of its own shows.
 */
export const exampleOf = (schema: Schema, schemas: Schemas, name = ''): unknown => {
  if (schema.examples) return schema.examples[0];
  if ('default' in schema) return schema.default;
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.$ref) return exampleOf(resolved(schema, schemas), schemas, name);
  const forms = schema.oneOf ?? schema.anyOf ?? [];
  const choice = forms[0];
  // What may be null is shown where it has something of its own to show.
  if (choice && forms.some(({ type }) => type === 'null') && !resolved(choice, schemas).examples) return null;
  if (choice) return exampleOf(choice, schemas, name);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, schemas, name)));
  // Nothing to show where nothing may stand.
  if (Array.isArray(schema.type) && schema.type.includes('null')) return null;
  const type = schema.type;
  if (type === 'object') return object(schema, schemas);
  if (type === 'array') return list(schema, schemas, name);
  if (type === 'integer' || type === 'number') return number(schema);
  if (type === 'boolean') return true;
  return type === 'string' ? text(schema, name) : null;
};

/** Of a record that comes in several forms the first is the whole one. */
const firstForm = (id: string, schemas: Schemas): string => {
  const first = (schemas[id]?.oneOf ?? schemas[id]?.anyOf)?.[0]?.$ref?.split('/').pop();
  return first ? firstForm(first, schemas) : id;
};

/**
 * The components with an example on those that are made from a body which has one: the record shows the values that
 * were sent. `made`: a record's component, and the example of the body that makes it.
 */
export const withBorrowed = (
  schemas: Schemas,
  made: readonly { id: string; sent: unknown }[],
): Record<string, Schema> => {
  const all: Record<string, Schema> = { ...schemas };
  for (const { id: answered, sent } of made) {
    const id = firstForm(answered, all);
    const schema = all[id];
    if (!schema || schema.examples || typeof sent !== 'object') continue;
    const known = Object.entries(sent ?? {}).filter(([name]) => name in (schema.properties ?? {}));
    const example = { ...(exampleOf(schema, schemas) as object), ...Object.fromEntries(known) };
    all[id] = { ...schema, examples: [example] };
  }
  return all;
};
