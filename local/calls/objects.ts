/**
 * What IAM checks of a request for an object: with the role of the function that signed it, also where somebody else sends it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
import type { IncomingMessage } from 'node:http';
import type { Need } from './needs.ts';

export interface ObjectRequest {
  request: Pick<IncomingMessage, 'method' | 'headers'>;
  bucket: string;
  key: string;
  query: ReadonlyMap<string, string>;
}

export function objectNeeds({ request, bucket, key, query }: ObjectRequest): Need[] {
  const { method = 'GET', headers } = request;
  const verb = method === 'HEAD' ? 'Get' : `${method.charAt(0)}${method.slice(1).toLowerCase()}`;
  const what = `Object${query.has('versionId') ? 'Version' : ''}${query.has('tagging') ? 'Tagging' : ''}`;
  const actions = [`${verb}${what}`];
  // Tags that come with an object are set beside it.
  if (headers['x-amz-tagging'] !== undefined) actions.push('PutObjectTagging');
  return actions.map((action) => ({ action: `s3:${action}`, resource: `arn:aws:s3:::${bucket}/${key}` }));
}

/** What it takes to be told that there is no such object: without it, S3 says that access is denied. */
export const absenceNeed = (bucket: string): Need => ({
  action: 's3:ListBucket',
  resource: `arn:aws:s3:::${bucket}`,
});
