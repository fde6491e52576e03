import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { expect } from '@jest/globals';
import { type Case, from } from '../cases.ts';
import { page } from '../sources.ts';

export const issuer = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Pool';
export const audience = ['one', 'https://api'];
/** By the clock of the cases, epoch seconds. */
export const now = Date.UTC(2026, 0, 15) / 1000;
export const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });

export interface Given {
  /** The value of the identity source. */
  identity: string | undefined;
  /** The route's scopes. */
  scopes?: string[];
}
/** The scopes that are passed on, or the status with a part of what www-authenticate says. */
export type Judged = { scopes: string[] | null } | { status: 401 | 403; says: unknown };

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const good = { iss: issuer, client_id: 'one', scope: 'a b', exp: now + 60, iat: now };
const token = (claims: object = {}, header: object = {}, key: KeyObject = privateKey): string => {
  const text = `${part({ alg: 'RS256', kid: 'k1', ...header })}.${part({ ...good, ...claims })}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
};
const [head = '', body = '', signature = ''] = token().split('.');
const publicPem = publicKey.export({ type: 'spki', format: 'pem' });
const asSecret = `${part({ alg: 'HS256', kid: 'k1' })}.${body}`;
const hmac = createHmac('sha256', publicPem).update(asSecret).digest('base64url');

const taken = (rows: [string, string, string[] | null, string[]?][]): [string, Given, Judged][] =>
  rows.map(([name, identity, scopes, asked = []]) => [name, { identity, scopes: asked }, { scopes }]);
const refused = (rows: [string, string | undefined, string][]): [string, Given, Judged][] =>
  rows.map(([name, identity, says]) => [
    name,
    { identity },
    { status: 401, says: expect.stringContaining(says) },
  ]);

export const tokens: Case<Given, Judged>[] = [
  ...from(page.apiJwt, [
    ...taken([
      ['a token', token(), null],
      ['a token after Bearer', `Bearer ${token()}`, null],
      ['a route’s scopes that the token has', token(), ['a'], ['a', 'c']],
      ['scp where there is no scope', token({ scope: undefined, scp: ['c'] }), ['c'], ['c']],
      ['one of several audiences', token({ aud: ['x', 'https://api'] }), null],
      ['an ID token, on a route without scopes', token({ scope: undefined, token_use: 'id' }), null],
    ]),
    ...refused([
      ['no token', undefined, 'Bearer'],
      ['an empty one', 'Bearer ', 'Bearer'],
      ['what is no token', 'Bearer rubbish', 'malformed'],
      ['two of three parts', `${head}.${body}`, 'malformed'],
      ['another scheme', `Basic ${btoa('a:b')}`, 'malformed'],
      ['alg none', `${part({ alg: 'none', kid: 'k1' })}.${body}.`, 'algorithm'],
      ['alg none with a signature', `${part({ alg: 'none', kid: 'k1' })}.${body}.${signature}`, 'algorithm'],
      ['the public key as a secret', `${asSecret}.${hmac}`, 'algorithm'],
      ['a changed claim', `${head}.${part({ ...good, scope: 'a b c' })}.${signature}`, 'signature'],
      ['another key', token({}, {}, other.privateKey), 'signature'],
      ['an unknown kid', token({}, { kid: 'k2' }), 'known key'],
      [
        'a key of its own',
        token({}, { kid: undefined, jwk: other.publicKey.export({ format: 'jwk' }) }, other.privateKey),
        'known key',
      ],
      ['another issuer', token({ iss: `${issuer}x` }), 'issuer'],
      ['another client', token({ client_id: 'two' }), 'audience'],
      ['neither aud nor client_id', token({ client_id: undefined }), 'audience'],
      ['exp that is now', token({ exp: now }), 'expired'],
      ['no exp', token({ exp: undefined }), 'expired'],
      ['nbf to come', token({ nbf: now + 1 }), 'not valid yet'],
      ['iat to come', token({ iat: now + 86_400 }), 'not valid yet'],
    ]),
    [
      'none of the route’s scopes',
      { identity: token(), scopes: ['c', 'd'] },
      { status: 403, says: expect.stringContaining('scope="c d" error="insufficient_scope"') },
    ],
    [
      'an ID token, on a route with scopes',
      { identity: token({ scope: undefined, token_use: 'id' }), scopes: ['a'] },
      { status: 403, says: expect.stringContaining('insufficient_scope') },
    ],
  ]),
  ...from(page.apiJwtTrouble, [
    ...refused([
      ['aud goes before client_id', token({ aud: 'elsewhere' }), 'the token does not have a valid audience'],
    ]),
  ]),
];
