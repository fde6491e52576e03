import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { generateKeyPair, SignJWT } from 'jose';

/** The user pool is not well: whoever has a good token must not be told that it is a bad one. */
let answer: { status: number; body: string } = { status: 500, body: '{}' };
const server: Server = createServer((_, response) => {
  response.statusCode = answer.status;
  response.end(answer.body);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
process.env.AWS_REGION = 'eu-west-1';
process.env.ISSUER = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
delete process.env.KEYS_URL;
const { handler } = await import('../../../functions/authorizer/handlers.ts');

const { privateKey } = await generateKeyPair('RS256');
const token = await new SignJWT({ client_id: 'c', token_use: 'access' })
  .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
  .setIssuer(process.env.ISSUER)
  .setExpirationTime('1h')
  .sign(privateKey);
const ask = () =>
  handler({
    routeKey: 'ANY /v1/referrals',
    requestContext: { http: { method: 'GET' } },
    headers: { authorization: `Bearer ${token}` },
  });

beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => {
  server.close();
});

test.each([
  ['with an error', { status: 500, body: '{"message":"busy"}' }],
  ['with something else', { status: 200, body: '<html>' }],
  ['with no keys', { status: 200, body: '{"message":"moved"}' }],
])('keys that are answered %s are our fault, not the token’s', async (_, given) => {
  answer = given;
  await expect(ask()).rejects.not.toThrow(/^Unauthorized$/);
});

test('once they are there again, a token signed with none of them is refused as such', async () => {
  answer = { status: 200, body: '{"keys":[]}' };
  await expect(ask()).rejects.toThrow(/^Unauthorized$/);
});

test('a server that is not there is our fault, too', async () => {
  await new Promise((resolve) => server.close(resolve));
  jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
  await expect(ask()).rejects.not.toThrow(/^Unauthorized$/);
});
