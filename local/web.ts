/** Small things of the runner's own HTTP answers. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

/** A request that is refused: its status, and words for who sent it. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const largestBody = 1_000_000;

/** The body as JSON; an empty one is an empty object. @throws Refusal 400 or 413. */
export async function jsonBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > largestBody) throw new Refusal(413, 'the body is too large');
  }
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new Refusal(400, 'the body must be a JSON object');
}

const loopbackHosts = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Refuses what a page of another site may have caused: a name that was made to point here (DNS rebinding), and
 * changes that another site sends. @throws Refusal 403
 */
export function checkSameSite(request: IncomingMessage): void {
  const { host = '', origin, 'sec-fetch-site': site } = request.headers;
  if (!loopbackHosts.test(host))
    throw new Refusal(403, `the local runner does not answer for the host ${host}`);
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const foreign = origin !== undefined && !loopbackHosts.test(origin.replace(/^https?:\/\//, ''));
  if (foreign || site === 'cross-site') throw new Refusal(403, 'another site may not change anything here');
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new Refusal(403, `a page of ${origin} may not change anything here`);
  }
}
