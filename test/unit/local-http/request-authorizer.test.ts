import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { apiResources, identityResources, region, resource, type Stand, standUp } from './ground.ts';

const authorizerArn = `arn:aws:lambda:${region}:111122223333:function:authorizer`;
const path = `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${authorizerArn}/invocations`;

/** The API with a function as its authorizer, which guards `GET /v1/any-token` and `GET /v1/things/{id}`. */
const guardedBy = (properties: Record<string, unknown> = {}) => [
  ...apiResources().filter((one) => one.type !== 'AWS::ApiGatewayV2::Authorizer'),
  ...identityResources(),
  resource('AWS::ApiGatewayV2::Authorizer', 'auth', {
    AuthorizerType: 'REQUEST',
    AuthorizerUri: path,
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: true,
    AuthorizerResultTtlInSeconds: 60,
    IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
    ...properties,
  }),
];
const asCustom = (resources: ReturnType<typeof guardedBy>) =>
  resources.map((one) =>
    one.properties.AuthorizationType === 'JWT'
      ? { ...one, properties: { ...one.properties, AuthorizationType: 'CUSTOM' } }
      : one,
  );

let stand: Stand;
beforeEach(async () => {
  stand = await standUp(asCustom(guardedBy()));
  stand.answer(
    { ok: true, payload: { isAuthorized: true, context: { organizationId: 'o1' } } },
    authorizerArn,
  );
});
afterEach(() => stand.close());
const get = (where: string, authorization = 'Bearer t') =>
  fetch(stand.base + where, { headers: { authorization } });
const asked = () => stand.events.filter((event) => event.type === 'REQUEST');

test('the function sees the request without its body, and what it says goes into the event', async () => {
  expect((await get('/v1/things/7?a=1')).status).toBe(200);
  const [question, event] = stand.events;
  expect(question).toMatchObject({
    version: '2.0',
    type: 'REQUEST',
    routeArn: `arn:aws:execute-api:${region}:111122223333:api1/$default/GET/v1/things/7`,
    identitySource: ['Bearer t', 'GET /v1/things/{id}'],
    routeKey: 'GET /v1/things/{id}',
    rawPath: '/v1/things/7',
    rawQueryString: 'a=1',
    headers: { authorization: 'Bearer t' },
    pathParameters: { id: '7' },
  });
  expect(question).not.toHaveProperty('body');
  expect(event).toHaveProperty('requestContext.authorizer', { lambda: { organizationId: 'o1' } });
  expect(event).toHaveProperty('headers.x-forwarded-for', '127.0.0.1');
});

test('a verdict is kept for its identity sources, as long as the authorizer says', async () => {
  for (const where of ['/v1/things/1', '/v1/things/2', '/v1/any-token']) await get(where);
  expect(asked()).toHaveLength(2);
  await get('/v1/things/1', 'Bearer other');
  expect(asked()).toHaveLength(3);
  await stand.clock.advance(59_999);
  await get('/v1/things/1');
  expect(asked()).toHaveLength(3);
  await stand.clock.advance(1);
  await get('/v1/things/1');
  expect(asked()).toHaveLength(4);
});

test('the method can be one of them', async () => {
  await stand.close();
  stand = await standUp(asCustom(guardedBy({ IdentitySource: ['$context.httpMethod'] })));
  stand.answer({ ok: true, payload: { isAuthorized: true } }, authorizerArn);
  await get('/v1/things/7');
  expect(asked()[0]).toMatchObject({ identitySource: ['GET'] });
});

describe('refusals', () => {
  test('without an identity source: 401, and nobody is asked', async () => {
    const response = await fetch(`${stand.base}/v1/any-token`);
    expect([response.status, await response.json()]).toEqual([401, { message: 'Unauthorized' }]);
    expect(stand.events).toEqual([]);
  });

  test.each([
    [{ errorType: 'Error', errorMessage: 'Unauthorized' }, 401, 'Unauthorized', 0],
    [{ errorType: 'Error', errorMessage: 'broken' }, 500, 'Internal Server Error', 2],
  ])('a function that throws %j -> %i, asked again the next time', async (error, status, message, lines) => {
    stand.answer({ ok: false, error }, authorizerArn);
    for (const _ of [1, 2]) {
      const response = await get('/v1/any-token');
      expect([response.status, await response.json()]).toEqual([status, { message }]);
    }
    expect(asked()).toHaveLength(2);
    expect(stand.lines).toHaveLength(lines);
  });
});

test.each([
  [{ EnableSimpleResponses: false }, 'simple responses'],
  [{ AuthorizerPayloadFormatVersion: '1.0' }, 'payload format 2.0'],
  [{ IdentitySource: ['$stageVariables.x'] }, 'not served'],
])('an authorizer with %j is refused', async (properties, message) => {
  await expect(standUp(asCustom(guardedBy(properties)))).rejects.toThrow(message);
});
