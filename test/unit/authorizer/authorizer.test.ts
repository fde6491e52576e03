import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';

/** A user pool's keys on loopback; tokens are made with its key, or with anything else. */
const ours = await generateKeyPair('RS256', { extractable: true });
const theirs = await generateKeyPair('RS256');
const jwk = { ...(await exportJWK(ours.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
let asked = 0;
const server: Server = createServer((request, response) => {
  asked++;
  response.statusCode = request.url === '/pool/.well-known/jwks.json' ? 200 : 404;
  response.end(JSON.stringify({ keys: [jwk] }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pool`;

process.env.AWS_REGION = 'eu-west-1';
process.env.ISSUER = issuer;
process.env.ROUTE_SCOPES = JSON.stringify({
  'GET /v1/referrals': 'referrals:read',
  'POST /v1/referrals': 'referrals:write',
  'POST /v1/organizations': 'operator',
});
delete process.env.KEYS_URL;
const { handler } = await import('../../../functions/authorizer/handlers.ts');

const dynamo = mockClient(DynamoDBDocumentClient);
const NOW = Math.floor(Date.now() / 1000);
const claims: JWTPayload = {
  iss: issuer,
  client_id: 'client1',
  token_use: 'access',
  scope: 'cosell/referrals:read cosell/members:read',
  iat: NOW - 10,
  exp: NOW + 3_600,
};
const token = (given: JWTPayload = {}, key: CryptoKey = ours.privateKey, header: object = {}) =>
  new SignJWT({ ...claims, ...given }).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).sign(key);
const ask = (authorization: string | undefined, sent = 'GET /v1/referrals') => {
  const [method = '', path] = sent.split(' ');
  return handler({
    routeKey: `ANY ${path}`,
    requestContext: { http: { method } },
    headers: { authorization },
  });
};
const bearer = async (given: JWTPayload = {}, routeKey?: string) =>
  ask(`Bearer ${await token(given)}`, routeKey);
const without = (name: string): JWTPayload => ({ [name]: undefined });

const lines: string[] = [];
beforeAll(() => {
  dynamo.on(GetCommand).resolves({});
  dynamo
    .on(GetCommand, { Key: { pk: 'CLIENT#client1', sk: 'CLIENT' } })
    .resolves({ Item: { organizationId: 'org_1', organizationName: 'Northwind Cloud' } });
});
beforeEach(() => {
  lines.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => {
  server.close();
});

describe('a token that is good', () => {
  test('opens a route whose scope it has, and tells who calls', async () => {
    expect(await bearer()).toEqual({
      isAuthorized: true,
      context: { organizationId: 'org_1', organizationName: 'Northwind Cloud', clientId: 'client1' },
    });
  });
  test.each(['bearer', 'BEARER'])('whatever the case of %s', async (word) => {
    expect(await ask(`${word} ${await token()}`)).toMatchObject({ isAuthorized: true });
  });
  test('passes with a method that is not declared, whatever its scopes: there is nothing to protect', async () => {
    expect(await bearer({ scope: '' }, 'DELETE /v1/referrals')).toMatchObject({ isAuthorized: true });
    const given = { client_id: 'ops', scope: 'cosell/operator' };
    expect(await bearer(given, 'DELETE /v1/organizations')).toMatchObject({ isAuthorized: true });
  });
  test('of the operator opens what is the operator’s, and needs no organisation', async () => {
    const given = { client_id: 'ops', scope: 'cosell/operator' };
    expect(await bearer(given, 'POST /v1/organizations')).toEqual({
      isAuthorized: true,
      context: { clientId: 'ops', organizationId: 'operator', organizationName: 'Operator' },
    });
  });
  test('is checked with keys and client that are remembered', async () => {
    await bearer();
    const [keys, reads] = [asked, dynamo.commandCalls(GetCommand).length];
    await bearer();
    expect([asked, dynamo.commandCalls(GetCommand).length]).toEqual([keys, reads]);
  });
});

describe('403', () => {
  test.each<[string, JWTPayload, string]>([
    ['for a scope the token lacks', {}, 'POST /v1/referrals'],
    ['for the operator’s routes', {}, 'POST /v1/organizations'],
    ['for a scope of another server', { scope: 'other/referrals:read referrals:read' }, 'GET /v1/referrals'],
    ['for a scope that only begins so', { scope: 'cosell/referrals:readonly' }, 'GET /v1/referrals'],
    ['for no scope', { scope: '' }, 'GET /v1/referrals'],
    ['for scopes that are no text', { scope: ['cosell/referrals:read'] }, 'POST /v1/referrals'],
    ['for a client that belongs to no organisation', { client_id: 'stranger' }, 'GET /v1/referrals'],
  ])('%s', async (_, given, routeKey) => {
    expect(await bearer(given, routeKey)).toEqual({ isAuthorized: false });
  });
  test('for a route that the gateway has and the declarations do not', async () => {
    const event = {
      routeKey: 'GET /v1/elsewhere',
      requestContext: { http: { method: 'GET' } },
      headers: { authorization: `Bearer ${await token()}` },
    };
    expect(await handler(event)).toEqual({ isAuthorized: false });
  });
  test('for the operator on a partner’s route: it belongs to no organisation', async () => {
    expect(await bearer({ client_id: 'ops', scope: 'cosell/operator' })).toEqual({ isAuthorized: false });
  });
});

describe('401: the word by which the gateway knows it', () => {
  const refused = (authorization: string | undefined) =>
    expect(ask(authorization)).rejects.toThrow(/^Unauthorized$/);

  test.each<[string | undefined]>([
    [undefined],
    [''],
    ['Bearer'],
    ['Bearer '],
    ['Bearer  x'],
    ['Basic dXNlcjpwYXNz'],
    ['Bearer a b'],
    ['Bearer x'],
    ['Bearer a.b.c'],
    ['Bearer ..'],
    ['token'],
  ])('for %j', async (authorization) => {
    await refused(authorization);
  });
  test.each<[string, JWTPayload]>([
    ['expired', { exp: NOW - 1 }],
    ['not valid yet', { nbf: NOW + 600 }],
    ['without an end', without('exp')],
    ['of another issuer', { iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_other' }],
    ['of an issuer that begins alike', { iss: `${issuer}x` }],
    ['without an issuer', without('iss')],
    ['that is an ID token', { token_use: 'id' }],
    ['that does not say what it is', without('token_use')],
    ['without a client', without('client_id')],
  ])('for a token %s', async (_, given) => {
    await refused(`Bearer ${await token(given)}`);
  });
  test('for one signed with another key, under our key’s name or its own', async () => {
    await refused(`Bearer ${await token({}, theirs.privateKey)}`);
    await refused(`Bearer ${await token({}, theirs.privateKey, { kid: 'k2' })}`);
  });
  test('for one that brings its own key along', async () => {
    const jwk = await exportJWK(theirs.publicKey);
    await refused(`Bearer ${await token({}, theirs.privateKey, { jwk })}`);
  });
  test('for one without a signature (alg none)', async () => {
    await refused(`Bearer ${new UnsecuredJWT(claims).encode()}`);
    const [, payload] = (await token()).split('.');
    await refused(`Bearer ${Buffer.from('{"alg":"none","kid":"k1"}').toString('base64url')}.${payload}.`);
  });
  test('for HS256 with the public key as its secret', async () => {
    const header = Buffer.from('{"alg":"HS256","kid":"k1"}').toString('base64url');
    const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
    for (const secret of [await exportSPKI(ours.publicKey), JSON.stringify(jwk)])
      await refused(`Bearer ${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`);
  });
  test('for one whose claims were changed after it was signed', async () => {
    const [header, , signature] = (await token()).split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, client_id: 'client2' })).toString('base64url');
    await refused(`Bearer ${header}.${forged}.${signature}`);
  });
  test('and the log tells why in a word, without the token', async () => {
    const expired = await token({ exp: NOW - 1 });
    await refused(`Bearer ${expired}`);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      message: 'token refused',
      code: 'ERR_JWT_EXPIRED',
    });
  });
});
