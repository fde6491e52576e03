import middy from '@middy/core';
import { isPatient, pauseBefore } from '../busy.ts';
import { type Answer, type Replay, type Step, statusOf } from '../change.ts';
import type { Clock } from '../clock.ts';
import { declaredRoute } from '../gateway.ts';
import { describe, log } from '../log.ts';
import type { Refusal } from '../refusals.ts';
import type { Result } from '../result.ts';
import {
  type BodyOf,
  type Format,
  type OutputOf,
  type ParamsOf,
  type QueryOf,
  type Route,
  type Routes,
  type RouteTable,
  takesIfMatch,
} from '../route.ts';
import type { Table } from '../table.ts';
import { asPartOf } from '../trace.ts';
import type { Caller } from './caller.ts';
import { commitOnce, earlier, type Repeatable, repeatable } from './idempotency.ts';
import { preferred } from './preferred.ts';
import { type HttpAnswer, problem } from './problem.ts';
import { bodyText, type HttpEvent, parseRequest } from './request.ts';

/** What a handler is given beside the request: who calls, the ground it stands on, and the way to commit. */
export interface Context {
  caller: Caller;
  table: Table;
  clock: Clock;
  requestId: string;
  /** Revision named by If-Match; there on every act and change. */
  ifMatch: number;
  /** What the caller would rather have than JSON, of what the route offers. */
  format: Format | undefined;
  /** The Idempotency-Key of this request as it is kept, where the route needs one. */
  once: Repeatable | undefined;
}

/** What a handler answers: a body, and its revision for the ETag. */
export interface Reply<Body> {
  body: Body;
  revision?: number;
  /** The answer written in the format that the caller prefers, in the place of the body. */
  written?: string;
  /** Where the next page of what is written is: a path, for the Link header (RFC 8288). */
  next?: string | undefined;
  /** What a repeat is answered, where it may not be the same: a secret is told once and kept nowhere. */
  keptBody?: Body;
  /** The steps that make it so. Committed with the answer in one transaction; nothing is answered unless they hold. */
  change?: Step[];
}

export type Handle<R extends Route> = (
  request: { params: ParamsOf<R>; query: QueryOf<R>; body: BodyOf<R> },
  context: Context,
) => Promise<Result<Reply<OutputOf<R>>>>;
export type Handlers<R extends Routes> = {
  [Name in keyof R]: R[Name]['kind'] extends 'page' ? Page : Handle<R[Name]>;
};
/** A page for a person: reads the raw request, writes the raw answer. */
export type Page = (event: HttpEvent, ground: Ground) => Promise<HttpAnswer>;

export interface Ground {
  table: Table;
  clock: Clock;
}

/** The Lambda handler of a process: its routes, wired to what implements them. */
export const serve = <R extends Routes>(table: RouteTable<R>, handlers: Handlers<R>, ground: Ground) => {
  const answer = async (event: HttpEvent): Promise<HttpAnswer> => {
    const found = declaredRoute(table.routes, event);
    if (!found && !event.routeKey.startsWith('ANY '))
      throw new Error(`no route is declared for ${event.routeKey}`);
    if (!found) return problem({ code: 'not_found' }, event.requestContext.requestId);
    const { name, parameters } = found;
    const route = table.routes[name] as Route;
    // From here on, in the log too, it is the declared route that was called.
    Object.assign(event, { routeKey: `${route.method} ${route.path}`, pathParameters: parameters });
    if (route.kind === 'page') return (handlers[name as keyof R] as Page)(event, ground);
    return perform(route, handlers[name as keyof R] as unknown as Handle<Route>, event, ground);
  };

  const served = middy<HttpEvent, HttpAnswer>().use(oneLog()).use(faultsAsProblems()).handler(answer);
  return (event: HttpEvent, context: Parameters<typeof served>[1]): Promise<HttpAnswer> =>
    asPartOf(event.requestContext.requestId, () => served(event, context));
};

const perform = async (
  route: Route,
  handle: Handle<Route>,
  event: HttpEvent,
  ground: Ground,
): Promise<HttpAnswer> => {
  const requestId = event.requestContext.requestId;
  const caller = event.requestContext.authorizer?.lambda;
  if (!caller) throw new Error(`${event.routeKey} is reached without its authorizer`);

  const text = bodyText(event);
  if (typeof text !== 'string') return problem(text, requestId);
  const parsed = parseRequest(route, event, text);
  if (!parsed.ok) return problem(parsed.refusal, requestId);
  const { params, query, body, ifMatch, idempotencyKey } = parsed.value;

  const once = idempotencyKey
    ? repeatable(caller.organizationId, idempotencyKey, `${route.method} ${event.rawPath}`, text)
    : undefined;
  const format = preferred(event.headers.accept, route.formats);
  const context: Context = { caller, ...ground, requestId, ifMatch: ifMatch as number, format, once };
  const attempt = async (): Promise<HttpAnswer | Refusal | Replay> => {
    const result = await handle({ params, query, body } as never, context);
    return result.ok ? settle(route, result.value, context) : result.refusal;
  };
  const began = performance.now();
  let outcome = await attempt();
  // A creation is not repeated by us: it may have made something elsewhere (a credential), and there is nothing to look at again.
  const again = (tries: number) => takesIfMatch(route.kind) && isPatient(tries, began);
  for (let tries = 1; 'code' in outcome && outcome.code === 'busy' && again(tries); tries++) {
    await pauseBefore(tries);
    outcome = await attempt();
  }
  if ('statusCode' in outcome) return outcome;

  // A repeat of a request that went through is refused on its merits (the record moved on): answer what it was answered then.
  const before = once && !('replay' in outcome) ? await earlier(ground.table, once, ground.clock) : undefined;
  return replayed(before ?? outcome, requestId);
};

const settle = async (
  route: Route,
  reply: Reply<unknown>,
  context: Context,
): Promise<HttpAnswer | Refusal | Replay> => {
  const answer: Answer = {
    status: route.status ?? 200,
    body: route.output ? JSON.stringify(reply.body) : '',
    ...(reply.revision !== undefined && { etag: `"${reply.revision}"` }),
  };
  if (reply.change) {
    const kept = reply.keptBody === undefined ? answer : { ...answer, body: JSON.stringify(reply.keptBody) };
    const outcome = await commitOnce(context.table, context.once, kept, reply.change, context.clock);
    if (!outcome.done) return outcome.because;
  }
  return reply.written === undefined || !context.format
    ? sent(answer)
    : sent(
        { ...answer, body: reply.written },
        {
          'content-type': `${context.format}; charset=utf-8`,
          ...(context.format === 'text/html' && { 'content-security-policy': PAGE_POLICY }),
          'x-content-type-options': 'nosniff',
          ...(reply.next && { link: `<${reply.next}>; rel="next"` }),
        },
      );
};

/** A page to print brings its style with it, and may do nothing else. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const sent = (answer: Answer, headers: Record<string, string> = {}): HttpAnswer => ({
  statusCode: answer.status,
  headers: {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...(answer.etag && { etag: answer.etag }),
    ...headers,
  },
  ...(answer.body && { body: answer.body }),
});

const replayed = (outcome: Refusal | Replay, requestId: string): HttpAnswer =>
  'replay' in outcome ? sent(outcome.replay, { 'idempotent-replayed': 'true' }) : problem(outcome, requestId);

/** One log line an operation. */
const oneLog = (): middy.MiddlewareObj<HttpEvent, HttpAnswer> => ({
  after: ({ event, response }) => {
    const caller = event.requestContext.authorizer?.lambda;
    log('info', event.routeKey, {
      requestId: event.requestContext.requestId,
      organization: caller?.organizationId,
      client: caller?.clientId,
      status: response?.statusCode,
      record: event.pathParameters?.id,
    });
  },
});

/** A throw is a bug: logged once with its request id, answered without a word about our insides. */
const faultsAsProblems = (): middy.MiddlewareObj<HttpEvent, HttpAnswer> => ({
  onError: (request) => {
    const requestId = request.event.requestContext.requestId;
    log('error', request.event.routeKey, {
      requestId,
      status: statusOf({ code: 'internal' }),
      ...describe(request.error),
    });
    request.response = problem({ code: 'internal' }, requestId);
  },
});
