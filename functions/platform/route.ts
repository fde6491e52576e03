import type * as z from 'zod';
import type { RefusalCode } from './refusals.ts';

/**
 * What a route does decides what it demands of the request:
 * read, list: nothing. create: Idempotency-Key. act: Idempotency-Key and If-Match. change (merge patch): If-Match.
 * replace (PUT): If-Match where the caller sends one. remove: nothing; what is gone stays gone. page: a public page for a person; its handler reads the
 * raw request itself.
 */
export type RouteKind = 'read' | 'list' | 'create' | 'act' | 'change' | 'replace' | 'remove' | 'page';

/** `<records>:read`, `<records>:write`, `operator`, or `public` for pages guarded by their own token. */
export type Scope = `${string}:read` | `${string}:write` | 'operator' | 'public';

/** What an answer can be written as beside JSON: rows for a spreadsheet, a page to print. */
export type Format = 'text/csv' | 'text/html';

/** One route, declared once: the gateway, the authorizer's scope, validation, OpenAPI and the test matrix derive from it. */
export interface Route {
  readonly kind: RouteKind;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  readonly scope: Scope;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Schema of the answer's body; none for 204 and for pages. */
  readonly output?: z.ZodType;
  readonly status?: 200 | 201 | 204;
  /** What the answer is also there as, for a caller whose Accept header prefers it. JSON is always there. */
  readonly formats?: readonly Format[];
  /** Only what this route adds to what its kind implies (see `impliedRefusals`). */
  readonly refusals?: readonly RefusalCode[];
}
export type Routes = Readonly<Record<string, Route>>;

/** One process's routes. Each is known by its name here: that is its operationId too. */
export interface RouteTable<R extends Routes = Routes> {
  /** The room under functions/ that implements them. */
  readonly process: string;
  /** One sentence on the process, for the reader of the API's docs. */
  readonly about: string;
  readonly routes: R;
}

/** Declares the routes of a process. */
export const declareRoutes = <const R extends Routes>(table: RouteTable<R>): RouteTable<R> => table;

export const needsIdempotencyKey = (kind: RouteKind): boolean => kind === 'create' || kind === 'act';
export const needsIfMatch = (kind: RouteKind): boolean => kind === 'act' || kind === 'change';
export const takesIfMatch = (kind: RouteKind): boolean => needsIfMatch(kind) || kind === 'replace';

/** What a route of this shape can refuse without its own words. */
export const impliedRefusals = (route: Route): RefusalCode[] => {
  if (route.kind === 'page') return [];
  // Even a route that takes nothing refuses what it is sent: a body, a query parameter twice.
  const codes: RefusalCode[] = ['internal', 'invalid_input', 'body_too_large'];
  if (route.body) codes.push('malformed_json', 'unsupported_media_type');
  if (route.params) codes.push('not_found');
  if (route.kind === 'list') codes.push('invalid_cursor');
  if (needsIdempotencyKey(route.kind))
    codes.push('idempotency_key_required', 'idempotency_key_reused', 'idempotency_in_flight', 'busy');
  if (needsIfMatch(route.kind)) codes.push('if_match_required');
  if (takesIfMatch(route.kind)) codes.push('stale_revision', 'busy');
  return codes;
};

/** Everything the route can refuse, each once. */
export const refusalsOf = (route: Route): RefusalCode[] => [
  ...new Set([...impliedRefusals(route), ...(route.refusals ?? [])]),
];

type Shape<T> = T extends z.ZodType ? z.output<T> : undefined;
export type ParamsOf<R extends Route> = Shape<R['params']>;
export type QueryOf<R extends Route> = Shape<R['query']>;
export type BodyOf<R extends Route> = Shape<R['body']>;
export type OutputOf<R extends Route> = R['output'] extends z.ZodType ? z.input<R['output']> : undefined;
