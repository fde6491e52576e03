import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../../functions/contract/catalogue.ts';
import {
  declaredRoute,
  gatewayRoutes,
  reachedKey,
  routeScopes,
} from '../../../functions/platform/gateway.ts';
import type { RouteTable } from '../../../functions/platform/route.ts';
import { Routes } from '../../../local/http/routes.ts';

/** A process whose routes are `METHOD path scope`; each is named by its method and path. */
const room = (process: string, ...lines: string[]): RouteTable => ({
  process,
  about: process,
  routes: Object.fromEntries(
    lines.map((line) => {
      const [method, path, scope] = line.split(' ');
      return [`${method} ${path}`, { kind: 'read', summary: line, method, path, scope } as never];
    }),
  ),
});
const keysOf = (...tables: RouteTable[]): string[] =>
  gatewayRoutes(tables).map(({ method, path }) => `${method} ${path}`);

/** What the gateway makes of a request, by the rules of API Gateway's choice, and the process behind it. */
const reach = (tables: readonly RouteTable[], method: string, path: string) => {
  const routes = new Routes<{ key: string; process: string }>();
  for (const route of gatewayRoutes(tables)) {
    const key = `${route.method} ${route.path}`;
    routes.add(key, { key, process: route.process });
  }
  const match = routes.match(method, path);
  if (!match) return undefined;
  const { key, process } = match.route;
  const reached = {
    routeKey: key,
    pathParameters: match.parameters ?? {},
    requestContext: { http: { method } },
  };
  const table = tables.find((one) => one.process === process);
  return { ...declaredRoute(table?.routes ?? {}, reached), scope: routeScopes(tables)[reachedKey(reached)] };
};

const declared = catalogue.flatMap(({ routes }) => Object.entries(routes));

describe('every declared route', () => {
  test.each(declared)(
    '%s is reached, with its own parameters and its scope',
    (name, { method, path, scope }) => {
      const sent = path.replaceAll(/\{(\w+)\}/g, 'a%2Fb-$1');
      const own = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => [parameter, `a/b-${parameter}`]);
      expect(reach(catalogue, method, sent)).toEqual({
        name,
        parameters: Object.fromEntries(own),
        scope: scope === 'public' ? undefined : scope,
      });
    },
  );
  test('names no parameter as the gateway does', () => {
    expect(declared.filter(([, { path }]) => /\{s\d+\}/.test(path))).toEqual([]);
  });
});

describe('a route of the gateway is shared', () => {
  test('by what has the same place behind a collection, whatever the method', () => {
    const a = room(
      'a',
      ...['GET /v1/as a:read', 'POST /v1/as a:write', 'GET /v1/as/{id} a:read', 'GET /v1/as/overview a:read'],
      ...['POST /v1/as/{id}/go a:write', 'POST /v1/as/{id}/stop a:write', 'GET /v1/as/{id}/log a:read'],
      ...['PUT /v1/as/external/{system}/{theirs} a:write', 'PUT /v1/as/{id}/notes/{note} a:write'],
    );
    expect(keysOf(a)).toEqual([
      'ANY /v1/as',
      'ANY /v1/as/{s1}',
      'ANY /v1/as/{s1}/{s2}',
      'ANY /v1/as/{s1}/{s2}/{s3}',
    ]);
    expect(reach([a], 'GET', '/v1/as/overview')).toMatchObject({
      name: 'GET /v1/as/overview',
      parameters: {},
    });
    expect(reach([a], 'GET', '/v1/as/7')).toMatchObject({ name: 'GET /v1/as/{id}', parameters: { id: '7' } });
    expect(reach([a], 'PUT', '/v1/as/external/crm/00%2F1')).toMatchObject({
      name: 'PUT /v1/as/external/{system}/{theirs}',
      parameters: { system: 'crm', theirs: '00/1' },
    });
  });
  test('with its own path, where that is one', () => {
    expect(keysOf(room('a', 'GET /v1/as/{id} a:read', 'PATCH /v1/as/{id} a:write'))).toEqual([
      'ANY /v1/as/{id}',
    ]);
  });
  test.each([
    ['pages', room('a', 'GET /go/{id} public', 'POST /go/{id} public')],
    [
      'two scopes of one method',
      room('a', 'POST /v1/as/{id}/go a:write', 'POST /v1/as/{id}/pay money:write'),
    ],
  ])('never by %s', (_, table) => {
    expect(keysOf(table)).toEqual(Object.keys(table.routes));
  });
  test('never by two processes', () => {
    const [one, other] = [room('a', 'GET /v1/as/{id}/go a:read'), room('b', 'GET /v1/as/{id}/stop a:read')];
    expect(keysOf(one, other)).toEqual(['GET /v1/as/{id}/go', 'GET /v1/as/{id}/stop']);
  });
});

describe('a right to little opens nothing more', () => {
  const tables = [
    room('a', 'POST /v1/as/{id}/go a:write', 'GET /v1/as/{id}/log a:read', 'GET /v1/as/{id}/b/c operator'),
    room('b', 'GET /v1/bs/{id}/log b:read', 'GET /v1/bs/{id}/secrets operator'),
  ];
  test.each([
    ['/v1/as/1/b%2Fc', 'a word with a slash in it'],
    ['/v1/as/1/%7Bs2%7D', 'the gateway’s own name'],
    ['/v1/as/1/{id}', 'a name of ours'],
    ['/v1/as/1/', 'no word'],
    ['/v1/as/1/log/', 'one segment more'],
  ])('%s: %s', (path) => {
    expect(reach(tables, 'GET', path)?.name).toBeUndefined();
  });
  test('a word that is spelt otherwise needs the same scope, or leads to nothing', () => {
    expect(reach(tables, 'GET', '/v1/bs/1/secrets')?.scope).toBe('operator');
    expect(reach(tables, 'GET', '/v1/bs/1/%73ecrets')).toBeUndefined();
    expect(reach(tables, 'GET', '/v1/as/1/%6Cog')).toMatchObject({
      name: 'GET /v1/as/{id}/log',
      scope: 'a:read',
    });
  });
  test('a method that is not declared has neither route nor scope', () => {
    expect(reach(tables, 'DELETE', '/v1/as/1/go')).toEqual({ scope: undefined });
  });
});
