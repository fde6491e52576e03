/** What goes back over HTTP: header names and values one after the other, as `writeHead` takes them. */
export interface HttpAnswer {
  status: number;
  headers: string[];
  body: string | Buffer;
}

/** One of API Gateway's own answers: `{"message": …}`. */
export function refusal(status: number, message: string): HttpAnswer {
  return { status, headers: ['content-type', 'application/json'], body: JSON.stringify({ message }) };
}

/** Headers that belong to the connection: the gateway sets them itself. */
const ownHeaders = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'date',
]);
/** Size of all headers of an answer, in bytes (HTTP API quotas). */
const headerLimitBytes = 10_240;

/**
 * Reads a function's answer in payload format 2.0. Without `statusCode` it is the body of a 200 of type
 * application/json. Gives undefined where API Gateway answers 500: a status that is none, a body that is no text,
 * headers that are not names and plain values.
 * Source: API Gateway developer guide, "Lambda function response for format 2.0".
 */
export function answerOf(payload: unknown): HttpAnswer | undefined {
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload)) {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return { status: 200, headers: ['content-type', 'application/json'], body };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = payload as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const pairs = pairsOf(headers ?? {}, cookies ?? []);
  if (pairs === undefined) return undefined;
  const text = body ?? '';
  return { status, headers: pairs, body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text };
}

function pairsOf(headers: unknown, cookies: unknown): string[] | undefined {
  if (typeof headers !== 'object' || headers === null || !Array.isArray(cookies)) return undefined;
  const pairs: string[] = [];
  let bytes = 0;
  let typed = false;
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'object' || !isHeaderName(name)) return undefined;
    const lower = name.toLowerCase();
    if (ownHeaders.has(lower)) continue;
    typed ||= lower === 'content-type';
    const text = String(value);
    if (!isHeaderValue(text)) return undefined;
    bytes += name.length + text.length;
    pairs.push(lower, text);
  }
  for (const cookie of cookies) {
    if (typeof cookie !== 'string' || !isHeaderValue(cookie)) return undefined;
    bytes += cookie.length;
    pairs.push('set-cookie', cookie);
  }
  if (!typed) pairs.push('content-type', 'text/plain;charset=UTF-8');
  return bytes > headerLimitBytes ? undefined : pairs;
}

/** RFC 9110 5.1 and 5.5: what would otherwise let a value end its line and begin another. */
const isHeaderName = (name: string): boolean => /^[\w!#$%&'*+.^`|~-]+$/.test(name);
const isHeaderValue = (value: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
