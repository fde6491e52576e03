import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { apiResources, functionArn, identityResources, region, type Stand, standUp } from './ground.ts';

let stand: Stand;
let token: string;
beforeAll(async () => {
  stand = await standUp();
  token = await stand.token();
});
afterAll(() => stand.close());
beforeEach(() => {
  stand.events.length = 0;
  stand.answer({ ok: true, payload: { statusCode: 200, body: 'hello' } });
});
const get = (path: string, headers: Record<string, string> = {}) => fetch(stand.base + path, { headers });

describe('the event', () => {
  test('is payload format 2.0', async () => {
    await get('/v1/things/a%20b?x=1&y=%C3%A9&x=2', {
      authorization: `Bearer ${token}`,
      Cookie: 'a=1; b=2',
      'X-Thing': 'Ä'.normalize('NFD').replace(/[^\x20-\x7e]/g, ''),
    });
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(stand.events).toEqual([
      {
        version: '2.0',
        routeKey: 'GET /v1/things/{id}',
        rawPath: '/v1/things/a b',
        rawQueryString: 'x=1&y=%C3%A9&x=2',
        cookies: ['a=1', 'b=2'],
        headers: expect.objectContaining({
          'x-thing': 'A',
          host: new URL(stand.base).host,
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-proto': 'http',
          'content-length': '0',
        }),
        queryStringParameters: { x: '1,2', y: 'é' },
        pathParameters: { id: 'a b' },
        requestContext: {
          accountId: '111122223333',
          apiId: 'api1',
          authorizer: {
            jwt: {
              claims: Object.fromEntries(
                Object.entries(claims).map(([name, value]) => [name, String(value)]),
              ),
              scopes: ['cosell/things:read'],
            },
          },
          domainName: '127.0.0.1',
          domainPrefix: '127',
          http: {
            method: 'GET',
            path: '/v1/things/a b',
            protocol: 'HTTP/1.1',
            sourceIp: '127.0.0.1',
            userAgent: 'node',
          },
          requestId: expect.stringMatching(/^.{15}=$/),
          routeKey: 'GET /v1/things/{id}',
          stage: '$default',
          time: '15/Jan/2026:12:00:00 +0000',
          timeEpoch: Date.UTC(2026, 0, 15, 12),
        },
        isBase64Encoded: false,
      },
    ]);
    expect(stand.events[0]?.headers).not.toHaveProperty('cookie');
    expect(stand.events[0]?.headers).not.toHaveProperty('connection');
  });

  test('has neither query, parameters, cookies nor body where the request has none', async () => {
    await fetch(`${stand.base}/v1/things`, { method: 'POST' });
    const [event] = stand.events;
    for (const field of ['queryStringParameters', 'pathParameters', 'cookies', 'body']) {
      expect(event).not.toHaveProperty(field);
    }
    expect(event?.requestContext).not.toHaveProperty('authorizer');
  });

  test('joins repeated headers with a comma, whatever their names', async () => {
    await new Promise((resolve) => {
      const headers = { 'x-a': ['1', '2'], constructor: 'plain' };
      httpRequest(`${stand.base}/open/x`, { headers }, (response) =>
        response.resume().on('end', resolve),
      ).end();
    });
    expect(stand.events[0]?.headers).toMatchObject({ 'x-a': '1,2', constructor: 'plain' });
  });
});

describe("API Gateway's own answers", () => {
  test.each([
    ['GET', '/nowhere', 404, 'Not Found'],
    ['GET', '/v1/things', 404, 'Not Found'],
    ['GET', '/open/%zz', 400, 'Bad Request'],
  ])('%s %s -> %i', async (method, path, status, message) => {
    const response = await fetch(stand.base + path, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('apigw-requestid')).toMatch(/^.{15}=$/);
    expect(await response.json()).toEqual({ message });
  });

  test('a HEAD request needs a route of its own, and gets no body', async () => {
    expect((await fetch(`${stand.base}/v1/any-token`, { method: 'HEAD' })).status).toBe(404);
    const response = await fetch(`${stand.base}/open/x`, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
      200,
      '5',
      '',
    ]);
  });

  test('headers beyond 10,240 bytes -> 431', async () => {
    const response = await get('/open/x', { 'x-long': 'x'.repeat(10_240) });
    expect(response.status).toBe(431);
    expect(stand.events).toEqual([]);
  });

  test('a body beyond 10 MB -> 413, and the connection ends', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    const response = await fetch(`${stand.base}/v1/things`, { method: 'POST', body });
    expect([response.status, response.headers.get('connection')]).toEqual([413, 'close']);
    expect(await response.json()).toEqual({ message: 'Request Entity Too Large' });
    expect(stand.events).toEqual([]);
  });

  test.each([
    ['Error', 500, 'Internal Server Error'],
    ['Sandbox.Timedout', 500, 'Internal Server Error'],
    ['TooManyRequestsException', 503, 'Service Unavailable'],
    ['RequestEntityTooLargeException', 413, 'Request Entity Too Large'],
  ])('a function that fails with %s -> %i, and a line in the log', async (errorType, status, message) => {
    stand.lines.length = 0;
    stand.answer({ ok: false, error: { errorType, errorMessage: 'inside' } });
    const response = await get('/open/x');
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message });
    expect(stand.lines).toEqual([expect.objectContaining({ route: 'ANY /open/{proxy+}', status })]);
  });

  test('a function that takes longer than the integration allows -> 503', async () => {
    const slow = await standUp([...apiResources({}, { TimeoutInMillis: 20 }), ...identityResources()]);
    slow.answer(new Promise(() => {}));
    const response = await fetch(`${slow.base}/open/x`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ message: 'Service Unavailable' });
    await slow.close();
  });

  test('a client that goes away in the middle of its body leaves the gateway standing', async () => {
    const { port, hostname } = new URL(stand.base);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write('POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc', () => {
          socket.destroy();
          resolve();
        });
      });
    });
    expect((await get('/open/x')).status).toBe(200);
    expect(stand.events).toHaveLength(1);
  });
});

describe('CORS', () => {
  test('the Api answers preflights and replaces what the function says', async () => {
    const CorsConfiguration = {
      AllowOrigins: ['https://a.example'],
      AllowMethods: ['GET', 'POST'],
      AllowHeaders: ['authorization'],
      ExposeHeaders: ['etag'],
      MaxAge: 600,
    };
    const open = await standUp([...apiResources({ CorsConfiguration }), ...identityResources()]);
    const headers = { origin: 'https://a.example', 'access-control-request-method': 'GET' };
    const preflight = await fetch(`${open.base}/v1/any-token`, { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '600',
    });
    open.answer({ ok: true, payload: { statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } } });
    const answer = await fetch(`${open.base}/open/x`, { headers: { origin: 'https://a.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://a.example');
    expect(answer.headers.get('access-control-expose-headers')).toBe('etag');
    const foreign = await fetch(`${open.base}/open/x`, { headers: { origin: 'https://b.example' } });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    await open.close();
  });
});

test('the integration may name the function by its invocation path', async () => {
  const path = `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
  const stood = await standUp([...apiResources({}, { IntegrationUri: path }), ...identityResources()]);
  stood.answer({ ok: true, payload: 'found' });
  expect(await (await fetch(`${stood.base}/open/x`)).text()).toBe('found');
  await stood.close();
});

test('a stage with a name stands before the path', async () => {
  const named = await standUp(
    [...apiResources(), ...identityResources()].map((one) =>
      one.type.endsWith('::Stage') ? { ...one, properties: { StageName: 'prod' } } : one,
    ),
  );
  expect((await fetch(`${named.base}/open/x`)).status).toBe(404);
  expect((await fetch(`${named.base}/prod/open/x`)).status).toBe(200);
  expect(named.events[0]).toMatchObject({ rawPath: '/prod/open/x', pathParameters: { proxy: 'x' } });
  await named.close();
});

test.each([
  [{ PayloadFormatVersion: '1.0' }, 'payload format 2.0'],
  [{ IntegrationType: 'HTTP_PROXY' }, 'AWS_PROXY'],
])('an integration that is not served is refused: %j', async (integration, message) => {
  await expect(standUp([...apiResources({}, integration), ...identityResources()])).rejects.toThrow(message);
});
