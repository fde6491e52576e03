import type { OpenApi, Operation, Schema } from '../../functions/contract/document.ts';
import { resolved } from './examples.ts';

/** `given`: we send it and others read it. `taken`: others send it and we read it. What breaks them is not the same. */
export type Direction = 'given' | 'taken';

interface Pair {
  before: Schema;
  after: Schema;
  direction: Direction;
  /** Where in the document, for a person: `data.amount`. */
  at: string;
}
type Components = Readonly<Record<string, Schema>>;

const MOST_DEEP = 16;
const typesOf = (schema: Schema): string[] => [schema.type ?? []].flat();
const without = <T>(all: readonly T[], taken: readonly T[]): T[] =>
  all.filter((each) => !taken.includes(each));

const typeBreaks = ({ before, after, direction, at }: Pair): string[] => {
  const lost = without(typesOf(before), typesOf(after));
  const gained = without(typesOf(after), typesOf(before));
  const changed = direction === 'given' ? [...lost, ...gained] : lost;
  return changed.length > 0 ? [`${at}: its type was ${typesOf(before)}, now ${typesOf(after)}`] : [];
};

const allowed = (schema: Schema): unknown[] | undefined => ('const' in schema ? [schema.const] : schema.enum);

const valueBreaks = ({ before, after, direction, at }: Pair): string[] => {
  // A reader knows the values that were published; a sender may go on sending them.
  const [few, many] = direction === 'given' ? [before, after] : [after, before];
  const known = allowed(few);
  if (!known) return [];
  const others = allowed(many);
  if (!others) return [`${at}: its values were ${direction === 'given' ? 'a closed list' : 'free'}`];
  return without(others, known).map(
    (value) => `${at}: the value ${value} ${direction === 'given' ? 'is new' : 'is gone'}`,
  );
};

const tighter: [keyof Schema, (before: number, after: number) => boolean][] = [
  ['maxLength', (before, after) => after < before],
  ['maxItems', (before, after) => after < before],
  ['maximum', (before, after) => after < before],
  ['minLength', (before, after) => after > before],
  ['minItems', (before, after) => after > before],
  ['minimum', (before, after) => after > before],
];

const limitBreaks = ({ before, after, direction, at }: Pair): string[] => {
  if (before.format !== after.format) return [`${at}: its format was ${before.format}, now ${after.format}`];
  if (direction === 'given') return [];
  const pattern = after.pattern && before.pattern !== after.pattern ? [`${at}: its pattern changed`] : [];
  const limits = tighter.flatMap(([keyword, worse]) => {
    const [was, is] = [before[keyword], after[keyword]];
    if (typeof is !== 'number') return [];
    return typeof was !== 'number' || worse(was, is)
      ? [`${at}: ${String(keyword)} was ${was}, now ${is}`]
      : [];
  });
  return [...pattern, ...limits];
};

const propertyBreaks = ({ before, after, direction, at }: Pair): string[] => {
  const gone = without(Object.keys(before.properties ?? {}), Object.keys(after.properties ?? {}));
  const [had, has] = [before.required ?? [], after.required ?? []];
  const demands =
    direction === 'given'
      ? without(had, has)
          .filter((name) => !gone.includes(name))
          .map((name) => `${at}.${name}: may be left out now`)
      : without(has, had).map((name) => `${at}.${name}: is required now`);
  return [...gone.map((name) => `${at}.${name}: is gone`), ...demands];
};

/** What a change of a schema breaks for those who know it as it was: a sentence each. */
export const breaks = (
  pair: Pair,
  components: { before: Components; after: Components } = { before: {}, after: {} },
  depth = 0,
): string[] => {
  const before = resolved(pair.before, components.before);
  const after = resolved(pair.after, components.after);
  const here = { ...pair, before, after };
  const inner = (was: unknown, is: unknown, name: string): string[] =>
    typeof was === 'object' && typeof is === 'object' && was && is && depth < MOST_DEEP
      ? breaks(
          { ...here, before: was as Schema, after: is as Schema, at: pair.at + name },
          components,
          depth + 1,
        )
      : [];
  const forms = (schema: Schema): Schema[] => schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  const [had, has] = [forms(before), forms(after)];
  const changed = pair.direction === 'given' ? has.length !== had.length : has.length < had.length;
  return [
    ...typeBreaks(here),
    ...valueBreaks(here),
    ...limitBreaks(here),
    ...propertyBreaks(here),
    ...(changed ? [`${pair.at}: it had ${had.length} forms, now ${has.length}`] : []),
    ...Object.entries(before.properties ?? {}).flatMap(([name, was]) =>
      inner(was, after.properties?.[name], `.${name}`),
    ),
    ...inner(before.items, after.items, '[]'),
    ...inner(before.additionalProperties, after.additionalProperties, '.*'),
    ...had.flatMap((was, position) => inner(was, has[position], '')),
  ];
};

/** What a change of the API breaks for its callers: operations, answers, parameters and bodies. */
export const apiBreaks = (before: OpenApi, after: OpenApi): string[] => {
  const components = { before: before.components.schemas, after: after.components.schemas };
  return Object.entries(before.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, was]) => {
      const name = `${method.toUpperCase()} ${path}`;
      const is = after.paths[path]?.[method];
      if (!is) return [`${name}: is gone`];
      const body = (operation: Operation) => operation.requestBody?.content['application/json']?.schema;
      const both = (direction: Direction, one: Schema | undefined, other: Schema | undefined, at: string) =>
        one && other ? breaks({ before: one, after: other, direction, at }, components) : [];
      return [
        ...both('taken', parametersAsSchema(was), parametersAsSchema(is), `${name} parameters`),
        ...both('taken', body(was) ?? {}, body(is), `${name} body`),
        ...both('given', answerOf(was), answerOf(is) ?? {}, `${name} answer`),
      ];
    }),
  );
};

const answerOf = (operation: Operation): Schema | undefined => {
  const [, answer] = Object.entries(operation.responses).find(([status]) => status.startsWith('2')) ?? [];
  return answer && 'content' in answer ? answer.content?.['application/json']?.schema : undefined;
};

/** An operation's own parameters as one object, so that they are compared like a body. */
const parametersAsSchema = (operation: Operation): Schema => {
  const parameters = (operation.parameters ?? []).flatMap((each) => ('name' in each ? [each] : []));
  return {
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
  };
};
