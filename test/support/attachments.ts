import { createHash } from 'node:crypto';
import { good } from './newcomers.ts';
import type { Answer, Partner } from './partner.ts';

/** A file as a partner would attach it. */
export interface Attached {
  bytes: Buffer;
  body: {
    purpose: string;
    fileName: string;
    mediaType: string;
    sizeBytes: number;
    checksumSha256: string;
  };
}

export const fileOf = (
  content: string | Buffer,
  { fileName = 'contract.pdf', mediaType = 'application/pdf', purpose = 'contract' } = {},
): Attached => {
  const bytes = Buffer.from(content);
  const checksumSha256 = createHash('sha256').update(bytes).digest('base64');
  return { bytes, body: { purpose, fileName, mediaType, sizeBytes: bytes.length, checksumSha256 } };
};

let count = 0;
/** A small PDF, each time another. */
export const pdf = (): Attached => fileOf(`%PDF-1.7\n% number ${++count}\n%%EOF\n`);

export interface Put {
  status: number;
  /** S3's name for what is wrong. */
  code: string | undefined;
  versionId: string | null;
}

/** Uploads as `upload` of an attachment says; `changes` replaces headers, and takes away those set to undefined. */
export const put = async (
  { upload }: { upload: { method: string; url: string; headers: Record<string, string> } },
  bytes: Buffer,
  changes: Record<string, string | undefined> = {},
): Promise<Put> => {
  // The length of the body is said by who sends it.
  const { 'content-length': _, ...headers } = { ...upload.headers, ...changes };
  const kept = Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const response = await fetch(upload.url, {
    method: upload.method,
    headers: kept,
    body: new Uint8Array(bytes),
  });
  const code = /<Code>(\w+)</.exec(await response.text())?.[1];
  return { status: response.status, code, versionId: response.headers.get('x-amz-version-id') };
};

/** Attached, not yet uploaded. */
export const attach = async (as: Partner, record: string, file: Attached): Promise<Answer> =>
  good(await as.post(`${record}/attachments`, file.body));

/** Attached and uploaded, not yet completed. */
export const uploaded = async (as: Partner, record: string, file: Attached): Promise<Answer> => {
  const answer = await attach(as, record, file);
  const { status, code } = await put(answer.body, file.bytes);
  if (status !== 200) throw new Error(`the upload was answered ${status} ${code}`);
  return answer;
};

export const complete = (as: Partner, record: string, answer: Answer): Promise<Answer> =>
  as.post(`${record}/attachments/${answer.body.id}/complete`, {}, { etag: answer.etag });

/** Attached, uploaded, completed. */
export const stored = async (as: Partner, record: string, file: Attached = pdf()): Promise<Answer> =>
  good(await complete(as, record, await uploaded(as, record, file)));
