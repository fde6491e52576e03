import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { createIdentity } from '../../../local/http/identity.ts';
import { apiResources, groundOf, identityResources, issuer, poolId, type Stand, standUp } from './ground.ts';

let stand: Stand;
let secret: string;
beforeAll(async () => {
  stand = await standUp();
  secret = stand.identity.secretOf('seedclient') ?? '';
});
afterAll(() => stand.close());

const basic = (id = 'seedclient', password = secret) => ({
  authorization: `Basic ${btoa(`${id}:${password}`)}`,
});

async function ask(form: Record<string, string> | string, headers: Record<string, string> = {}) {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await fetch(`${stand.base}/oauth2/token`, {
    method: 'POST',
    headers: { ...type, ...headers },
    body,
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, string>,
  };
}
const grant = { grant_type: 'client_credentials' };

test("a token has Cognito's claims for machines and verifies against the published keys", async () => {
  const { status, headers, body } = await ask(grant, basic());
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(body).toEqual({ access_token: expect.any(String), expires_in: 3600, token_type: 'Bearer' });
  const token = body.access_token ?? '';
  const now = stand.clock.now() / 1000;
  expect(decodeJwt(token)).toEqual({
    sub: 'seedclient',
    token_use: 'access',
    scope: 'cosell/things:read cosell/things:write',
    auth_time: now,
    iss: issuer,
    exp: now + 3600,
    iat: now,
    version: 2,
    jti: expect.any(String),
    client_id: 'seedclient',
  });
  const keys = (await (await fetch(`${stand.base}/${poolId}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', kid: keys.keys[0]?.kid });
  expect(keys.keys[0]).not.toHaveProperty('d');
  await jwtVerify(token, createLocalJWKSet(keys), { issuer, currentDate: new Date(stand.clock.now()) });
});

test('discovery names the issuer of the template and the paths of the runner', async () => {
  const document = await (await fetch(`${stand.base}/${poolId}/.well-known/openid-configuration`)).json();
  expect(document).toMatchObject({
    issuer,
    jwks_uri: `http://runner/${poolId}/.well-known/jwks.json`,
    token_endpoint: 'http://runner/oauth2/token',
  });
});

test('the client may be in the form, and may ask for less', async () => {
  const form = { ...grant, client_id: 'seedclient', client_secret: secret, scope: 'cosell/things:read' };
  const { body } = await ask(form);
  expect(decodeJwt(body.access_token ?? '').scope).toBe('cosell/things:read');
});

describe('refusals', () => {
  test.each<[string, Record<string, string> | string, () => Record<string, string>, string]>([
    ['no grant type', {}, basic, 'invalid_request'],
    ['a parameter twice', 'grant_type=client_credentials&scope=a&scope=b', basic, 'invalid_request'],
    [
      'JSON',
      JSON.stringify(grant),
      () => ({ ...basic(), 'content-type': 'application/json' }),
      'invalid_request',
    ],
    ['another grant', { grant_type: 'password' }, basic, 'unsupported_grant_type'],
    ['a grant that the client lacks', { grant_type: 'refresh_token' }, basic, 'unauthorized_client'],
    ['nobody', grant, () => ({}), 'invalid_client'],
    ['a wrong secret', grant, () => basic('seedclient', 'wrong'), 'invalid_client'],
    ['an empty secret', grant, () => basic('seedclient', ''), 'invalid_client'],
    ['an unknown client', grant, () => basic('nobody'), 'invalid_client'],
    ['a header that is no Basic one', grant, () => ({ authorization: 'Bearer x' }), 'invalid_client'],
    ['two clients at once', { ...grant, client_id: 'other' }, basic, 'invalid_client'],
    [
      'a scope beyond the client',
      { ...grant, scope: 'cosell/things:read cosell/all' },
      basic,
      'invalid_scope',
    ],
    ['a scope of a person', { ...grant, scope: 'openid' }, basic, 'invalid_scope'],
  ])('%s', async (_, form, headers, error) => {
    const { status, body } = await ask(form, headers());
    expect([status, body]).toEqual([400, { error }]);
  });

  test('a GET is not a token request', async () => {
    expect((await fetch(`${stand.base}/oauth2/token`)).status).toBe(405);
  });

  test.each([
    [{ AllowedOAuthFlowsUserPoolClient: false }, 'invalid_grant'],
    [{ AllowedOAuthFlows: ['code'] }, 'unauthorized_client'],
    [{ AllowedOAuthScopes: ['openid'] }, 'invalid_scope'],
    [{ GenerateSecret: false }, 'invalid_client'],
  ])('a client whose settings are %j -> %s', async (settings, error) => {
    const odd = await standUp([...apiResources(), ...identityResources(settings)]);
    const body = new URLSearchParams({ ...grant, client_id: 'seedclient' });
    body.set('client_secret', odd.identity.secretOf('seedclient') ?? '');
    const response = await fetch(`${odd.base}/oauth2/token`, { method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([400, { error }]);
    await odd.close();
  });
});

test.each([
  [{ AccessTokenValidity: 2 }, 7200],
  [{ AccessTokenValidity: 15, TokenValidityUnits: { AccessToken: 'minutes' } }, 900],
])('a client with %j gets tokens for %i seconds', async (settings, seconds) => {
  const brief = await standUp([...apiResources(), ...identityResources(settings)]);
  const { exp, iat } = decodeJwt(await brief.token());
  expect(Number(exp) - Number(iat)).toBe(seconds);
  await brief.close();
});

test('keys, secrets and clients outlive a restart; a client that left the template does not', async () => {
  const { ground } = groundOf(identityResources());
  const first = createIdentity(ground, '');
  const body = Buffer.from(JSON.stringify({ UserPoolId: poolId, ClientName: 'made', GenerateSecret: true }));
  const request = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body,
    caller: undefined,
  };
  const made = await first.service.handle({ ...request, operation: 'CreateUserPoolClient' });
  const { ClientId, ClientSecret } = (made.body as { UserPoolClient: Record<string, string> }).UserPoolClient;
  const again = createIdentity(
    groundOf(identityResources({ ClientName: 'renamed' }), ground.store).ground,
    '',
  );
  expect(again.secretOf('seedclient')).toBe(first.secretOf('seedclient'));
  expect(again.secretOf(String(ClientId))).toBe(ClientSecret);
  const without = identityResources().filter((one) => !one.type.endsWith('UserPoolClient'));
  const later = createIdentity(groundOf(without, ground.store).ground, '');
  expect([later.secretOf('seedclient'), later.secretOf(String(ClientId))]).toEqual([undefined, ClientSecret]);
});
