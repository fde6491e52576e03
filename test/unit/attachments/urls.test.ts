import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Attachment } from '../../../functions/platform/attachments/attachment.ts';
import { downloadOf, uploadOf } from '../../../functions/platform/attachments/bucket.ts';

const NOW = Date.parse('2026-11-23T09:00:00.000Z');
const clock = { now: () => NOW };
const attachment = {
  id: 'att_01JD0000000000000000000001',
  fileName: 'Angebot "Größe" 50%.pdf',
  mediaType: 'application/pdf',
  sizeBytes: 8,
  checksumSha256: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  status: 'stored',
  versionId: 'ver.sion_1',
} as Attachment;

const before = { ...process.env };
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'of/a+session=',
    ATTACHMENT_BUCKET: 'files',
  });
});
afterEach(() => {
  process.env = before;
});

test('on AWS the bucket has its own host; the session goes with the URL, and every header is signed', async () => {
  const { url, headers, method, expiresAt } = await uploadOf(attachment, clock);
  const { origin, pathname, searchParams } = new URL(url);
  expect([method, origin, pathname]).toEqual([
    'PUT',
    'https://files.s3.eu-west-1.amazonaws.com',
    `/attachments/${attachment.id}`,
  ]);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    'X-Amz-Credential': 'ASIAEXAMPLE/20261123/eu-west-1/s3/aws4_request',
    'X-Amz-Date': '20261123T090000Z',
    'X-Amz-Expires': '900',
    'X-Amz-Security-Token': 'of/a+session=',
    'X-Amz-SignedHeaders': ['host', ...Object.keys(headers)].sort().join(';'),
  });
  expect(headers).toEqual({
    'content-type': 'application/pdf',
    'content-length': '8',
    'x-amz-checksum-sha256': attachment.checksumSha256,
    'x-amz-tagging': 'upload=incoming',
    'if-none-match': '*',
  });
  expect(expiresAt).toBe('2026-11-23T09:15:00.000Z');
});

test('a download names one version, is saved under its name, and ends after five minutes', async () => {
  const download = await downloadOf(attachment, clock);
  expect(download?.expiresAt).toBe('2026-11-23T09:05:00.000Z');
  expect(download?.url).not.toContain('+');
  const query = Object.fromEntries(new URL(String(download?.url)).searchParams);
  expect(query).toMatchObject({ versionId: 'ver.sion_1', 'X-Amz-Expires': '300' });
  expect(query['response-content-disposition']).toBe(
    `attachment; filename="Angebot _Gr__e_ 50_.pdf"; filename*=UTF-8''Angebot%20%22Gr%C3%B6%C3%9Fe%22%2050%25.pdf`,
  );
});

test.each(['awaiting_upload', 'refused', 'expired', 'removed'] as const)(
  'nothing is served while %s',
  async (status) => {
    expect(await downloadOf({ ...attachment, status }, clock)).toBeNull();
  },
);

test('elsewhere the bucket is a path of the endpoint', async () => {
  process.env.AWS_ENDPOINT_URL = 'http://aws.example';
  expect((await uploadOf(attachment, clock)).url).toMatch(/^http:\/\/aws\.example\/files\/attachments\/att_/);
  process.env.AWS_ENDPOINT_URL_S3 = 'http://s3.example/under/';
  expect((await uploadOf(attachment, clock)).url).toMatch(
    /^http:\/\/s3\.example\/under\/files\/attachments\//,
  );
});
