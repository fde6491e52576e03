import * as z from 'zod';
import { create } from '../../../functions/platform/change.ts';
import type { HttpEvent } from '../../../functions/platform/http/request.ts';
import { serve } from '../../../functions/platform/http/serve.ts';
import { ok, refused } from '../../../functions/platform/result.ts';
import { declareRoutes } from '../../../functions/platform/route.ts';
import type { Item, Outcome, Table, Write } from '../../../functions/platform/table.ts';
import { handClock } from '../../support/arbitraries.ts';

const lamp = z.strictObject({ id: z.string(), secret: z.string().optional() });
const params = z.strictObject({ id: z.string() });
const routes = declareRoutes({
  process: 'lamps',
  about: 'Lamps.',
  routes: {
    createLamp: {
      kind: 'create',
      method: 'POST',
      path: '/v1/lamps',
      scope: 'lamps:write',
      summary: 'Make a lamp',
      body: z.strictObject({ name: z.string() }),
      output: lamp,
      status: 201,
    },
    breakLamp: {
      kind: 'read',
      method: 'GET',
      path: '/v1/broken/{id}',
      scope: 'lamps:read',
      summary: 'Break',
      params,
      output: lamp,
    },
    removeLamp: {
      kind: 'remove',
      method: 'DELETE',
      path: '/v1/lamps/{id}',
      scope: 'lamps:write',
      summary: 'Remove',
      params,
      status: 204,
    },
    dimLamp: {
      kind: 'remove',
      method: 'POST',
      path: '/v1/lamps/{id}/dim',
      scope: 'lamps:write',
      summary: 'Dim',
      params,
      status: 204,
    },
    showLamp: {
      kind: 'page',
      method: 'GET',
      path: '/lamps/{id}',
      scope: 'public',
      summary: 'A page',
      params,
    },
  },
});

/** A table that keeps what is put, and holds attribute_not_exists and the 24 hours of a key. */
const memory = () => {
  const items = new Map<string, Item>();
  const transact = async (writes: Write[]): Promise<Outcome> => {
    const reasons = writes.map(({ Put }) => {
      const there = items.get(String(Put?.Item?.pk));
      const now = Number(Put?.ExpressionAttributeValues?.[':now'] ?? 0);
      const past = there && Number(there.expiresAt) < now;
      return there && !past && Put?.ConditionExpression
        ? { code: 'ConditionalCheckFailed', item: there }
        : { code: 'None' };
    });
    if (reasons.some(({ code }) => code !== 'None')) return { done: false, reasons };
    for (const { Put } of writes) if (Put?.Item) items.set(String(Put.Item.pk), Put.Item as Item);
    return { done: true };
  };
  const table = { name: 'T', transact, get: async ({ pk }: { pk: string }) => items.get(pk) };
  return { items, table: table as unknown as Table };
};

/** A process of lamps, standing on a table in memory. */
export const stage = () => {
  const { items, table } = memory();
  const clock = handClock();
  let made = 0;
  const handler = serve(
    routes,
    {
      createLamp: async ({ body }) => {
        if (body.name === 'refused') return refused({ code: 'unknown_reference' });
        const id = `lmp_${++made}`;
        return ok({
          body: { id, secret: `told-once-${made}` },
          keptBody: { id },
          revision: 1,
          change: [
            create(table, { pk: body.name === 'same' ? 'same' : id, sk: 'RECORD' }, () => ({
              code: 'already_exists',
            })),
          ],
        });
      },
      breakLamp: async () => {
        throw new Error('connection to 10.0.0.7 failed');
      },
      removeLamp: async () => ok({ body: undefined }),
      dimLamp: async () => ok({ body: undefined }),
      showLamp: async () => ({ statusCode: 200, headers: { 'content-type': 'text/html' }, body: '<p>' }),
    },
    { table, clock },
  );
  const call = (routeKey: string, given: Partial<HttpEvent> = {}) =>
    handler(
      {
        routeKey,
        rawPath: routeKey.split(' ')[1]?.replace('{id}', 'lmp_1') ?? '',
        pathParameters: { id: 'lmp_1' },
        requestContext: {
          requestId: 'r1',
          http: { method: routeKey.split(' ')[0] ?? '', path: '' },
          authorizer: { lambda: { organizationId: 'org_1', organizationName: 'One', clientId: 'c1' } },
        },
        ...given,
        headers: {
          'content-type': 'application/json',
          authorization: 'Bearer top.secret.token',
          ...given.headers,
        },
      },
      {} as never,
    );
  const make = (key: string, name: string, given: Partial<HttpEvent> = {}) =>
    call('POST /v1/lamps', {
      pathParameters: {},
      body: JSON.stringify({ name }),
      ...given,
      headers: { 'idempotency-key': key },
    });
  return { items, clock, call, make };
};
export const parsed = (answer: { body?: string | undefined }) =>
  JSON.parse(answer.body ?? 'null') as Record<string, unknown>;
