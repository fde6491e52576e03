import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Functions, Ground } from '../parts.ts';
import { type ApiRoute, readApi } from './api.ts';
import { corsHeaders } from './cors.ts';
import { answerOf, type HttpAnswer, refusal } from './function-answer.ts';
import type { Authorization, Denied } from './guard.ts';
import type { Identity } from './identity.ts';
import { readBody } from './request-body.ts';
import { type ApiRequest, eventOf, readRequest } from './request-event.ts';
import type { Match } from './routes.ts';

/** The runner's stand-in for the stack's HTTP API. */
export interface Gateway {
  /** Answers one request; whoever owns the server passes on what belongs to the API. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/** HTTP API quotas, in bytes: payload, and request line with headers. */
const bodyLimitBytes = 10 * 1024 * 1024;
const headLimitBytes = 10_240;
const noBody = Buffer.alloc(0);

/**
 * Makes the gateway from the template's API, routes, integrations and authorizers. Its own answers are API Gateway's:
 * 400, 401, 403, 404, 413, 431, 500 (the function failed or answered something else) and 503 (it took too long, or
 * had no room), each `{"message": …}`.
 */
export function createGateway(ground: Ground, functions: Functions, identity: Identity): Gateway {
  const { place, cors, routes } = readApi(ground, functions, identity);
  const stagePrefix = place.stage === '$default' ? '' : `/${place.stage}`;

  const answer = (request: ApiRequest): HttpAnswer | Promise<HttpAnswer> => {
    if (request.headBytes > headLimitBytes) return refusal(431, 'Request Header Fields Too Large');
    const match = matchOf(request);
    if (!('route' in match)) return match;
    const judged = match.route.guard?.(request, match.parameters);
    // A token that is known is judged at once: the request does not wait for a turn of the event loop.
    if (judged instanceof Promise) return judged.then((outcome) => proceed(request, match, outcome));
    return proceed(request, match, judged);
  };

  const matchOf = (request: ApiRequest): Match<ApiRoute> | HttpAnswer => {
    if (!`${request.path}/`.startsWith(`${stagePrefix}/`)) return refusal(404, 'Not Found');
    try {
      decodeURIComponent(request.path);
      const path = request.path.slice(stagePrefix.length);
      return routes.match(request.method, path === '' ? '/' : path) ?? refusal(404, 'Not Found');
    } catch {
      return refusal(400, 'Bad Request');
    }
  };

  const proceed = (
    request: ApiRequest,
    match: Match<ApiRoute>,
    judged: Authorization | undefined,
  ): HttpAnswer | Promise<HttpAnswer> =>
    judged === undefined || judged.ok ? run(request, match, judged?.authorizer) : denial(judged);

  /** Reads the body, runs the function and reads its answer. */
  const run = async (
    request: ApiRequest,
    { route, parameters }: Match<ApiRoute>,
    authorizer: object | undefined,
  ): Promise<HttpAnswer> => {
    try {
      const body = request.hasBody ? await readBody(request.message, bodyLimitBytes) : noBody;
      if (body === undefined) return refusal(413, 'Request Entity Too Large');
      const match = { routeKey: route.routeKey, parameters, authorizer };
      const event = eventOf(place, request, match, body, ground.clock.now());
      const result = await within(route.timeoutMs, functions.invoke(route.functionArn, event));
      if (result === undefined) return report(route, refusal(503, 'Service Unavailable'), 'timed out');
      if (!result.ok) return report(route, failure(result.error.errorType), result.error);
      return (
        answerOf(result.payload) ?? report(route, refusal(500, 'Internal Server Error'), 'malformed answer')
      );
    } catch (error) {
      return report(route, refusal(500, 'Internal Server Error'), String(error));
    }
  };

  const report = (route: ApiRoute, answered: HttpAnswer, why: unknown): HttpAnswer => {
    ground.log({ what: 'request failed', route: route.routeKey, status: answered.status, why });
    return answered;
  };

  return {
    handle(message, response) {
      const request = readRequest(message);
      const { origin } = request.headers;
      const crossing = cors !== undefined && origin !== undefined;
      if (crossing && message.method === 'OPTIONS' && 'access-control-request-method' in request.headers) {
        write(response, request, { status: 204, headers: corsHeaders(cors, origin, true), body: '' });
        return;
      }
      const send = (outcome: HttpAnswer): void => {
        // With a configuration of its own, API Gateway passes on none of the function's CORS headers.
        if (cors !== undefined) outcome.headers = withoutCors(outcome.headers);
        if (crossing) outcome.headers.push(...corsHeaders(cors, origin, false));
        write(response, request, outcome);
      };
      const outcome = answer(request);
      if (outcome instanceof Promise) void outcome.then(send);
      else send(outcome);
    },
  };
}

const deniedWords = { 401: 'Unauthorized', 403: 'Forbidden', 500: 'Internal Server Error' } as const;

function denial({ status, challenge }: Denied): HttpAnswer {
  const answer = refusal(status, deniedWords[status]);
  if (challenge !== undefined) answer.headers.push('www-authenticate', challenge);
  return answer;
}

function failure(errorType: string): HttpAnswer {
  if (errorType === 'TooManyRequestsException') return refusal(503, 'Service Unavailable');
  if (errorType === 'RequestEntityTooLargeException') return refusal(413, 'Request Entity Too Large');
  return refusal(500, 'Internal Server Error');
}

/** The outcome, or undefined where it takes longer than `ms` of real time; the function runs on, as at AWS. */
function within<T>(ms: number, outcome: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, undefined);
    outcome.then((value) => {
      clearTimeout(timer);
      resolve(value);
    }, reject);
  });
}

function withoutCors(headers: string[]): string[] {
  const kept: string[] = [];
  for (let place = 0; place < headers.length; place += 2) {
    const name = headers[place] as string;
    if (!name.startsWith('access-control-')) kept.push(name, headers[place + 1] as string);
  }
  return kept;
}

function write(response: ServerResponse, request: ApiRequest, answer: HttpAnswer): void {
  if (response.destroyed) return;
  const { status, headers, body } = answer;
  headers.push('apigw-requestid', request.requestId);
  const bare = status === 204 || status === 304;
  if (!bare) headers.push('content-length', String(Buffer.byteLength(body)));
  // A body that was not read to its end must not be taken for the next request.
  if (status === 413) headers.push('connection', 'close');
  response.writeHead(status, headers);
  response.end(bare || request.method === 'HEAD' ? undefined : body);
}
