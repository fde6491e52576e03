import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { JwtAuthorizer } from '../../../local/http/jwt-authorizer.ts';
import { issuer, type Stand, standUp } from './ground.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const start = Date.UTC(2026, 0, 15);
const seconds = start / 1000;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const good = { iss: issuer, client_id: 'one', scope: 'a b', exp: seconds + 60, iat: seconds };

function tokenOf(claims: object): string {
  const text = `${part({ alg: 'RS256', kid: 'k1' })}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
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
