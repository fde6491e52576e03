import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Ask, sha256, World } from './world.ts';

const world = new World();
beforeEach(async () => {
  await world.start();
  await world.put('key', 'hello');
});
afterEach(() => world.end());

const asked = async (method: string, ask: Ask): Promise<unknown[]> => {
  const { status, code } = await world.ask(method, 'key', ask);
  return [status, code];
};
const swapped = (name: string, value: string) => (url: string) => {
  const changed = new URL(url);
  changed.searchParams.set(name, value);
  return changed.href;
};

describe.each([
  ['in the URL', { seconds: 60 }],
  ['in the header', {}],
] as [string, Ask][])('a signature %s', (_, way) => {
  test('lets pass what it was made for, and nothing else', async () => {
    expect(await asked('GET', way)).toEqual([200, undefined]);
    expect(await asked('GET', { ...way, secret: 'guessed' })).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await asked('GET', { ...way, sessionToken: 'other' })).toEqual([400, 'InvalidToken']);
    expect(await asked('GET', { ...way, bend: (url) => url.replace('/key', '/other') })).toEqual([
      403,
      'SignatureDoesNotMatch',
    ]);
    expect(await asked('GET', { ...way, bend: swapped('versionId', 'x'.repeat(32)) })).toEqual([
      403,
      'SignatureDoesNotMatch',
    ]);
    expect(await asked('GET', { ...way, unsigned: { 'x-amz-checksum-mode': 'ENABLED' } })).toEqual([
      403,
      'AccessDenied',
    ]);
  });
  test.each([
    ['another type', { 'content-type': 'text/html' }],
    ['no type', { 'content-type': undefined }],
    ['another checksum', { 'x-amz-checksum-sha256': sha256('other') }],
    ['no condition', { 'if-none-match': undefined }],
  ])('of an upload does not fit %s', async (__, instead) => {
    const headers = {
      'content-length': '5',
      'content-type': 'text/plain',
      'x-amz-checksum-sha256': sha256('hello'),
      'if-none-match': '*',
    };
    const upload = { ...way, headers, body: 'hello' };
    expect(await world.ask('PUT', 'new', { ...upload, instead })).toMatchObject({
      status: 403,
      code: 'SignatureDoesNotMatch',
    });
    expect((await world.ask('PUT', 'new', upload)).status).toBe(200);
  });
  test('of an upload does not fit another length', async () => {
    const ask = {
      ...way,
      headers: { 'content-length': '5' },
      instead: { 'content-length': '6' },
      body: 'hello!',
    };
    expect(await asked('PUT', ask)).toEqual([403, 'SignatureDoesNotMatch']);
  });
});

test('without a signature nothing is answered, and with two neither', async () => {
  const { url } = await world.sign('GET', 'key', { seconds: 60 });
  expect((await world.send('GET', url.split('?')[0] ?? '')).code).toBe('AccessDenied');
  const twice = await world.send('GET', url, { authorization: 'AWS4-HMAC-SHA256 Credential=a' });
  expect([twice.status, twice.code]).toEqual([400, 'InvalidArgument']);
  const { headers } = await world.sign('GET', 'key');
  const bearer = await world.send('GET', url, { authorization: `Bearer ${headers.authorization}` });
  expect(bearer.code).toBe('InvalidArgument');
});

test('a URL ends with its seconds, on the clock that is moved', async () => {
  const { url } = await world.sign('GET', 'key', { seconds: 300 });
  await world.advance(299_000);
  expect((await world.send('GET', url)).status).toBe(200);
  await world.advance(2_000);
  const late = await world.send('GET', url);
  expect([late.status, late.code]).toEqual([403, 'AccessDenied']);
  expect(late.text).toContain('<Message>Request has expired</Message><X-Amz-Expires>300</X-Amz-Expires>');
  const longer = await world.send('GET', swapped('X-Amz-Expires', '900')(url));
  expect(longer.code).toBe('SignatureDoesNotMatch');
});

test('a signed header is good for a quarter of an hour', async () => {
  const { url, headers } = await world.sign('GET', 'key');
  await world.advance(16 * 60_000);
  expect((await world.send('GET', url, headers)).code).toBe('RequestTimeTooSkewed');
});

test('nobody may ask for a URL that lives longer than a week', async () => {
  expect(await asked('GET', { seconds: 604_801 })).toEqual([400, 'AuthorizationQueryParametersError']);
});

test('an upload has to say how long it is', async () => {
  const { url, headers } = await world.sign('PUT', 'new', { seconds: 60 });
  const answer = await world.send('PUT', url, { ...headers, 'transfer-encoding': 'chunked' }, 'hello');
  expect([answer.status, answer.code]).toEqual([411, 'MissingContentLength']);
});
