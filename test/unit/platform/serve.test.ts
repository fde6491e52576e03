import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { parsed, stage } from './lamps.ts';

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
});

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

describe('a route of the gateway that stands for several', () => {
  const via = (part: string, method = 'POST') =>
    stage().call('ANY /v1/lamps/{s1}/{s2}', {
      pathParameters: { s1: 'lmp_1', s2: part },
      requestContext: {
        requestId: 'r1',
        http: { method, path: '' },
        authorizer: { lambda: { organizationId: 'org_1', organizationName: 'One', clientId: 'c1' } },
      },
    });
  test('leads to the one that is meant, which sees its own parameters and is logged by its own name', async () => {
    expect((await via('dim')).statusCode).toBe(204);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ message: 'POST /v1/lamps/{id}/dim', status: 204 });
  });
  test.each([
    ['flood', 'POST'],
    ['dim', 'GET'],
    ['dim/now', 'POST'],
  ])('has nothing for %s by %s: 404, and the word is not logged', async (part, method) => {
    const answer = await via(part, method);
    expect(parsed(answer)).toMatchObject({ code: 'not_found', status: 404, requestId: 'r1' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ message: 'ANY /v1/lamps/{s1}/{s2}', status: 404 });
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
