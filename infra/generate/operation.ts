import type * as z from 'zod';
import type {
  Answer,
  MediaType,
  Operation,
  Parameter,
  Reference,
  Schema,
} from '../../functions/contract/document.ts';
import {
  needsIdempotencyKey,
  needsIfMatch,
  type Route,
  refusalsOf,
  takesIfMatch,
} from '../../functions/platform/route.ts';
import { exampleOf, formsOf, resolved } from './examples.ts';
import { refusalResponses } from './responses.ts';
import type { Side } from './schema.ts';

/** What an operation is written with: the components, and what they are used by. */
export interface Ground {
  schemas: Record<string, Schema>;
  /** The same, with an example on every record that can show what was sent to make it. */
  shown: Record<string, Schema>;
  use: (schema: z.ZodType, side: Side) => Schema;
  /** Gives a schema a name among the components, and the reference to it. */
  name: (id: string, schema: Schema) => Schema;
  /** Gives an example a name among the components, and the reference to it. */
  example: (id: string, value: unknown) => Reference;
}

export const headerParameters: Record<string, Parameter> = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description:
      'A value of your own for this request, a UUID say. Send the same one when you repeat it: it is done once, and the repeat is answered as the first was. Kept for 24 hours.',
    schema: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      pattern: '^[!-~]+$',
      examples: ['6f1d0b1e-4c53-4c36-9a52-1f3e0f6f5a10'],
    },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The `ETag` of the record as you read it, so that nothing is overwritten unseen.',
    schema: { type: 'string', pattern: '^"\\d{1,15}"$', examples: ['"3"'] },
  },
  IfMatchWhereKnown: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` of the record as you read it. Left out: whatever stands is overwritten.',
    schema: { type: 'string', pattern: '^"\\d{1,15}"$', examples: ['"3"'] },
  },
};

export const answerHeaders: Record<string, { description: string; schema: Schema }> = {
  ETag: {
    description: "The record's revision in quotes: send it as `If-Match` with the next change.",
    schema: { type: 'string', pattern: '^"\\d{1,15}"$', examples: ['"3"'] },
  },
  IdempotentReplayed: {
    description: '`true` where this is the answer of an earlier request with the same Idempotency-Key.',
    schema: { type: 'string', enum: ['true'] },
  },
};

const parametersIn = (
  where: 'path' | 'query',
  schema: z.ZodObject | undefined,
  ground: Ground,
): Parameter[] => {
  if (!schema) return [];
  const object = ground.use(schema, 'input');
  return Object.entries(object.properties ?? {}).map(([name, property]) => {
    const { description, ...rest } = property;
    const required = where === 'path' || (object.required?.includes(name) ?? false);
    return { name, in: where, required, ...(description && { description }), schema: rest };
  });
};

const parametersOf = (route: Route, ground: Ground): (Parameter | Reference)[] => {
  const header = (name: keyof typeof headerParameters) => ({ $ref: `#/components/parameters/${name}` });
  return [
    ...parametersIn('path', route.params, ground),
    ...parametersIn('query', route.query, ground),
    ...(needsIdempotencyKey(route.kind) ? [header('IdempotencyKey')] : []),
    ...(needsIfMatch(route.kind) ? [header('IfMatch')] : []),
    ...(takesIfMatch(route.kind) && !needsIfMatch(route.kind) ? [header('IfMatchWhereKnown')] : []),
  ];
};

/** A schema with its example: a component's examples are kept once, under its name. */
const media = (schema: Schema, ground: Ground, fallback: string): MediaType => {
  const id = schema.$ref?.split('/').pop() ?? fallback;
  const { examples } = resolved(schema, ground.shown);
  const values = examples ?? [exampleOf(schema, ground.shown)];
  return {
    schema,
    examples: Object.fromEntries(
      values.map((value, position) => {
        const name = position === 0 ? id : `${id}${position + 1}`;
        return [name, ground.example(name, value)];
      }),
    ),
  };
};

const bodyOf = (name: string, route: Route, ground: Ground): Operation['requestBody'] => {
  if (!route.body) return undefined;
  const written = media(ground.use(route.body, 'input'), ground, `${name}Body`);
  const types =
    route.method === 'PATCH' ? ['application/merge-patch+json', 'application/json'] : ['application/json'];
  return {
    // An empty body is read as `{}`: it may be left out where every field may.
    required: !route.body.safeParse({}).success,
    content: Object.fromEntries(types.map((type) => [type, written])),
  };
};

/** A list's page gets a name after what is listed, for those who generate a client. */
const answerSchema = (route: Route, ground: Ground): Schema | undefined => {
  if (!route.output) return undefined;
  const schema = ground.use(route.output, 'output');
  const listed = schema.properties?.items?.items?.$ref?.split('/').pop();
  return route.kind === 'list' && listed ? ground.name(`${listed}Page`, schema) : schema;
};

const successOf = (name: string, route: Route, ground: Ground): Answer => {
  const schema = answerSchema(route, ground);
  if (!schema) return { description: 'Done.' };
  const headers: Record<string, Reference> = {
    ...(formsOf(schema, ground.schemas).some(({ properties }) => properties && 'revision' in properties) && {
      ETag: { $ref: '#/components/headers/ETag' },
    }),
    ...(needsIdempotencyKey(route.kind) && {
      'Idempotent-Replayed': { $ref: '#/components/headers/IdempotentReplayed' },
    }),
  };
  return {
    description:
      { create: 'Made.', act: 'Done: the record as it is now.' }[route.kind as string] ?? 'As asked.',
    ...(Object.keys(headers).length > 0 && { headers }),
    content: {
      'application/json': media(schema, ground, `${name}Answer`),
      ...Object.fromEntries((route.formats ?? []).map((format) => [format, { schema: { type: 'string' } }])),
    },
  };
};

/** One route as an OpenAPI operation. */
export const operationOf = (name: string, process: string, route: Route, ground: Ground): Operation => {
  const parameters = parametersOf(route, ground);
  const requestBody = bodyOf(name, route, ground);
  return {
    operationId: name,
    tags: [process],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    security: route.scope === 'public' ? [] : [{ oauth2: [`cosell/${route.scope}`] }],
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: {
      [String(route.status ?? 200)]: successOf(name, route, ground),
      ...refusalResponses(refusalsOf(route)),
    },
  };
};
