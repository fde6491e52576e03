import type * as z from 'zod';
import type { Fault, Refusal } from '../refusals.ts';
import { needsIdempotencyKey, needsIfMatch, type Route, takesIfMatch } from '../route.ts';
import type { Caller } from './caller.ts';
import { faultsOf, type Where } from './faults.ts';

/** The parts of API Gateway's payload 2.0 that we read. */
export interface HttpEvent {
  routeKey: string;
  rawPath: string;
  rawQueryString?: string;
  headers: Record<string, string | undefined>;
  pathParameters?: Record<string, string | undefined>;
  body?: string;
  isBase64Encoded?: boolean;
  requestContext: {
    requestId: string;
    http: { method: string; path: string; sourceIp?: string };
    /** What the authorizer found out: the only source of who calls. */
    authorizer?: { lambda?: Caller };
  };
}

const MOST_BODY_BYTES = 256 * 1024;
const MOST_KEY_LENGTH = 255;
/** Visible ASCII: what every client and proxy passes on as it is. */
const KEY_FORM = /^[!-~]+$/;

/** The request's body as text, or a refusal: at most 256 KB. */
export const bodyText = (event: HttpEvent): string | Refusal => {
  const text = event.isBase64Encoded
    ? Buffer.from(event.body ?? '', 'base64').toString('utf8')
    : (event.body ?? '');
  return text.length > MOST_BODY_BYTES || Buffer.byteLength(text) > MOST_BODY_BYTES
    ? { code: 'body_too_large' }
    : text;
};

export interface ParsedRequest {
  params: unknown;
  query: unknown;
  body: unknown;
  /** Revision named by If-Match. */
  ifMatch?: number;
  idempotencyKey?: string;
}

/** Reads a request as its route declares it, or gives one refusal that names every fault. */
export const parseRequest = (
  route: Route,
  event: HttpEvent,
  text: string,
): { ok: true; value: ParsedRequest } | { ok: false; refusal: Refusal } => {
  const faults: Fault[] = [];
  const body = route.body ? readBody(event, text) : { value: undefined };
  if ('refusal' in body) return { ok: false, refusal: body.refusal };

  const check = (where: Where, schema: z.ZodType | undefined, value: unknown): unknown => {
    const parsed = schema?.safeParse(value);
    if (parsed && !parsed.success) faults.push(...faultsOf(where, parsed.error));
    return parsed?.data;
  };
  const params = check('path', route.params, event.pathParameters ?? {});
  const query = check('query', route.query, readQuery(event, faults));
  const value = check('body', route.body, body.value);
  if (!route.body && text.trim() !== '')
    faults.push({ pointer: '#', code: 'unknown_field', message: 'This request takes no body.' });
  const headers = readHeaders(route, event, faults);

  // A path id of the wrong form cannot exist: the same answer as for one that does not.
  if (faults.length > 0 && faults.every((fault) => fault.pointer.startsWith('path/')))
    return { ok: false, refusal: { code: 'not_found' } };
  if (faults.length > 0)
    return { ok: false, refusal: { code: 'invalid_input', detail: countOf(faults), errors: faults } };
  if (headers.refusal) return { ok: false, refusal: headers.refusal };
  return { ok: true, value: { params, query, body: value, ...headers.value } };
};

const countOf = (faults: Fault[]): string =>
  faults.length === 1 ? 'The request has one fault.' : `The request has ${faults.length} faults.`;

const readBody = (event: HttpEvent, text: string): { value: unknown } | { refusal: Refusal } => {
  if (text.trim() === '') return { value: {} };
  const mediaType = (event.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const accepted =
    mediaType === 'application/json' ||
    (event.requestContext.http.method === 'PATCH' && mediaType === 'application/merge-patch+json');
  if (!accepted)
    return {
      refusal: {
        code: 'unsupported_media_type',
        ...(mediaType && { detail: `The body was sent as ${mediaType.slice(0, 100)}.` }),
      },
    };
  try {
    return { value: JSON.parse(text) };
  } catch (thrown) {
    const at = /position (\d+)/.exec((thrown as Error).message)?.[1];
    return {
      refusal: {
        code: 'malformed_json',
        ...(at && { detail: `The text stops being JSON at character ${at}.` }),
      },
    };
  }
};

/** Query parameters by name. Sent twice is a fault: there is no telling which was meant. */
const readQuery = (event: HttpEvent, faults: Fault[]): Record<string, string> => {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(event.rawQueryString ?? '')) {
    if (name in query)
      faults.push({ pointer: `query/${name}`, code: 'repeated', message: 'Sent more than once.' });
    query[name] = value;
  }
  return { ...query };
};

const readHeaders = (
  route: Route,
  event: HttpEvent,
  faults: Fault[],
): { value: Pick<ParsedRequest, 'ifMatch' | 'idempotencyKey'>; refusal?: Refusal } => {
  const value: Pick<ParsedRequest, 'ifMatch' | 'idempotencyKey'> = {};
  const idempotencyKey = event.headers['idempotency-key']?.trim();
  if (needsIdempotencyKey(route.kind)) {
    if (!idempotencyKey) return { value, refusal: { code: 'idempotency_key_required' } };
    if (idempotencyKey.length > MOST_KEY_LENGTH)
      faults.push({
        pointer: 'header/idempotency-key',
        code: 'too_big',
        message: `At most ${MOST_KEY_LENGTH} characters.`,
      });
    else if (!KEY_FORM.test(idempotencyKey))
      faults.push({
        pointer: 'header/idempotency-key',
        code: 'wrong_format',
        message: 'May hold letters, digits and signs of ASCII, and no spaces.',
      });
    value.idempotencyKey = idempotencyKey;
  }
  const ifMatch = event.headers['if-match']?.trim();
  if (!ifMatch && needsIfMatch(route.kind)) return { value, refusal: { code: 'if_match_required' } };
  // Sent empty, it is a fault below, and no leave to overwrite what stands.
  if (ifMatch === undefined) return { value };
  const revision = /^"(\d{1,15})"$/.exec(ifMatch)?.[1];
  if (takesIfMatch(route.kind)) {
    if (revision) value.ifMatch = Number(revision);
    else
      faults.push({
        pointer: 'header/if-match',
        code: 'wrong_format',
        message: 'Must be an ETag as it was given: a number in quotes.',
      });
  }
  return { value };
};
