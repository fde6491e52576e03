import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { World } from './world.ts';

const world = new World({
  VersioningConfiguration: { Status: 'Enabled' },
  CorsConfiguration: {
    CorsRules: [
      {
        AllowedOrigins: ['https://*.portal.example'],
        AllowedMethods: ['PUT'],
        AllowedHeaders: ['content-type', 'x-amz-*'],
        ExposedHeaders: ['ETag'],
        MaxAge: 60,
      },
    ],
  },
  LifecycleConfiguration: {
    Rules: [
      {
        Status: 'Enabled',
        TagFilters: [{ Key: 'upload', Value: 'incoming' }],
        ExpirationInDays: 2,
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
      { Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
      { Status: 'Enabled', ExpiredObjectDeleteMarker: true },
      { Status: 'Disabled', ExpirationInDays: 1 },
    ],
  },
});
beforeEach(() => world.start());
afterEach(() => world.end());

const DAY_MS = 86_400_000;
const files = (): number => readdirSync(join(world.ground.folder, 'objects')).length;
const statusOf = async (key: string, versionId?: string): Promise<number> =>
  (await world.ask('HEAD', key, versionId ? { query: { versionId } } : {})).status;

test('what keeps its mark goes, what lost it stays', async () => {
  const marked = { headers: { 'x-amz-tagging': 'upload=incoming' } };
  await world.put('finished', 'a', marked);
  await world.put('left', 'b', marked);
  await world.ask('DELETE', 'finished', { query: { tagging: '' } });
  await world.advance(2 * DAY_MS - 60_000);
  expect([await statusOf('finished'), await statusOf('left')]).toEqual([200, 200]);
  await world.advance(60_001);
  expect([await statusOf('finished'), await statusOf('left')]).toEqual([200, 404]);
  await world.advance(DAY_MS);
  expect(files()).toBe(1);
});

test('a deleted object’s version is kept for its days, then the marker goes too', async () => {
  const id = (await world.put('key', 'a')).headers['x-amz-version-id'];
  await world.ask('DELETE', 'key');
  await world.advance(29 * DAY_MS);
  expect([await statusOf('key'), await statusOf('key', id)]).toEqual([404, 200]);
  await world.advance(DAY_MS + 1);
  expect([await statusOf('key', id), files()]).toEqual([404, 0]);
});

test('a page of an allowed origin may ask and send; another may not', async () => {
  const { url } = await world.sign('PUT', 'key', { seconds: 60 });
  const preflight = (origin: string, method = 'PUT', headers = 'content-type,x-amz-tagging') =>
    world.send('OPTIONS', url, {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': headers,
    });
  const allowed = await preflight('https://eu.portal.example');
  expect(allowed).toMatchObject({
    status: 200,
    headers: {
      'access-control-allow-origin': 'https://eu.portal.example',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'content-type, x-amz-tagging',
      'access-control-max-age': '60',
    },
  });
  for (const refused of [
    await preflight('https://portal.example.org'),
    await preflight('https://eu.portal.example', 'DELETE'),
    await preflight('https://eu.portal.example', 'PUT', 'authorization'),
  ])
    expect([refused.status, refused.code, refused.headers['access-control-allow-origin']]).toEqual([
      403,
      'AccessForbidden',
      undefined,
    ]);
  const sent = await world.put('key', 'a', { unsigned: { origin: 'https://eu.portal.example' } });
  expect([sent.status, sent.headers['access-control-expose-headers']]).toEqual([200, 'ETag']);
});
