import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Attached,
  attach,
  complete,
  fileOf,
  pdf,
  put,
  stored,
  uploaded,
} from '../support/attachments.ts';
import { good } from '../support/newcomers.ts';
import type { Answer } from '../support/partner.ts';
import type { Stack } from '../support/stack.ts';
import { opportunityOf, ownWorld, type World } from '../support/world.ts';

/** Files attached to an opportunity, uploaded through HTTP as a portal does it. */
let world: World & { stack: Stack | undefined };
let record: string;
beforeAll(async () => {
  world = await ownWorld();
  record = await opportunityOf(world);
});
afterAll(() => world?.stack?.stop());

const read = async (id: string, as = world.northwind): Promise<Answer> =>
  as.get(`${record}/attachments/${id}`);
const download = async (url: string) => {
  const response = await fetch(url);
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
};

test('what one side attached and completed, the other side downloads as it was', async () => {
  const file: Attached = fileOf('%PDF-1.7\nThe contract.\n');
  const made = await uploaded(world.northwind, record, file);
  expect(made.body).toMatchObject({
    status: 'awaiting_upload',
    storedAt: null,
    subject: { type: 'opportunity' },
  });
  expect((await read(made.body.id, world.brightpath)).status).toBe(404);
  expect((await read(made.body.id)).body.download).toBeNull();

  const done = good(await complete(world.northwind, record, made));
  expect(done.body).toMatchObject({ status: 'stored', revision: 2, reasonCode: null });
  const seen = good(await read(made.body.id, world.brightpath)).body;
  const { status, bytes } = await download(seen.download.url);
  expect([status, bytes]).toEqual([200, file.bytes]);
  expect(JSON.stringify(seen)).not.toContain('"versionId"');
  const { items } = good(await world.brightpath.get(`${record}/attachments`)).body;
  expect(items).toMatchObject([{ id: made.body.id, status: 'stored' }]);
});

test('a download is saved, by the name that it was given', async () => {
  const file = fileOf('%PDF-1.7 a name', { fileName: 'Vertrag Größe.pdf' });
  const { body } = await stored(world.northwind, record, file);
  const { headers } = await download((await read(body.id)).body.download.url);
  expect(headers.get('content-disposition')).toBe(
    `attachment; filename="Vertrag Gr__e.pdf"; filename*=UTF-8''Vertrag%20Gr%C3%B6%C3%9Fe.pdf`,
  );
});

describe('an upload is these bytes, once, or none', () => {
  test.each([
    ['other bytes of the same length', '%PDF-1.7 B', {}, 400, 'BadDigest'],
    ['fewer bytes', '%PDF', {}, 403, 'SignatureDoesNotMatch'],
    ['more bytes', `%PDF-1.7 ${'x'.repeat(100)}`, {}, 403, 'SignatureDoesNotMatch'],
    ['another type', undefined, { 'content-type': 'text/html' }, 403, 'SignatureDoesNotMatch'],
    [
      'another checksum',
      undefined,
      { 'x-amz-checksum-sha256': fileOf('x').body.checksumSha256 },
      403,
      'SignatureDoesNotMatch',
    ],
    ['no mark', undefined, { 'x-amz-tagging': undefined }, 403, 'SignatureDoesNotMatch'],
    ['no condition', undefined, { 'if-none-match': undefined }, 403, 'SignatureDoesNotMatch'],
    ['metadata of its own', undefined, { 'x-amz-meta-a': 'b' }, 403, 'AccessDenied'],
  ] as [string, string | undefined, Record<string, string | undefined>, number, string][])(
    'not with %s',
    async (_, content, changes, status, code) => {
      const file = fileOf('%PDF-1.7 A');
      const made = await attach(world.northwind, record, file);
      const answer = await put(made.body, content === undefined ? file.bytes : Buffer.from(content), changes);
      expect(answer).toMatchObject({ status, code });
      expect((await complete(world.northwind, record, made)).body.code).toBe('not_uploaded');
    },
  );
  test('not at another place', async () => {
    const [one, other] = [
      await attach(world.northwind, record, pdf()),
      await attach(world.northwind, record, pdf()),
    ];
    const file = fileOf('%PDF-1.7 A');
    const bent = {
      upload: { ...one.body.upload, url: one.body.upload.url.replace(one.body.id, other.body.id) },
    };
    expect(await put(bent, file.bytes, { 'x-amz-checksum-sha256': file.body.checksumSha256 })).toMatchObject({
      status: 403,
      code: 'SignatureDoesNotMatch',
    });
  });
  test('and not a second time, before it is completed or after: what is served is what was checked', async () => {
    const file = pdf();
    const made = await uploaded(world.northwind, record, file);
    expect(await put(made.body, file.bytes)).toMatchObject({ status: 412, code: 'PreconditionFailed' });
    good(await complete(world.northwind, record, made));
    const before = new URL((await read(made.body.id)).body.download.url).searchParams.get('versionId');
    expect(await put(made.body, file.bytes)).toMatchObject({ status: 412, code: 'PreconditionFailed' });
    const other = fileOf('%PDF-1.7 replaced');
    const headers = { 'x-amz-checksum-sha256': other.body.checksumSha256 };
    expect((await put(made.body, other.bytes, headers)).status).toBe(403);
    const { url } = (await read(made.body.id)).body.download;
    expect(new URL(url).searchParams.get('versionId')).toBe(before);
    expect((await download(url)).bytes).toEqual(file.bytes);
  });
});

test.each([
  ['a page that says it is a PDF', '<html><script>alert(1)</script></html>', {}],
  ['a page that says it is text', '<!doctype html>', { fileName: 'note.txt', mediaType: 'text/plain' }],
  ['a program that says it is a picture', 'MZ\u0000\u0003', { fileName: 'me.png', mediaType: 'image/png' }],
])('%s is refused, and served to nobody', async (_, content, as) => {
  const made = await uploaded(world.northwind, record, fileOf(content, as));
  const refused = good(await complete(world.northwind, record, made));
  expect(refused.body).toMatchObject({
    status: 'refused',
    reasonCode: 'content_is_not_of_its_type',
    revision: 2,
  });
  expect((await read(made.body.id)).body.download).toBeNull();
  expect((await read(made.body.id, world.brightpath)).status).toBe(404);
  const again = await complete(world.northwind, record, refused);
  expect([again.status, again.body.code]).toEqual([409, 'transition_not_allowed']);
});

test('it is completed once; a second time answers the same', async () => {
  const made = await uploaded(world.northwind, record, pdf());
  const [one, other] = await Promise.all([
    complete(world.northwind, record, made),
    complete(world.northwind, record, made),
  ]);
  const later = good(await complete(world.northwind, record, made));
  for (const answer of [one, other])
    expect(answer.status === 200 ? answer.body : answer.body.code).toEqual(
      answer.status === 200 ? later.body : expect.stringMatching(/^(?:stale_revision|busy)$/),
    );
  expect([one.status, other.status]).toContain(200);
  expect(later.body).toMatchObject({ status: 'stored', revision: 2 });
});

test('taken back it is served no more, to nobody; who did not attach it cannot take it back', async () => {
  const made = await stored(world.northwind, record);
  const { url } = (await read(made.body.id)).body.download;
  const path = `${record}/attachments/${made.body.id}`;
  expect((await world.brightpath.delete(path)).body.code).toBe('wrong_side');
  expect((await world.harbor.delete(path)).body.code).toBe('not_found');
  expect((await world.northwind.delete(path)).status).toBe(204);
  expect((await world.northwind.delete(path)).status).toBe(204);
  for (const as of [world.northwind, world.brightpath])
    expect((await read(made.body.id, as)).body).toMatchObject({
      status: 'removed',
      download: null,
      revision: 3,
    });
  // A URL that was handed out lives its five minutes: the version is still there, for the operator.
  expect((await download(url)).status).toBe(200);
});

test('a record holds twenty; what is taken back or never comes makes room', async () => {
  const full = await opportunityOf(world);
  const all = await Promise.all(
    Array.from({ length: 22 }, () => world.northwind.post(`${full}/attachments`, pdf().body)),
  );
  const made = all.filter(({ status }) => status === 201);
  const refused = all.filter(({ status }) => status !== 201).map(({ body }) => body.code);
  expect([made.length, refused]).toEqual([20, ['too_many_attachments', 'too_many_attachments']]);
  const next = () => world.northwind.post(`${full}/attachments`, pdf().body);
  expect((await next()).body.code).toBe('too_many_attachments');
  await world.northwind.delete(`${full}/attachments/${made[0]?.body.id}`);
  expect((await next()).status).toBe(201);
  expect((await next()).body.code).toBe('too_many_attachments');

  await world.around.advance('P1D');
  world.northwind.forgetToken();
  expect((await next()).status).toBe(201);
  const { items } = good(await world.northwind.get(`${full}/attachments?limit=100`)).body;
  const counted = Object.groupBy(items, ({ status }: { status: string }) => status);
  expect(Object.fromEntries(Object.entries(counted).map(([status, list]) => [status, list?.length]))).toEqual(
    {
      awaiting_upload: 1,
      expired: 20,
      removed: 1,
    },
  );
});

test('URLs end, the unfinished expire, the finished stay', async () => {
  world.northwind.forgetToken();
  const kept = await stored(world.northwind, record);
  const late = await attach(world.northwind, record, pdf());
  const file = pdf();
  const left = await uploaded(world.northwind, record, file);
  const { url } = (await read(kept.body.id)).body.download;
  await world.around.advance('PT5M1S');
  expect((await download(url)).bytes.toString()).toContain('<Message>Request has expired</Message>');
  await world.around.advance('PT10M');
  expect(await put(late.body, pdf().bytes)).toMatchObject({ status: 403, code: 'AccessDenied' });
  await world.around.advance('P1D');
  world.northwind.forgetToken();
  expect((await read(left.body.id)).body.status).toBe('expired');
  expect((await complete(world.northwind, record, left)).body.code).toBe('transition_not_allowed');
  await world.around.advance('P30D');
  world.northwind.forgetToken();
  const { status, bytes } = await download((await read(kept.body.id)).body.download.url);
  expect([status, bytes.toString('latin1', 0, 5)]).toEqual([200, '%PDF-']);
});
