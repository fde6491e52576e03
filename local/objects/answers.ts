/** What S3 answers about one object. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { markerOf } from './lifecycle.ts';
import { escaped, invalidArgument, S3Error } from './s3-error.ts';
import type { Version, Versions } from './versions.ts';

export interface Asked {
  request: IncomingMessage;
  bucket: string;
  key: string;
  query: ReadonlyMap<string, string>;
  versions: Versions;
  /** Epoch ms. */
  now: number;
}
export interface S3Answer {
  status: number;
  headers?: Record<string, string | number>;
  body?: Readable | string;
}

const largestSinglePut = 5 * 1024 ** 3;
const header = ({ request }: Asked, name: string): string | undefined =>
  request.headers[name] as string | undefined;

/** PutObject: one part, whole, checked. */
export async function put(asked: Asked): Promise<S3Answer> {
  const { request, bucket, key, versions, now } = asked;
  const length = header(asked, 'content-length');
  if (length === undefined)
    throw new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  if (Number(length) > largestSinglePut)
    throw new S3Error(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  const expected = header(asked, 'x-amz-checksum-sha256');
  if (expected !== undefined && !/^[A-Za-z0-9+/]{43}=$/.test(expected))
    throw new S3Error(400, 'InvalidRequest', 'Value for x-amz-checksum-sha256 header is invalid.');
  refuseExisting(asked);
  const received = await versions.receive(request);
  try {
    if (expected !== undefined && received.sha256 !== expected)
      throw new S3Error(400, 'BadDigest', 'The SHA256 you specified did not match the calculated checksum.');
    const payload = header(asked, 'x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
    if (
      /^[0-9a-f]{64}$/.test(payload) &&
      Buffer.from(payload, 'hex').toString('base64') !== received.sha256
    ) {
      const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
      throw new S3Error(400, 'XAmzContentSHA256Mismatch', message);
    }
    // Another may have come while this one was under way.
    refuseExisting(asked);
  } catch (error) {
    versions.discard(received.id);
    throw error;
  }
  versions.add({
    ...{ bucket, key, id: received.id, createdAt: now, isMarker: false },
    ...{ size: received.size, etag: `"${received.md5}"`, sha256: received.sha256 },
    contentType: header(asked, 'content-type') ?? 'binary/octet-stream',
    tags: tagsOf(header(asked, 'x-amz-tagging') ?? ''),
  });
  return {
    status: 200,
    headers: {
      etag: `"${received.md5}"`,
      'x-amz-version-id': received.id,
      'x-amz-checksum-sha256': received.sha256,
      'x-amz-checksum-type': 'FULL_OBJECT',
      'x-amz-server-side-encryption': 'AES256',
    },
  };
}

function refuseExisting(asked: Asked): void {
  if (header(asked, 'if-none-match') !== '*') return;
  const there = asked.versions.current(asked.bucket, asked.key);
  if (there && !there.isMarker) {
    const message = 'At least one of the pre-conditions you specified did not hold';
    throw new S3Error(412, 'PreconditionFailed', message, { Condition: 'If-None-Match' });
  }
}

function tagsOf(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** The version that is asked for. @throws S3Error NoSuchKey, NoSuchVersion, MethodNotAllowed */
function wanted({ bucket, key, query, versions }: Asked): Version {
  const id = query.get('versionId');
  const found = id === undefined ? versions.current(bucket, key) : versions.version(bucket, key, id);
  if (found && !found.isMarker) return found;
  const marked = { 'x-amz-delete-marker': 'true', ...(found && { 'x-amz-version-id': found.id }) };
  if (id === undefined)
    throw new S3Error(
      404,
      'NoSuchKey',
      'The specified key does not exist.',
      { Key: key },
      found ? marked : {},
    );
  if (found)
    throw new S3Error(
      405,
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
      {},
      marked,
    );
  if (!/^[\w-]{32}$/.test(id)) throw invalidArgument('Invalid version id specified', 'versionId', id);
  throw new S3Error(404, 'NoSuchVersion', 'The specified version does not exist.', {
    Key: key,
    VersionId: id,
  });
}

/** GetObject and HeadObject, whole or one range. */
export function get(asked: Asked): S3Answer {
  const version = wanted(asked);
  const range = rangeOf(header(asked, 'range'), version.size);
  const overrides = [
    'content-disposition',
    'content-type',
    'cache-control',
    'content-encoding',
    'content-language',
  ]
    .map((name) => [name, asked.query.get(`response-${name}`)] as const)
    .filter((pair): pair is [string, string] => pair[1] !== undefined);
  const checksummed = header(asked, 'x-amz-checksum-mode') === 'ENABLED' && !range;
  const headers = {
    'content-type': version.contentType,
    'content-length': range ? range.end - range.start + 1 : version.size,
    etag: version.etag,
    'last-modified': new Date(version.createdAt).toUTCString(),
    'accept-ranges': 'bytes',
    'x-amz-version-id': version.id,
    'x-amz-server-side-encryption': 'AES256',
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${version.size}` }),
    ...(checksummed && { 'x-amz-checksum-sha256': version.sha256, 'x-amz-checksum-type': 'FULL_OBJECT' }),
    ...(Object.keys(version.tags).length > 0 && { 'x-amz-tagging-count': Object.keys(version.tags).length }),
    ...Object.fromEntries(overrides),
  };
  const body = asked.request.method === 'HEAD' ? undefined : asked.versions.read(version, range);
  return { status: range ? 206 : 200, headers, ...(body && { body }) };
}

/** One range (RFC 9110, 14.1.2); what is not one is ignored, as S3 does. @throws S3Error InvalidRange */
function rangeOf(text: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(text ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start <= end && !(from === '' && Number(to) === 0)) return { start, end };
  throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable', {
    RangeRequested: String(text),
    ActualObjectSize: String(size),
  });
}

/** DeleteObject: a marker over the versions; or one version, for good. */
export function remove({ bucket, key, query, versions, now }: Asked): S3Answer {
  const id = query.get('versionId');
  if (id === undefined) {
    const marker = markerOf({ bucket, key }, now);
    versions.add(marker);
    return { status: 204, headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.id } };
  }
  const found = versions.version(bucket, key, id);
  if (found) versions.remove(found);
  const headers = { 'x-amz-version-id': id, ...(found?.isMarker && { 'x-amz-delete-marker': 'true' }) };
  return { status: 204, headers };
}

/** GetObjectTagging and DeleteObjectTagging. */
export function tagging(asked: Asked): S3Answer {
  const version = wanted(asked);
  const headers = { 'x-amz-version-id': version.id };
  if (asked.request.method === 'DELETE') {
    asked.versions.tag(version, {});
    return { status: 204, headers };
  }
  const set = Object.entries(version.tags).map(
    ([key, value]) => `<Tag><Key>${escaped(key)}</Key><Value>${escaped(value)}</Value></Tag>`,
  );
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet>${set.join('')}</TagSet></Tagging>`;
  return { status: 200, headers: { ...headers, 'content-type': 'application/xml' }, body };
}
