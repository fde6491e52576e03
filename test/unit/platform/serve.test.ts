import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
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

const stage = () => {
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
const parsed = (answer: { body?: string | undefined }) =>
  JSON.parse(answer.body ?? 'null') as Record<string, unknown>;

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
});
afterEach(() => jest.restoreAllMocks());

describe('a request that went through', () => {
  test('is answered with status, body and ETag', async () => {
    const answer = await stage().make('k1', 'Desk');
    expect(answer).toMatchObject({ statusCode: 201, headers: { etag: '"1"', 'cache-control': 'no-store' } });
    expect(parsed(answer)).toEqual({ id: 'lmp_1', secret: 'told-once-1' });
  });
  test('without an output has no body', async () => {
    const answer = await stage().call('DELETE /v1/lamps/{id}');
    expect(answer.statusCode).toBe(204);
    expect(answer).not.toHaveProperty('body');
  });
});

describe('a repeat with the same Idempotency-Key', () => {
  test('is answered as the first was, and makes nothing; what is told once is not told again', async () => {
    const { make, items } = stage();
    await make('k1', 'Desk');
    const before = items.size;
    const again = await make('k1', 'Desk');
    expect(again).toMatchObject({ statusCode: 201, headers: { etag: '"1"', 'idempotent-replayed': 'true' } });
    expect(parsed(again)).toEqual({ id: 'lmp_1' });
    expect(items.size).toBe(before);
  });
  test('is answered as the first was though the record has moved on and would refuse it', async () => {
    const { make } = stage();
    await make('k1', 'same');
    expect(await make('k1', 'same')).toMatchObject({ statusCode: 201 });
    expect(parsed(await make('k2', 'same'))).toMatchObject({ code: 'already_exists' });
  });
  test('but another body, or another path, is refused', async () => {
    const { make } = stage();
    await make('k1', 'Desk');
    expect(parsed(await make('k1', 'Floor'))).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    expect(parsed(await make('k1', 'Desk', { rawPath: '/v1/elsewhere' }))).toMatchObject({ status: 422 });
  });
  test('of another organisation is its own', async () => {
    const { make } = stage();
    await make('k1', 'Desk');
    const lambda = { organizationId: 'org_2', organizationName: 'Two', clientId: 'c2' };
    const other = await make('k1', 'Desk', {
      requestContext: { requestId: 'r2', http: { method: 'POST', path: '' }, authorizer: { lambda } },
    });
    expect(parsed(other)).toMatchObject({ id: 'lmp_2' });
  });
  test('is forgotten after 24 hours, even before the table has deleted it', async () => {
    const { make, clock } = stage();
    await make('k1', 'Desk');
    clock.move(86_400);
    expect(parsed(await make('k1', 'Desk'))).toMatchObject({ id: 'lmp_1' });
    clock.move(1);
    expect(parsed(await make('k1', 'Desk'))).toMatchObject({ id: expect.not.stringMatching('lmp_1') });
  });
  test('of a request that was refused starts anew: a refusal is kept nowhere', async () => {
    const { make, items } = stage();
    expect(parsed(await make('k1', 'refused'))).toMatchObject({ code: 'unknown_reference' });
    expect(items.size).toBe(0);
    expect(await make('k1', 'Desk')).toMatchObject({ statusCode: 201 });
  });
  test('keeps neither the key nor the body, only their hashes', async () => {
    const { make, items } = stage();
    await make('key-of-a-customer', 'Desk-of-a-customer');
    expect(JSON.stringify([...items.values()])).not.toContain('of-a-customer');
  });
});

describe('a throw is a bug of ours', () => {
  test('answered without a word about our insides, and logged once with its request id', async () => {
    const answer = await stage().call('GET /v1/broken/{id}');
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json' });
    expect(parsed(answer)).toEqual({
      type: '/docs/errors/internal',
      title: 'Something went wrong on our side',
      status: 500,
      code: 'internal',
      requestId: 'r1',
    });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'error',
      requestId: 'r1',
      error: 'Error',
      status: 500,
    });
  });
  test('so is a route without its authorizer', async () => {
    const { call } = stage();
    const requestContext = { requestId: 'r1', http: { method: 'GET', path: '' } };
    expect((await call('GET /v1/broken/{id}', { requestContext })).statusCode).toBe(500);
  });
});

describe('the log', () => {
  test('is one line an operation: who, what, how it ended', async () => {
    await stage().make('k1', 'Desk');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      message: 'POST /v1/lamps',
      requestId: 'r1',
      organization: 'org_1',
      client: 'c1',
      status: 201,
    });
  });
  test('holds no token, key, body or answer, whatever happens', async () => {
    const { make, call } = stage();
    await make('customer-key', 'Customer name');
    await make('customer-key', 'Customer name');
    await make('customer-key', 'refused');
    await call('GET /v1/broken/{id}');
    await call('GET /lamps/{id}', { rawQueryString: 'mail=ana@brightpath.example' });
    expect(lines).toHaveLength(5);
    for (const secret of ['top.secret.token', 'customer-key', 'Customer name', 'told-once', 'ana@'])
      expect(lines.join('')).not.toContain(secret);
  });
});
