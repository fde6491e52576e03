import * as z from 'zod';
import type { MediaType, OpenApi, Operation } from '../../../functions/contract/document.ts';
import { declareRoutes } from '../../../functions/platform/route.ts';

const tint = z
  .strictObject({ hue: z.int().min(0).max(359), strong: z.boolean().default(false) })
  .meta({ id: 'Tint' });
const point = z.strictObject({ x: z.int(), y: z.int() }).meta({ id: 'Point' });
const lamp = z
  .strictObject({ id: z.string(), name: z.string(), at: point, tint, revision: z.int().positive() })
  .meta({ id: 'Lamp' });
const ended = z.strictObject({ id: z.string(), revision: z.int() }).meta({ id: 'EndedLamp' });
const lampView = z.union([lamp, ended]).meta({ id: 'LampView' });
const newLamp = z
  .strictObject({ name: z.string().min(1), at: point, tint })
  .meta({ id: 'NewLamp', examples: [{ name: 'Desk', at: { x: 1, y: 2 }, tint: { hue: 30 } }] });
const params = z.strictObject({ id: z.string().regex(/^lmp_\d+$/) });

/** A small process with one route of each kind: what the documents say about it is known without asking the product. */
export const lamps = declareRoutes({
  process: 'lamps',
  about: 'Lamps.',
  routes: {
    createLamp: {
      kind: 'create',
      method: 'POST',
      path: '/v1/lamps',
      scope: 'lamps:write',
      summary: 'Make a lamp',
      body: newLamp,
      output: lamp,
      status: 201,
      refusals: ['already_exists'],
    },
    listLamps: {
      kind: 'list',
      method: 'GET',
      path: '/v1/lamps',
      scope: 'lamps:read',
      summary: 'List lamps',
      query: z.strictObject({
        limit: z.coerce.number().int().max(100).default(25),
        lit: z.string().optional(),
      }),
      output: z.strictObject({ items: z.array(lamp), nextCursor: z.string().nullable() }),
    },
    lightLamp: {
      kind: 'act',
      method: 'POST',
      path: '/v1/lamps/{id}/light',
      scope: 'lamps:write',
      summary: 'Light a lamp',
      params,
      output: lampView,
      refusals: ['transition_not_allowed', 'wrong_side'],
    },
    changeLamp: {
      kind: 'change',
      method: 'PATCH',
      path: '/v1/lamps/{id}',
      scope: 'lamps:write',
      summary: 'Change a lamp',
      params,
      body: z.strictObject({ name: z.string().optional() }).meta({ id: 'LampPatch' }),
      output: lamp,
    },
    removeLamp: {
      kind: 'remove',
      method: 'DELETE',
      path: '/v1/lamps/{id}',
      scope: 'lamps:write',
      summary: 'Take a lamp away',
      params,
      status: 204,
    },
    showLamp: {
      kind: 'page',
      method: 'GET',
      path: '/lamp/{token}',
      scope: 'public',
      summary: 'A lamp for a person',
    },
  },
});

/** One operation of a document by its id. */
export const operation = (api: OpenApi, id: string): Operation => {
  const found = Object.values(api.paths)
    .flatMap((methods) => Object.values(methods))
    .find((each) => each.operationId === id);
  if (!found) throw new Error(`no operation ${id}`);
  return found;
};

/** Every body with its schema and its examples, wherever in the document it stands. */
export const bodies = (api: OpenApi): { at: string; media: MediaType }[] =>
  Object.values(api.paths).flatMap((methods) =>
    Object.values(methods).flatMap((each) => [
      ...Object.values(each.requestBody?.content ?? {}).map((media) => ({
        at: `${each.operationId} body`,
        media,
      })),
      ...Object.entries(each.responses).flatMap(([status, answer]) => {
        const itself =
          '$ref' in answer ? api.components.responses[String(answer.$ref.split('/').pop())] : answer;
        return Object.values(itself?.content ?? {}).map((media) => ({
          at: `${each.operationId} ${status}`,
          media,
        }));
      }),
    ]),
  );
