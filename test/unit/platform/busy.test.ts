import { expect, jest, test } from '@jest/globals';
import * as z from 'zod';
import { Busy, patiently } from '../../../functions/platform/busy.ts';
import type { HttpEvent } from '../../../functions/platform/http/request.ts';
import { serve } from '../../../functions/platform/http/serve.ts';
import { ok, refused } from '../../../functions/platform/result.ts';
import { declareRoutes, type RouteKind } from '../../../functions/platform/route.ts';
import type { Table } from '../../../functions/platform/table.ts';
import { handClock } from '../../support/arbitraries.ts';

/** How a route of this kind ends whose handler says `busy` so many times, and how often it was asked. */
const ask = async (kind: RouteKind, busyTimes: number) => {
  const routes = declareRoutes({
    process: 'lamps',
    about: 'Lamps.',
    routes: {
      turnOn: {
        kind,
        method: 'POST',
        path: '/v1/lamps/{id}/on',
        scope: 'lamps:write',
        summary: 'Turn on',
        params: z.strictObject({ id: z.string() }),
        output: z.strictObject({}),
      },
    },
  });
  let asked = 0;
  const handler = serve(
    routes,
    { turnOn: async () => (++asked > busyTimes ? ok({ body: {} }) : refused({ code: 'busy' })) },
    { table: { get: async () => undefined } as unknown as Table, clock: handClock() },
  );
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const random = jest.spyOn(Math, 'random').mockReturnValue(0);
  const event = {
    routeKey: 'POST /v1/lamps/{id}/on',
    rawPath: '/v1/lamps/1/on',
    pathParameters: { id: '1' },
    headers: { 'idempotency-key': 'k', 'if-match': '"1"' },
    requestContext: {
      requestId: 'r1',
      http: { method: 'POST', path: '/v1/lamps/1/on' },
      authorizer: { lambda: { organizationId: 'org_1', organizationName: 'One', clientId: 'c1' } },
    },
  } as unknown as HttpEvent;
  const { statusCode } = await handler(event, {} as never);
  write.mockRestore();
  random.mockRestore();
  return { statusCode, asked };
};

test('who meets others is tried again, many times', async () => {
  expect(await ask('act', 1)).toEqual({ statusCode: 200, asked: 2 });
  expect(await ask('act', 19)).toEqual({ statusCode: 200, asked: 20 });
});

test('but not for ever', async () => {
  expect(await ask('act', 1_000)).toEqual({ statusCode: 409, asked: 20 });
});

test('a creation is not: it may have made something elsewhere', async () => {
  expect(await ask('create', 1)).toEqual({ statusCode: 409, asked: 1 });
});

test('a task that meets others reads again until it is through, but not for ever, and not after a fault', async () => {
  const random = jest.spyOn(Math, 'random').mockReturnValue(0);
  const meeting = (most: number, thrown: Error) => {
    let met = 0;
    const work = async () => {
      if (++met <= most) throw thrown;
      return met;
    };
    return patiently(work).catch((error: Error) => `${error.name} after ${met}`);
  };
  expect(await meeting(19, new Busy())).toBe(20);
  expect(await meeting(20, new Busy())).toBe('Busy after 20');
  expect(await meeting(1, new Error())).toBe('Error after 1');
  random.mockRestore();
});

test('whoever has tried for long is told so, before the function is cut off', async () => {
  const now = jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(9_000);
  const work = jest.fn(async () => Promise.reject(new Busy()));
  await expect(patiently(work)).rejects.toThrow(Busy);
  expect(work).toHaveBeenCalledTimes(1);
  now.mockRestore();
});
