import * as z from 'zod';
import { type HttpEvent, parseRequest } from '../../../functions/platform/http/request.ts';
import type { Route, RouteKind } from '../../../functions/platform/route.ts';

/** Requests to a route of lamps, read as the platform reads them. */

const params = z.strictObject({ id: z.string().regex(/^lmp_\d+$/) });
const body = z.strictObject({
  name: z.string().min(1),
  tags: z.array(z.strictObject({ 'a/b~c': z.int() })).default([]),
});
export const query = z.strictObject({
  limit: z.coerce.number().int().max(100).default(25),
  lit: z.string().optional(),
});
const route = (kind: RouteKind, more: Partial<Route> = {}): Route => ({
  kind,
  method: 'POST',
  path: '/v1/lamps/{id}',
  scope: 'lamps:write',
  summary: 'Lamps',
  params,
  ...(['create', 'act', 'change', 'replace'].includes(kind) && { body }),
  ...(kind === 'list' && { query }),
  ...more,
});
export const event = (given: Partial<HttpEvent> & { method?: string } = {}): HttpEvent => ({
  routeKey: 'POST /v1/lamps/{id}',
  rawPath: '/v1/lamps/lmp_1',
  pathParameters: { id: 'lmp_1' },
  requestContext: { requestId: 'r1', http: { method: given.method ?? 'POST', path: '/v1/lamps/lmp_1' } },
  ...given,
  headers: {
    'content-type': 'application/json',
    'idempotency-key': 'k1',
    'if-match': '"3"',
    ...given.headers,
  },
});
export const parse = (
  kind: RouteKind,
  text: string,
  given: Parameters<typeof event>[0] = {},
  more: Partial<Route> = {},
) => parseRequest(route(kind, more), event(given), text);
export const refusal = (...given: Parameters<typeof parse>) => {
  const parsed = parse(...given);
  return parsed.ok ? undefined : parsed.refusal;
};
export const faults = (...given: Parameters<typeof parse>) =>
  refusal(...given)?.errors?.map(({ pointer, code }) => `${pointer} ${code}`);
