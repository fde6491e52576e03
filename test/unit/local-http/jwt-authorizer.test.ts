import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { JwtAuthorizer } from '../../../local/http/jwt-authorizer.ts';
import { issuer, type Stand, standUp } from './ground.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const start = Date.UTC(2026, 0, 15);
const seconds = start / 1000;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const good = { iss: issuer, client_id: 'one', scope: 'a b', exp: seconds + 60, iat: seconds };

function tokenOf(claims: object, header: object = {}, key: KeyObject = privateKey): string {
  const text = `${part({ alg: 'RS256', kid: 'k1', ...header })}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

let verifications = 0;
function authorizer(time = { now: start }) {
  const clock = {
    now: () => time.now,
    at: () => () => {},
    advance: async () => {},
    offset: new SharedArrayBuffer(8),
  };
  return new JwtAuthorizer({ Issuer: issuer, Audience: ['one', 'https://api'] }, clock, (iss, kid) => {
    verifications++;
    return iss === issuer && kid === 'k1' ? publicKey : undefined;
  });
}
const judge = async (token: string | undefined, scopes = ['a', 'c']) => authorizer().authorize(token, scopes);

test('a good token, with or without Bearer, brings its claims as text and the scopes that the route asked for', async () => {
  const token = tokenOf({ ...good, list: ['x', 'y'], flag: true });
  for (const identity of [token, `Bearer ${token}`, `bearer ${token}`]) {
    expect(await judge(identity)).toEqual({
      ok: true,
      authorizer: {
        jwt: {
          claims: {
            ...{ iss: issuer, client_id: 'one', scope: 'a b', list: '[x y]', flag: 'true' },
            exp: String(seconds + 60),
            iat: String(seconds),
          },
          scopes: ['a'],
        },
      },
    });
  }
  expect(await judge(token, [])).toMatchObject({ ok: true, authorizer: { jwt: { scopes: null } } });
});

test('`scp` counts where there is no `scope`, and `aud` goes before `client_id`', async () => {
  const { scope: _, ...rest } = good;
  expect(await judge(tokenOf({ ...rest, scp: ['c'] }))).toMatchObject({ ok: true });
  expect(await judge(tokenOf({ ...good, client_id: 'two', aud: ['x', 'https://api'] }))).toMatchObject({
    ok: true,
  });
  expect(await judge(tokenOf({ ...good, aud: 'elsewhere' }))).toMatchObject({ ok: false, status: 401 });
});

test('without a required scope: 403', async () => {
  const refused = await judge(tokenOf(good), ['c', 'd']);
  expect(refused).toMatchObject({ ok: false, status: 403 });
  expect(refused).toHaveProperty(
    'challenge',
    expect.stringContaining('scope="c d" error="insufficient_scope"'),
  );
});

describe('401', () => {
  const [head = '', body = '', signature = ''] = tokenOf(good).split('.');
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' });
  const hmac = (text: string): string =>
    `${text}.${createHmac('sha256', publicPem).update(text).digest('base64url')}`;
  test.each<[string, string | undefined, string]>([
    ['no token', undefined, 'Bearer'],
    ['an empty one', 'Bearer ', 'Bearer'],
    ['no token at all', 'Bearer rubbish', 'malformed'],
    ['two parts', `${head}.${body}`, 'malformed'],
    ['another scheme', `Basic ${btoa('a:b')}`, 'malformed'],
    ['alg none', `${part({ alg: 'none', kid: 'k1' })}.${body}.`, 'algorithm'],
    ['alg none with a signature', `${part({ alg: 'none', kid: 'k1' })}.${body}.${signature}`, 'algorithm'],
    ['the public key as an HMAC secret', hmac(`${part({ alg: 'HS256', kid: 'k1' })}.${body}`), 'algorithm'],
    ['a changed claim', `${head}.${part({ ...good, scope: 'a b c' })}.${signature}`, 'signature'],
    ['another key', tokenOf(good, {}, other.privateKey), 'signature'],
    ['an unknown kid', tokenOf(good, { kid: 'k2' }), 'known key'],
    [
      'a key of its own',
      tokenOf(good, { kid: undefined, jwk: other.publicKey.export({ format: 'jwk' }) }, other.privateKey),
      'known key',
    ],
    ['another issuer', tokenOf({ ...good, iss: `${issuer}x` }), 'issuer'],
    ['another client', tokenOf({ ...good, client_id: 'two' }), 'audience'],
    ['no audience', tokenOf({ ...good, client_id: undefined }), 'audience'],
    ['expired', tokenOf({ ...good, exp: seconds }), 'expired'],
    ['no expiry', tokenOf({ ...good, exp: undefined }), 'expired'],
    ['not yet', tokenOf({ ...good, nbf: seconds + 1 }), 'not valid yet'],
    ['issued tomorrow', tokenOf({ ...good, iat: seconds + 86_400 }), 'not valid yet'],
    ['claims that are none', tokenOf([1]).replace(/\.[^.]+\./, `.${part('x')}.`), 'signature'],
  ])('%s', async (_, token, why) => {
    const refused = await judge(token);
    expect(refused).toMatchObject({ ok: false, status: 401 });
    expect(refused).toHaveProperty('challenge', expect.stringContaining(why));
    expect(refused).toHaveProperty('challenge', expect.stringMatching(/^Bearer/));
  });
});

test('a known token is judged at once, until it expires by the clock', async () => {
  const time = { now: start };
  const one = authorizer(time);
  const token = tokenOf(good);
  await one.authorize(token, []);
  const before = verifications;
  expect(one.authorize(token, ['b'])).toMatchObject({ ok: true, authorizer: { jwt: { scopes: ['b'] } } });
  expect(one.authorize(token, ['z'])).toMatchObject({ ok: false, status: 403 });
  time.now += 59_999;
  expect(one.authorize(token, [])).toMatchObject({ ok: true });
  expect(verifications).toBe(before);
  time.now += 1;
  expect(one.authorize(token, [])).toMatchObject({ ok: false, status: 401 });
  expect(await one.authorize(token, [])).toMatchObject({ ok: false, status: 401 });
});

test('an authorizer without an audience is refused, as CreateAuthorizer refuses it', () => {
  const clock = {
    now: () => 0,
    at: () => () => {},
    advance: async () => {},
    offset: new SharedArrayBuffer(8),
  };
  expect(() => new JwtAuthorizer({ Issuer: issuer, Audience: [] }, clock, () => undefined)).toThrow(
    'at least 1 item',
  );
});

describe('through the gateway', () => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await standUp();
  });
  afterAll(() => stand.close());

  test('401 and 403 are as API Gateway says them, and a token dies by the clock', async () => {
    const token = await stand.token({ scope: 'cosell/things:write' });
    const call = (path: string, authorization?: string) =>
      fetch(stand.base + path, authorization === undefined ? {} : { headers: { authorization } });
    const nobody = await call('/v1/any-token');
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await nobody.json()).toEqual({ message: 'Unauthorized' });
    const narrow = await call('/v1/things/1', token);
    expect([narrow.status, await narrow.json()]).toEqual([403, { message: 'Forbidden' }]);
    expect((await call('/v1/any-token', token)).status).toBe(200);
    await stand.clock.advance(3_600_000);
    const late = await call('/v1/any-token', token);
    expect(late.status).toBe(401);
    expect(late.headers.get('www-authenticate')).toBe(
      'Bearer scope="" error="invalid_token" error_description="the token has expired"',
    );
  });
});
