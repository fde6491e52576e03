import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What does not change from one request of an API to the next. */
export interface ApiPlace {
  accountId: string;
  apiId: string;
  stage: string;
  stageVariables: Record<string, string> | undefined;
}

/** A request as the gateway has read it. */
export interface ApiRequest {
  /** API Gateway's form: 15 characters and `=`. */
  requestId: string;
  method: string;
  /** As sent, without the query. */
  path: string;
  /** Without the question mark. */
  query: string;
  /** Names in lower case, values of repeated ones joined by a comma. */
  headers: Record<string, string>;
  cookies: string[] | undefined;
  /** Size of the request line and of all headers, for the quota. */
  headBytes: number;
  hasBody: boolean;
  message: IncomingMessage;
}

/** Headers of the connection, which end at the gateway. Cookies travel in a field of their own. */
const notPassedOn = new Set([
  'connection',
  'cookie',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Reads all of a request but its body. */
export function readRequest(message: IncomingMessage): ApiRequest {
  const { rawHeaders, method = 'GET', url = '/' } = message;
  // Without a prototype, a header called `constructor` is a header like any other.
  const headers: Record<string, string> = Object.create(null);
  let cookies: string[] | undefined;
  let hasBody = false;
  let headBytes = method.length + url.length + 10;
  for (let place = 0; place < rawHeaders.length; place += 2) {
    const name = (rawHeaders[place] as string).toLowerCase();
    const value = rawHeaders[place + 1] as string;
    headBytes += name.length + value.length;
    if (name === 'cookie') {
      cookies ??= [];
      for (const cookie of value.split(';')) if (cookie.trim() !== '') cookies.push(cookie.trim());
      continue;
    }
    if (name === 'transfer-encoding' || (name === 'content-length' && value !== '0')) hasBody = true;
    if (notPassedOn.has(name)) continue;
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before},${value}`;
  }
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? '' : url.slice(mark + 1);
  const requestId = `${randomBytes(12).toString('base64url').slice(0, 15)}=`;
  return { requestId, method, path, query, headers, cookies, headBytes, hasBody, message };
}

/**
 * The event of payload format 2.0. `rawPath` is decoded, which is what HTTP APIs do in spite of its name.
 * Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs".
 */
export function eventOf(
  place: ApiPlace,
  request: ApiRequest,
  match: {
    routeKey: string;
    parameters: Record<string, string> | undefined;
    authorizer?: object | undefined;
  },
  body: Buffer,
  now: number,
): Record<string, unknown> {
  const { headers, message } = request;
  const { socket } = message;
  const sourceIp = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  const host = headers.host ?? '';
  const domainName = host.replace(/:\d+$/, '');
  addForwarding(headers, sourceIp, socket.localPort, body.length, now);
  const rawPath = decodeURIComponent(request.path);
  const event: Record<string, unknown> = {
    version: '2.0',
    routeKey: match.routeKey,
    rawPath,
    rawQueryString: request.query,
    headers,
    requestContext: {
      accountId: place.accountId,
      apiId: place.apiId,
      ...(match.authorizer && { authorizer: match.authorizer }),
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${message.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.requestId,
      routeKey: match.routeKey,
      stage: place.stage,
      time: logTime(now),
      timeEpoch: now,
    },
    isBase64Encoded: false,
  };
  if (request.cookies !== undefined) event.cookies = request.cookies;
  if (request.query !== '') event.queryStringParameters = parametersOf(request.query);
  if (match.parameters !== undefined) event.pathParameters = match.parameters;
  if (place.stageVariables !== undefined) event.stageVariables = place.stageVariables;
  if (body.length > 0) {
    const text = isText(headers['content-type']);
    event.body = body.toString(text ? 'utf8' : 'base64');
    event.isBase64Encoded = !text;
  }
  return event;
}

/** What API Gateway adds to the headers. Here the client came by plain HTTP, to the runner's port. */
function addForwarding(
  headers: Record<string, string>,
  sourceIp: string,
  port: number | undefined,
  bodyBytes: number,
  now: number,
): void {
  const before = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = before === undefined ? sourceIp : `${before}, ${sourceIp}`;
  headers['x-forwarded-port'] = String(port ?? 80);
  headers['x-forwarded-proto'] = 'http';
  headers['content-length'] = String(bodyBytes);
  headers['x-amzn-trace-id'] ??=
    `Root=1-${Math.trunc(now / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
}

function parametersOf(query: string): Record<string, string> {
  const parameters: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(query)) {
    const before = parameters[name];
    parameters[name] = before === undefined ? value : `${before},${value}`;
  }
  return parameters;
}

const textTypes = /^(text\/|application\/(json|javascript|xml)$)/;

/** Bodies of these types go as text, all others as base64: HTML forms and `+json` types among them. */
function isText(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  return textTypes.test(contentType?.split(';')[0]?.trim().toLowerCase() ?? '');
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
let lastSecond = Number.NaN;
let lastTime = '';

/** `12/Mar/2020:19:03:58 +0000`, made once a second. */
function logTime(now: number): string {
  const second = Math.floor(now / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    const [date = '', time = ''] = new Date(now).toISOString().split('T');
    const [year, month, day] = date.split('-');
    lastTime = `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
  }
  return lastTime;
}
