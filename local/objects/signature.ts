/**
 * Verifies AWS Signature Version 4, in the URL or in the Authorization header.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html and sigv4-auth-using-authorization-header.html
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { accessDenied, S3Error } from './s3-error.ts';

/** What every access key of this machine signs with, and the session that its credentials are of. */
export interface LocalCredentials {
  secret: string;
  sessionToken: string;
}
interface Signed {
  accessKey: string;
  scope: string[];
  /** `20261123T090000Z` */
  date: string;
  signedHeaders: string[];
  signature: string;
  sessionToken: string | undefined;
  payloadHash: string;
  /** Of a URL: how long it is good for. */
  seconds?: number;
}

const skewMs = 15 * 60_000;
const longestSeconds = 604_800;
const algorithm = 'AWS4-HMAC-SHA256';
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** RFC 3986, as the signature wants it: all but letters, digits and -._~ */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/** Names and values in the order in which they came, decoded. */
export const queryPairs = (url: string): [string, string][] => {
  const text = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  if (text === '') return [];
  return text.split('&').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [decoded(name), decoded(value.join('='))];
  });
};

/** Whether the request may be what it says, and by whose key: @throws S3Error with the name that S3 would give. */
export function verify(request: IncomingMessage, credentials: LocalCredentials, now: number): string {
  const signed = read(request);
  const [, region, service, end] = signed.scope;
  if (service !== 's3' || end !== 'aws4_request' || !region) {
    throw new S3Error(
      400,
      'AuthorizationQueryParametersError',
      'Error parsing the X-Amz-Credential parameter; the scope must end in s3/aws4_request.',
    );
  }
  checkTime(signed, now);
  checkHeaders(request, signed);
  if (signed.sessionToken !== credentials.sessionToken) {
    throw new S3Error(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.');
  }
  const text = [
    algorithm,
    signed.date,
    signed.scope.join('/'),
    createHash('sha256').update(canonical(request, signed)).digest('hex'),
  ].join('\n');
  const key = signed.scope.reduce<string | Buffer>(
    (made, part) => hmac(made, part),
    `AWS4${credentials.secret}`,
  );
  const expected = hmac(key, text);
  const given = Buffer.from(signed.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new S3Error(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      { AWSAccessKeyId: signed.accessKey, StringToSign: text, SignatureProvided: signed.signature },
    );
  }
  return signed.accessKey;
}

/** @throws S3Error for a request that is not signed, or signed twice. */
function read(request: IncomingMessage): Signed {
  const query = new Map(queryPairs(request.url ?? ''));
  const { authorization } = request.headers;
  if (query.has('X-Amz-Signature') && authorization) {
    throw new S3Error(
      400,
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      { ArgumentName: 'Authorization', ArgumentValue: authorization },
    );
  }
  if (query.has('X-Amz-Signature')) return readUrl(request, query);
  if (authorization?.startsWith(algorithm)) return readHeader(request, authorization);
  throw accessDenied('Access Denied');
}

function readUrl(request: IncomingMessage, query: Map<string, string>): Signed {
  const need = (name: string): string => {
    const value = query.get(name);
    if (value) return value;
    throw queryError(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  };
  if (need('X-Amz-Algorithm') !== algorithm)
    throw queryError('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"');
  const seconds = Number(need('X-Amz-Expires'));
  if (!Number.isInteger(seconds)) throw queryError('X-Amz-Expires should be a number');
  if (seconds < 0) throw queryError('X-Amz-Expires must be non-negative');
  if (seconds > longestSeconds)
    throw queryError(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  const [accessKey = '', ...scope] = need('X-Amz-Credential').split('/');
  return {
    accessKey,
    scope,
    seconds,
    date: need('X-Amz-Date'),
    signedHeaders: need('X-Amz-SignedHeaders').split(';'),
    signature: need('X-Amz-Signature'),
    sessionToken: query.get('X-Amz-Security-Token'),
    payloadHash: String(request.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD'),
  };
}

function readHeader({ headers }: IncomingMessage, authorization: string): Signed {
  const part = (name: string): string => new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? '';
  const [accessKey = '', ...scope] = part('Credential').split('/');
  return {
    accessKey,
    scope,
    date: String(headers['x-amz-date'] ?? ''),
    signedHeaders: part('SignedHeaders').split(';'),
    signature: part('Signature'),
    sessionToken: headers['x-amz-security-token'] as string | undefined,
    payloadHash: String(headers['x-amz-content-sha256'] ?? ''),
  };
}

function checkTime({ date, seconds, scope }: Signed, now: number): void {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(at) || scope[0] !== date.slice(0, 8))
    throw accessDenied('AWS authentication requires a valid Date or x-amz-date header');
  const times = { ServerTime: new Date(now).toISOString() };
  if (seconds === undefined) {
    if (Math.abs(now - at) > skewMs) {
      const message = 'The difference between the request time and the current time is too large.';
      throw new S3Error(403, 'RequestTimeTooSkewed', message, { RequestTime: date, ...times });
    }
    return;
  }
  if (now < at - skewMs) throw accessDenied('Request is not yet valid', times);
  const end = at + seconds * 1000;
  if (now > end) {
    const more = { 'X-Amz-Expires': String(seconds), Expires: new Date(end).toISOString(), ...times };
    throw accessDenied('Request has expired', more);
  }
}

/** The host, and every header of Amazon's own, must be among those signed. */
function checkHeaders({ headers }: IncomingMessage, { signedHeaders, seconds }: Signed): void {
  const own = Object.keys(headers).filter((name) => name.startsWith('x-amz-'));
  // The hash of the payload may stand beside a pre-signed URL without a signature of its own.
  const free = seconds === undefined ? [] : ['x-amz-content-sha256'];
  const missing = ['host', ...own].filter((name) => !signedHeaders.includes(name) && !free.includes(name));
  if (missing.length > 0)
    throw accessDenied('There were headers present in the request which were not signed', {
      HeadersNotSigned: missing.join(', '),
    });
}

function canonical(request: IncomingMessage, { signedHeaders, payloadHash, seconds }: Signed): string {
  const [path = '/'] = (request.url ?? '/').split('?', 1);
  const pairs = queryPairs(request.url ?? '')
    .filter(([name]) => seconds === undefined || name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort();
  const headers = signedHeaders.map(
    (name) =>
      `${name}:${String(request.headers[name] ?? '')
        .trim()
        .replaceAll(/\s+/g, ' ')}\n`,
  );
  return [
    request.method,
    path
      .split('/')
      .map((part) => encoded(decodeURIComponent(part)))
      .join('/'),
    pairs.join('&'),
    headers.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

const queryError = (message: string): S3Error =>
  new S3Error(400, 'AuthorizationQueryParametersError', message);
