import type { Schema } from '../document.ts';
import { type Html, html, words } from './html.ts';

export type Schemas = Readonly<Record<string, Schema>>;

/** The component's name that a schema refers to, if it does. */
export const nameOf = (schema: Schema | undefined): string | undefined => schema?.$ref?.split('/').pop();

/** Follows references to the schema itself. */
export const follow = (schema: Schema, schemas: Schemas): Schema => {
  const name = nameOf(schema);
  return name ? follow(schemas[name] ?? {}, schemas) : schema;
};

const choices = (schema: Schema): Schema[] => schema.oneOf ?? schema.anyOf ?? [];
const isNull = (schema: Schema): boolean => schema.type === 'null';

/** A schema without its `or null`. */
const present = (schema: Schema): { schema: Schema; nullable: boolean } => {
  if (Array.isArray(schema.type)) {
    const rest = schema.type.filter((type) => type !== 'null');
    const type = rest.length === 1 ? String(rest[0]) : rest;
    return { schema: { ...schema, type }, nullable: rest.length < schema.type.length };
  }
  const forms = choices(schema);
  const some = forms.filter((form) => !isNull(form));
  if (some.length === forms.length) return { schema, nullable: false };
  const { anyOf, oneOf, ...rest } = schema;
  return some.length === 1
    ? { schema: { ...rest, ...some[0] }, nullable: true }
    : { schema: { ...rest, anyOf: some }, nullable: true };
};

const formats: Record<string, string> = {
  'date-time': 'instant',
  date: 'date',
  email: 'e-mail address',
  uri: 'URL',
  'uri-reference': 'link',
};

/** An id's pattern begins with its prefix: that says more than `string`. */
const textWords = (schema: Schema): string => {
  const prefix = /^\^([a-z]+_)\[/.exec(schema.pattern ?? '')?.[1];
  return prefix ? `id ${prefix}…` : (formats[schema.format ?? ''] ?? 'string');
};

const typeWords = (schema: Schema, schemas: Schemas): string => {
  const { schema: one, nullable } = present(schema);
  const itself = follow(one, schemas);
  const base = (): string => {
    if (itself.type === 'array') return `list of ${typeWords(itself.items ?? {}, schemas)}`;
    const forms = choices(itself).map((form) => typeWords(form, schemas));
    if (forms.length > 0) return [...new Set(forms)].join(' or ');
    if (itself.type === 'object') return nameOf(one) ?? 'object';
    if ('const' in itself) return JSON.stringify(itself.const);
    if (itself.type === 'string') return textWords(itself);
    return itself.type ? [itself.type].flat().join(' or ') : 'anything';
  };
  return nullable ? `${base()} or null` : base();
};

/** Bounds of a double's exact integers say nothing to a reader. */
const bound = (value: number | undefined): value is number =>
  value !== undefined && Math.abs(value) !== Number.MAX_SAFE_INTEGER;

const range = (least: number | undefined, most: number | undefined, unit: string): string | undefined => {
  if (bound(least) && bound(most)) return least === most ? `${least} ${unit}` : `${least} to ${most} ${unit}`;
  if (bound(most)) return `at most ${most} ${unit}`;
  return bound(least) && least > 0 ? `at least ${least} ${unit}` : undefined;
};

const limits = (schema: Schema): string[] =>
  [
    range(schema.minLength, schema.maxLength, 'characters'),
    range(schema.minItems, schema.maxItems, 'entries'),
    range(
      schema.minimum ?? (schema.exclusiveMinimum === undefined ? undefined : schema.exclusiveMinimum + 1),
      schema.maximum,
      '',
    )?.trim(),
  ].filter((limit) => limit !== undefined);

const MOST_VALUES = 40;
const values = (schema: Schema, schemas: Schemas): unknown[] | undefined => {
  const itself = follow(present(schema).schema, schemas);
  const inForms = choices(itself).flatMap((form) => values(form, schemas) ?? []);
  if (inForms.length > 0) return inForms;
  // Every country and currency would bury the page; their description names the standard.
  if (itself.enum && itself.enum.length > MOST_VALUES) return undefined;
  return itself.enum ?? (itself.type === 'array' && itself.items ? values(itself.items, schemas) : undefined);
};

/** Schemas of the objects that a field holds, each with the words for it. */
const inner = (schema: Schema, schemas: Schemas): { label: string; schema: Schema }[] => {
  const { schema: one } = present(schema);
  const itself = follow(one, schemas);
  if (itself.type === 'array' && itself.items) return inner(itself.items, schemas);
  if (itself.properties) return [{ label: nameOf(one) ?? '', schema: itself }];
  return choices(itself).flatMap((form) => inner(form, schemas));
};

export interface Field {
  name: string;
  schema: Schema;
  required: boolean;
  /** Where only some are demanded, the word for it is worth its place; in an answer it is not. */
  said: boolean;
}

const MOST_DEEP = 4;
const counted = (count: number): string => (count === 1 ? '1 field' : `${count} fields`);

const nested = (field: Field, schemas: Schemas, depth: number): Html =>
  html`${inner(field.schema, schemas).map(
    ({ label, schema }) =>
      html`<details class="inner"><summary>${
        label && html`<code>${label}</code>, `
      }${counted(Object.keys(schema.properties ?? {}).length)}</summary>${
        depth < MOST_DEEP && fieldList(schema, schemas, { said: field.said, depth: depth + 1 })
      }</details>`,
  )}`;

const one = (field: Field, schemas: Schemas, depth: number): Html => {
  const itself = follow(present(field.schema).schema, schemas);
  const allowed = values(field.schema, schemas);
  const description = field.schema.description ?? itself.description;
  const notes = [
    ...limits(itself),
    ...(field.said && 'default' in itself ? [`default \`${JSON.stringify(itself.default)}\``] : []),
  ];
  return html`<li>
<p class="field"><code class="name">${field.name}</code> <span class="type">${typeWords(field.schema, schemas)}</span>${
    field.said && field.required && html` <span class="required">required</span>`
  }${notes.length > 0 && html` <span class="limits">${words(notes.join(', '))}</span>`}</p>
${description && html`<p>${words(description)}</p>`}
${allowed && html`<p class="values">${allowed.map((value) => html`<code>${String(value)}</code> `)}</p>`}
${nested(field, schemas, depth)}</li>`;
};

/** Fields one below the other; what lies inside them opens in place. */
export const fieldItems = (fields: readonly Field[], schemas: Schemas, depth = 0): Html =>
  html`<ul class="fields">${fields.map((field) => one(field, schemas, depth))}</ul>`;

/** The fields of an object's schema. `said`: whether to say which are required. */
export const fieldList = (
  schema: Schema,
  schemas: Schemas,
  { said, depth = 0 }: { said: boolean; depth?: number },
): Html => {
  const itself = follow(schema, schemas);
  if (!itself.properties && choices(itself).length > 0)
    return html`${choices(itself).map(
      (form, position) =>
        html`<p class="form">${position === 0 ? 'Either' : 'or'} ${
          nameOf(form) ? html`<code>${nameOf(form)}</code>` : 'this'
        }${follow(form, schemas).description && html`: ${words(String(follow(form, schemas).description))}`}</p>${fieldList(form, schemas, { said, depth })}`,
    )}`;
  const fields = Object.entries(itself.properties ?? {}).map(([name, property]) => ({
    name,
    schema: property,
    required: itself.required?.includes(name) ?? false,
    said,
  }));
  return fieldItems(fields, schemas, depth);
};
