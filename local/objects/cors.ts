/** A bucket's answer to pages of other origins. https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html */
import type { IncomingMessage } from 'node:http';
import type { Properties } from '../parts.ts';
import { S3Error } from './s3-error.ts';

const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    'i',
  ).test(text);

/** The headers for a request that names its origin, by the first rule that fits it; none without an origin or a rule. */
export function corsHeaders(
  cors: Properties | undefined,
  { headers, method }: IncomingMessage,
): Record<string, string> {
  const { origin } = headers;
  if (origin === undefined) return {};
  const preflight = method === 'OPTIONS';
  const asked = preflight ? headers['access-control-request-method'] : method;
  const wants = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  const rule = (cors?.CorsRules ?? []).find(
    ({ AllowedOrigins = [], AllowedMethods = [], AllowedHeaders = [] }: Properties) =>
      AllowedOrigins.some((one: string) => matches(one, origin)) &&
      AllowedMethods.includes(asked) &&
      (!preflight || wants.every((name) => AllowedHeaders.some((one: string) => matches(one, name)))),
  );
  if (!rule) return {};
  const any = rule.AllowedOrigins.includes('*');
  return {
    'access-control-allow-origin': any ? '*' : origin,
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    ...(!any && { 'access-control-allow-credentials': 'true' }),
    ...(preflight && wants.length > 0 && { 'access-control-allow-headers': wants.join(', ') }),
    ...(rule.ExposedHeaders && { 'access-control-expose-headers': rule.ExposedHeaders.join(', ') }),
    ...(rule.MaxAge !== undefined && { 'access-control-max-age': String(rule.MaxAge) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

/** The answer to a preflight. @throws S3Error AccessForbidden where no rule fits it. */
export function preflight(cors: Properties | undefined, request: IncomingMessage): Record<string, string> {
  const headers = corsHeaders(cors, request);
  if (Object.keys(headers).length > 0) return headers;
  const message = cors
    ? "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
    : 'CORSResponse: CORS is not enabled for this bucket.';
  throw new S3Error(403, 'AccessForbidden', message, {
    Method: String(request.headers['access-control-request-method'] ?? ''),
    ResourceType: 'OBJECT',
  });
}
