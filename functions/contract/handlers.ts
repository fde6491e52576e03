import { type HttpAnswer, problem } from '../platform/http/problem.ts';
import type { HttpEvent } from '../platform/http/request.ts';
import { log } from '../platform/log.ts';
import { documents, type Served } from './documents.ts';

/** An answer whose body may be squeezed: bytes as base64, as API Gateway wants them. */
type Answer = HttpAnswer & { isBase64Encoded?: boolean };

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headersOf = (served: Served): Record<string, string> => ({
  'content-type': served.type,
  'cache-control': `public, max-age=${served.keptSeconds}`,
  etag: served.etag,
  vary: 'accept-encoding',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // A browser on another host may read the contract: it is public and the same for all.
  'access-control-allow-origin': '*',
  ...(served.type.startsWith('text/html') && { 'content-security-policy': POLICY }),
});

/** If-None-Match compares weakly: a proxy that squeezed the answer marks the tag with `W/`. */
const unchanged = (event: HttpEvent, etag: string): boolean =>
  (event.headers['if-none-match'] ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*');

const send = (event: HttpEvent, served: Served): Answer => {
  const headers = headersOf(served);
  if (unchanged(event, served.etag)) return { statusCode: 304, headers };
  return /\bgzip\b/.test(event.headers['accept-encoding'] ?? '')
    ? {
        statusCode: 200,
        headers: { ...headers, 'content-encoding': 'gzip' },
        body: served.gzip,
        isBase64Encoded: true,
      }
    : { statusCode: 200, headers, body: served.text };
};

/** What every path answers that no route is declared for. */
export const notFound = async (event: HttpEvent): Promise<Answer> => {
  const { method } = event.requestContext.http;
  const detail = `Nothing answers ${method} ${event.rawPath.slice(0, 200)}. What there is: /docs, or /openapi.json.`;
  return problem({ code: 'not_found', detail }, event.requestContext.requestId);
};

let at: ReturnType<typeof documents> | undefined;
const addresses = () => ({
  baseUrl: (process.env.BASE_URL ?? '').replace(/\/$/, ''),
  tokenUrl: process.env.TOKEN_URL ?? '',
});

/** The Lambda handler: the contract's documents and pages, and `$default`, the answer to every unknown route. */
export const handler = async (event: HttpEvent): Promise<Answer> => {
  at ??= documents(addresses());
  const served = event.routeKey === '$default' ? undefined : at(event.rawPath);
  const answer = served ? send(event, served) : await notFound(event);
  log('info', event.routeKey, { requestId: event.requestContext.requestId, status: answer.statusCode });
  return answer;
};
