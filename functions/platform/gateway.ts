import type { Route, Routes, RouteTable } from './route.ts';

/** A route as the gateway knows it: a declared one, or all of a process that have the same place. */
export interface GatewayRoute {
  method: Route['method'] | 'ANY';
  /** `/v1/referrals/{s1}/{s2}`: whatever stands two segments behind the collection. */
  path: Route['path'];
  process: string;
  public: boolean;
}
interface Declared extends Pick<Route, 'method' | 'path' | 'scope'> {
  process: string;
}

const segmentsOf = (path: string): string[] => path.slice(1).split('/');
const isVariable = (segment: string): boolean => segment.startsWith('{');
/** How the gateway names the segments of a shared route; no declared route may name a parameter so. */
const nameOf = (behindCollection: number): string => `s${behindCollection}`;

/** `/v1/referrals/{id}/accept` has its place two segments behind `/v1/referrals`. */
const placeOf = (path: Route['path']): Route['path'] => {
  const [version, collection, ...behind] = segmentsOf(path);
  return `/${[version, collection, ...behind.map((_, at) => `{${nameOf(at + 1)}}`)].join('/')}`;
};

/** One process, no page for people, and one scope a method: whatever is written in a segment, it needs the same right. */
const mayShare = (group: readonly Declared[]): boolean =>
  group.every(
    ({ process, path, scope, method }) =>
      path.startsWith('/v1/') &&
      scope !== 'public' &&
      process === group[0]?.process &&
      group.every((other) => other.method !== method || other.scope === scope),
  );

interface Group {
  /** The path they share, or undefined where each keeps its own. */
  path: Route['path'] | undefined;
  declared: Declared[];
}
const groupsOf = (tables: readonly RouteTable[]): Group[] => {
  const all = tables.flatMap(({ process, routes }) =>
    Object.values(routes).map(({ method, path, scope }) => ({ method, path, scope, process })),
  );
  return [...Map.groupBy(all, ({ path }) => placeOf(path))].map(([place, declared]) => {
    const paths = [...new Set(declared.map(({ path }) => path))];
    return {
      path: declared.length > 1 && mayShare(declared) ? (paths.length > 1 ? place : paths[0]) : undefined,
      declared,
    };
  });
};

/** What the gateway is told: it takes 300 routes, which the declared ones would pass (docs/decisions, 9). */
export const gatewayRoutes = (tables: readonly RouteTable[]): GatewayRoute[] =>
  groupsOf(tables).flatMap(({ path, declared }): GatewayRoute[] =>
    path === undefined
      ? declared.map(({ scope, ...route }) => ({ ...route, public: scope === 'public' }))
      : [{ method: 'ANY', path, process: declared[0]?.process ?? '', public: false }],
  );

/** The scope that a method asks for at a path of the gateway, by `METHOD path`; without what is public. */
export const routeScopes = (tables: readonly RouteTable[]): Record<string, string> =>
  Object.fromEntries(
    groupsOf(tables).flatMap(({ path, declared }) =>
      declared
        .filter(({ scope }) => scope !== 'public')
        .map((route) => [`${route.method} ${path ?? route.path}`, route.scope]),
    ),
  );

/** What a request says of itself: the gateway's route, and what was really sent. */
export interface Reached {
  routeKey: string;
  pathParameters?: Record<string, string | undefined>;
  requestContext: { http: { method: string } };
}

/** `METHOD path` of the gateway's route, with the method that was sent. */
export const reachedKey = ({ routeKey, requestContext }: Reached): string =>
  routeKey.replace(/^ANY /, () => `${requestContext.http.method} `);

/** The declared route that is meant, by its name, and its own parameters. Undefined where there is none. */
export const declaredRoute = (
  routes: Routes,
  reached: Reached,
): { name: string; parameters: Record<string, string | undefined> } | undefined => {
  const [method = '', path = ''] = reachedKey(reached).split(' ');
  const sent = reached.pathParameters ?? {};
  const place = segmentsOf(path);
  const isShared = isVariable(place[2] ?? '') && place[2] === `{${nameOf(1)}}`;
  const found = Object.entries(routes)
    .filter(([, route]) => route.method === method)
    .filter(([, route]) => (isShared ? placeOf(route.path) : route.path) === path)
    .map(([name, route]) => ({ name, segments: segmentsOf(route.path) }))
    // What is sent in the place of a word of ours has to be that word.
    .filter(({ segments }) =>
      segments.every(
        (segment, at) => at < 2 || isVariable(segment) || !isShared || segment === sent[nameOf(at - 1)],
      ),
    )
    // Of several the one with most words, as the gateway chooses.
    .sort((a, b) => a.segments.filter(isVariable).length - b.segments.filter(isVariable).length)[0];
  if (!found || !isShared) return found && { name: found.name, parameters: sent };
  const own = found.segments.flatMap((segment, at) =>
    isVariable(segment) ? [[segment.slice(1, -1), sent[nameOf(at - 1)]]] : [],
  );
  return { name: found.name, parameters: Object.fromEntries(own) };
};
