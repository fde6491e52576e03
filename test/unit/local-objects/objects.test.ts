import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sha256, World } from './world.ts';

const world = new World();
beforeEach(() => world.start());
afterEach(() => world.end());

describe('an object', () => {
  test('is put, looked at, read whole and in part, and outlives a restart', async () => {
    const put = await world.put('a/b c!ü.txt', 'hello world', { headers: { 'content-type': 'text/plain' } });
    expect([put.status, put.headers.etag]).toEqual([200, '"5eb63bbbe01eeed093cb22bb8f5acdc3"']);
    await world.restart();
    const head = await world.ask('HEAD', 'a/b c!ü.txt', { headers: { 'x-amz-checksum-mode': 'ENABLED' } });
    expect(head).toMatchObject({
      status: 200,
      text: '',
      headers: {
        'content-length': '11',
        'content-type': 'text/plain',
        'x-amz-checksum-sha256': sha256('hello world'),
        'x-amz-version-id': put.headers['x-amz-version-id'],
      },
    });
    expect((await world.ask('GET', 'a/b c!ü.txt')).text).toBe('hello world');
  });

  test.each([
    ['bytes=0-4', 206, 'hello', 'bytes 0-4/11'],
    ['bytes=6-', 206, 'world', 'bytes 6-10/11'],
    ['bytes=6-99', 206, 'world', 'bytes 6-10/11'],
    ['bytes=-5', 206, 'world', 'bytes 6-10/11'],
    ['bytes=-99', 206, 'hello world', 'bytes 0-10/11'],
    ['lines=1-2', 200, 'hello world', undefined],
  ])('range %s', async (range, status, text, contentRange) => {
    await world.put('key', 'hello world');
    const answer = await world.ask('GET', 'key', { headers: { range } });
    expect([answer.status, answer.text, answer.headers['content-range']]).toEqual([
      status,
      text,
      contentRange,
    ]);
  });
  test('has no range beyond its end', async () => {
    await world.put('key', 'hello world');
    const answer = await world.ask('GET', 'key', { headers: { range: 'bytes=11-' } });
    expect([answer.status, answer.code]).toEqual([416, 'InvalidRange']);
  });

  test('keeps its versions: each is read by its id, a deletion is a marker over them', async () => {
    const first = (await world.put('key', 'one')).headers['x-amz-version-id'] ?? '';
    const second = (await world.put('key', 'two')).headers['x-amz-version-id'] ?? '';
    const read = async (versionId?: string) => {
      const answer = await world.ask('GET', 'key', versionId ? { query: { versionId } } : {});
      return [answer.status, answer.code ?? answer.text];
    };
    expect(await read()).toEqual([200, 'two']);
    expect(await read(first)).toEqual([200, 'one']);
    const marker = (await world.ask('DELETE', 'key')).headers['x-amz-version-id'] ?? '';
    expect(await read()).toEqual([404, 'NoSuchKey']);
    expect(await read(second)).toEqual([200, 'two']);
    expect(await read(marker)).toEqual([405, 'MethodNotAllowed']);
    expect(await read('x'.repeat(32))).toEqual([404, 'NoSuchVersion']);
    expect(await read('nonsense')).toEqual([400, 'InvalidArgument']);
    expect((await world.ask('DELETE', 'key', { query: { versionId: marker } })).status).toBe(204);
    expect(await read()).toEqual([200, 'two']);
    await world.ask('DELETE', 'key', { query: { versionId: second } });
    expect([await read(), await read(second)]).toEqual([
      [200, 'one'],
      [404, 'NoSuchVersion'],
    ]);
  });

  test('is not put over another where If-None-Match says so', async () => {
    const once = { headers: { 'if-none-match': '*' } };
    expect((await world.put('key', 'one', once)).status).toBe(200);
    const again = await world.put('key', 'one', once);
    expect([again.status, again.code]).toEqual([412, 'PreconditionFailed']);
    await world.ask('DELETE', 'key');
    expect((await world.put('key', 'two', once)).status).toBe(200);
  });

  test('carries tags until they are taken away', async () => {
    await world.put('key', 'one', { headers: { 'x-amz-tagging': 'upload=incoming&a=b%20c' } });
    expect((await world.ask('HEAD', 'key')).headers['x-amz-tagging-count']).toBe('2');
    expect((await world.ask('GET', 'key', { query: { tagging: '' } })).text).toContain(
      '<Tag><Key>a</Key><Value>b c</Value></Tag>',
    );
    expect((await world.ask('DELETE', 'key', { query: { tagging: '' } })).status).toBe(204);
    expect((await world.ask('HEAD', 'key')).headers['x-amz-tagging-count']).toBeUndefined();
  });

  test('is what was promised, or is not kept', async () => {
    const refused = async (headers: Record<string, string>) => {
      const { status, code } = await world.put('key', 'hello', { headers });
      return [status, code];
    };
    expect(await refused({ 'x-amz-checksum-sha256': sha256('other') })).toEqual([400, 'BadDigest']);
    expect(await refused({ 'x-amz-checksum-sha256': 'abc' })).toEqual([400, 'InvalidRequest']);
    expect(await refused({ 'x-amz-content-sha256': '0'.repeat(64) })).toEqual([
      400,
      'XAmzContentSHA256Mismatch',
    ]);
    expect((await world.ask('GET', 'key')).code).toBe('NoSuchKey');
    expect(readdirSync(join(world.ground.folder, 'objects'))).toEqual([]);
    expect(await refused({ 'x-amz-checksum-sha256': sha256('hello') })).toEqual([200, undefined]);
  });
});

test('bytes that a killed run received without entering them are cleared away', async () => {
  const folder = join(world.ground.folder, 'objects');
  const { headers } = await world.put('key', 'kept');
  writeFileSync(join(folder, 'half'), 'ha');
  await world.restart();
  expect(readdirSync(folder)).toEqual([headers['x-amz-version-id']]);
  expect((await world.ask('GET', 'key')).text).toBe('kept');
});

test('what it does not offer, it says', async () => {
  const codeOf = async (...ask: Parameters<World['ask']>) => (await world.ask(...ask)).code;
  expect(await codeOf('GET', '', { query: { 'list-type': '2' } })).toBe('NotImplemented');
  expect(await codeOf('POST', 'key', { query: { uploads: '' } })).toBe('NotImplemented');
  expect(await codeOf('GET', 'key', { bucket: 'nobodys' })).toBe('NoSuchBucket');
  expect((await world.ask('HEAD', 'key')).status).toBe(404);
});
