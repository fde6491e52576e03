/**
 * Amazon S3 on one machine: the template's buckets, versioned, kept over restarts and kill -9, on the runner's clock.
 * Objects are addressed by path: `<url>/<bucket>/<key>`. Every request must be signed, as on AWS.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { absenceNeed, objectNeeds } from '../calls/objects.ts';
import type { Ground, Resource } from '../parts.ts';
import { type Asked, get, put, remove, type S3Answer, tagging } from './answers.ts';
import { corsHeaders, preflight } from './cors.ts';
import { sweep } from './lifecycle.ts';
import { errorXml, S3Error } from './s3-error.ts';
import { type LocalCredentials, queryPairs, verify } from './signature.ts';
import { Versions } from './versions.ts';

export interface Objects {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Does what the buckets' lifecycle rules say is due by now. */
  sweep(): void;
}

/** Where S3 answers, under the runner's own address. */
export const objectsPath = '/_local/s3';

export function createObjects(ground: Ground, dataDirectory: string, credentials: LocalCredentials): Objects {
  const { stack, clock, activity, log } = ground;
  const versions = new Versions(ground.store, join(dataDirectory, 'objects'));
  const buckets = new Map(stack.ofType('AWS::S3::Bucket').map((bucket) => [bucket.ref, bucket]));
  const answer = async (request: IncomingMessage): Promise<S3Answer> => {
    const { bucket, key } = addressed(request);
    const found = buckets.get(bucket);
    if (request.method === 'OPTIONS') {
      return { status: 200, headers: preflight(found?.properties.CorsConfiguration, request) };
    }
    const accessKey = verify(request, credentials, clock.now());
    if (!found) {
      throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket });
    }
    const query = new Map(queryPairs(request.url ?? ''));
    const by = `arn:aws:lambda:${stack.region}:${stack.account}:function:${accessKey}`;
    for (const need of objectNeeds({ request, bucket, key, query })) ground.called?.({ by, ...need });
    try {
      return await perform({ request, bucket, key, query, versions, now: clock.now() });
    } catch (error) {
      if ((error as Error).name === 'NoSuchKey') ground.called?.({ by, ...absenceNeed(bucket) });
      throw error;
    }
  };
  return {
    handle: (request, response) => {
      const over = activity.begin('S3');
      response.once('close', over);
      answer(request)
        .catch((error: unknown) => {
          if (!(error instanceof S3Error)) log({ level: 'ERROR', message: 'S3', error: String(error) });
          return error instanceof S3Error
            ? error
            : new S3Error(500, 'InternalError', 'We encountered an internal error. Please try again.');
        })
        .then((outcome) => send(request, response, outcome, corsOf(buckets, request)))
        .catch((error: unknown) =>
          log({ level: 'WARN', message: 'S3: an answer was cut off', error: String(error) }),
        );
    },
    sweep: () => {
      for (const bucket of buckets.values()) sweep(bucket, versions, clock.now());
    },
  };
}

function addressed({ url = '' }: IncomingMessage): { bucket: string; key: string } {
  const path = url.split('?', 1)[0]?.slice(objectsPath.length + 1) ?? '';
  const [bucket = '', ...key] = path.split('/').map(decodeURIComponent);
  return { bucket, key: key.join('/') };
}

const corsOf = (buckets: ReadonlyMap<string, Resource>, request: IncomingMessage): Record<string, string> =>
  request.method === 'OPTIONS'
    ? {}
    : corsHeaders(buckets.get(addressed(request).bucket)?.properties.CorsConfiguration, request);

/** Parameters that make another operation of a request, of which few are offered. */
const subresources = [
  'acl',
  'attributes',
  'legal-hold',
  'partNumber',
  'restore',
  'retention',
  'select',
  'torrent',
  'uploadId',
  'uploads',
];

function perform(asked: Asked): S3Answer | Promise<S3Answer> {
  const { request, key, query } = asked;
  const method = request.method ?? 'GET';
  const copies = request.headers['x-amz-copy-source'] !== undefined;
  if (key !== '' && !copies && !subresources.some((name) => query.has(name))) {
    if (query.has('tagging') && (method === 'GET' || method === 'DELETE')) return tagging(asked);
    if (!query.has('tagging')) {
      if (method === 'PUT') return put(asked);
      if (method === 'GET' || method === 'HEAD') return get(asked);
      if (method === 'DELETE') return remove(asked);
    }
  }
  throw new S3Error(501, 'NotImplemented', 'The local runner has no stand-in for this operation of S3.');
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  outcome: S3Answer | S3Error,
  cors: Record<string, string>,
): Promise<void> {
  const requestId = randomBytes(8).toString('hex').toUpperCase();
  const common = { 'x-amz-request-id': requestId, 'x-amz-id-2': 'local', ...cors };
  // What was not read has to be, or the sender never gets to the answer.
  if (!request.complete) await drained(request);
  if (outcome instanceof S3Error) {
    const body = request.method === 'HEAD' ? '' : errorXml(outcome, requestId);
    response
      .writeHead(outcome.status, { 'content-type': 'application/xml', ...outcome.headers, ...common })
      .end(body);
    return;
  }
  const { status, headers = {}, body } = outcome;
  response.writeHead(status, { ...headers, ...common });
  if (body === undefined || typeof body === 'string') response.end(body);
  else await pipeline(body, response);
}

const drained = (request: IncomingMessage): Promise<void> =>
  new Promise((resolve) => {
    request
      .once('end', resolve)
      .once('close', resolve)
      .once('error', () => resolve())
      .resume();
  });
