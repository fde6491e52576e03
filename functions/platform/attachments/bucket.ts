import { AwsV4Signer } from 'aws4fetch';
import { type Clock, instant } from '../clock.ts';
import type { Attachment, Download, Upload } from './attachment.ts';

/** What an upload is marked with until it is completed; the bucket lets go of what keeps the mark. */
export const INCOMING_TAG = { key: 'upload', value: 'incoming' } as const;
const UPLOAD_SECONDS = 15 * 60;
const DOWNLOAD_SECONDS = 5 * 60;

/** Where an attachment lies. Nothing else is ever written there: the upload is refused where there is an object already. */
export const keyOf = ({ id }: Pick<Attachment, 'id'>): string => `attachments/${id}`;

/** On AWS the bucket has a host of its own; elsewhere (one machine) it is a path of the endpoint. */
const addressOf = (key: string, query: Record<string, string>): URL => {
  const { ATTACHMENT_BUCKET, AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  if (!ATTACHMENT_BUCKET) throw new Error('ATTACHMENT_BUCKET names no bucket');
  const endpoint = AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL;
  const base = endpoint
    ? `${endpoint.replace(/\/$/, '')}/${ATTACHMENT_BUCKET}`
    : `https://${ATTACHMENT_BUCKET}.s3.${AWS_REGION}.amazonaws.com`;
  const url = new URL(`${base}/${key}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
};

interface Signing {
  method: string;
  key: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
}

const signer = ({ method, key, query = {}, headers = {} }: Signing, clock: Clock, inUrl: boolean) => {
  const {
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
    AWS_SESSION_TOKEN,
    AWS_REGION = '',
  } = process.env;
  return new AwsV4Signer({
    method,
    url: addressOf(key, query).href,
    headers,
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    service: 's3',
    region: AWS_REGION,
    datetime: instant(clock.now()).replaceAll(/[:-]|\.\d{3}/g, ''),
    signQuery: inUrl,
    allHeaders: true,
  });
};

/**
 * A pre-signed URL. It ends with its seconds, or with the credentials that signed it (those of the function, on AWS)
 * should that be sooner.
 */
const presigned = async (signing: Signing, seconds: number, clock: Clock): Promise<string> => {
  const query = { ...signing.query, 'X-Amz-Expires': String(seconds) };
  const { url } = await signer({ ...signing, query }, clock, true).sign();
  // A plus is a space to some and a plus to others.
  return url.href.replaceAll('+', '%20');
};
const endOf = (seconds: number, clock: Clock): string => instant(clock.now() + seconds * 1000);

/** The headers that an upload is sent with. Each is signed, so that the bucket takes these very bytes, once, and nothing else. */
const uploadHeaders = (attachment: Attachment): Record<string, string> => ({
  'content-type': attachment.mediaType,
  'content-length': String(attachment.sizeBytes),
  'x-amz-checksum-sha256': attachment.checksumSha256,
  'x-amz-tagging': `${INCOMING_TAG.key}=${INCOMING_TAG.value}`,
  'if-none-match': '*',
});

/** How to upload the attachment's file: within 15 minutes. */
export const uploadOf = async (attachment: Attachment, clock: Clock): Promise<Upload> => {
  const headers = uploadHeaders(attachment);
  return {
    method: 'PUT',
    url: await presigned({ method: 'PUT', key: keyOf(attachment), headers }, UPLOAD_SECONDS, clock),
    headers,
    expiresAt: endOf(UPLOAD_SECONDS, clock),
  };
};

/** Both forms of the name (RFC 6266): plain for old programs, and as it is. Never shown in the browser: saved. */
const dispositionOf = (fileName: string): string => {
  const plain = fileName.replaceAll(/[^ -~]|["\\%]/g, '_');
  const whole = encodeURIComponent(fileName).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
};

/** Where to get a stored attachment's file: the version that was checked, for 5 minutes. Null while there is none. */
export const downloadOf = async (attachment: Attachment, clock: Clock): Promise<Download | null> => {
  if (attachment.status !== 'stored' || !attachment.versionId) return null;
  const query = {
    versionId: attachment.versionId,
    'response-content-disposition': dispositionOf(attachment.fileName),
  };
  const url = await presigned({ method: 'GET', key: keyOf(attachment), query }, DOWNLOAD_SECONDS, clock);
  return { url, expiresAt: endOf(DOWNLOAD_SECONDS, clock) };
};

const TRIES = 3;

/** One call of the bucket. Tries again on 5xx; undefined where there is nothing (HEAD). Throws what else it answers. */
const call = async (signing: Signing, clock: Clock): Promise<Response | undefined> => {
  for (let attempt = 1; ; attempt++) {
    const { url, headers } = await signer(signing, clock, false).sign();
    const response = await fetch(url, { method: signing.method, headers });
    if (response.ok) return response;
    if (signing.method === 'HEAD' && response.status === 404) return undefined;
    if (response.status < 500 || attempt === TRIES) {
      const code = /<Code>(\w+)</.exec(await response.text())?.[1];
      throw new Error(`S3 answered ${signing.method} with ${response.status} ${code ?? ''}`.trim());
    }
  }
};

/** What lies at the attachment's key, or undefined. */
export const lookAt = async (attachment: Attachment, clock: Clock) => {
  const headers = { 'x-amz-checksum-mode': 'ENABLED' };
  const found = await call({ method: 'HEAD', key: keyOf(attachment), headers }, clock);
  return (
    found && {
      versionId: found.headers.get('x-amz-version-id') ?? '',
      sizeBytes: Number(found.headers.get('content-length')),
      checksumSha256: found.headers.get('x-amz-checksum-sha256') ?? undefined,
      mediaType: found.headers.get('content-type') ?? '',
    }
  );
};

/** Some bytes of one version: `0-4095`, or `-65536` for the end. */
export const readPart = async (
  attachment: Attachment,
  versionId: string,
  range: string,
  clock: Clock,
): Promise<Uint8Array> => {
  const asked = {
    method: 'GET',
    key: keyOf(attachment),
    query: { versionId },
    headers: { range: `bytes=${range}` },
  };
  return new Uint8Array((await (await call(asked, clock))?.arrayBuffer()) ?? []);
};

/** Takes the mark of the unfinished off a version: from now on the bucket keeps it. */
export const keep = async (attachment: Attachment, versionId: string, clock: Clock): Promise<void> => {
  await call({ method: 'DELETE', key: keyOf(attachment), query: { tagging: '', versionId } }, clock);
};

/** Takes the object away. The version stays for as long as the stage keeps what was removed. */
export const takeAway = async (attachment: Attachment, clock: Clock): Promise<void> => {
  await call({ method: 'DELETE', key: keyOf(attachment) }, clock);
};
