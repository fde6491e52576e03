import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../../functions/contract/catalogue.ts';
import { root } from '../../house/sources.ts';
import { joined, type Stack } from '../synthesised.ts';

/** What the gateway itself adds: the answer to every path for which no route is declared. */
const ANY_OTHER = '$default';

export const apiSentences = ({ one, of, named, template }: Stack): void => {
  const routes = new Map(
    of('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [String(Properties.RouteKey), Properties]),
  );
  const declared = catalogue.flatMap(({ process, routes: all }) =>
    Object.entries(all).map(([name, route]) => ({
      process,
      name,
      key: `${route.method} ${route.path}`,
      ...route,
    })),
  );
  /** The key by which the gateway's rules choose for a declared route: itself, its path whatever the method, its place. */
  const keyFor = (key: string): string => {
    const path = key.split(' ')[1] ?? '';
    const [version, collection, ...behind] = path.slice(1).split('/');
    const place = [version, collection, ...behind.map((_, at) => `{s${at + 1}}`)].join('/');
    const choices = [key, `ANY ${path}`, `ANY /${place}`];
    return choices.find((choice) => routes.has(choice)) ?? `nothing for ${key}`;
  };
  /** The function behind a route, through its integration. */
  const functionOf = (key: string): string => {
    const integration = /<(\w+)>/.exec(joined(routes.get(key)?.Target))?.[1] ?? '';
    return named(template.Resources[integration]?.Properties.IntegrationUri);
  };

  describe('the API', () => {
    test('leads to every route that is declared, and has no route that leads to none', () => {
      const used = new Set(declared.map(({ key }) => keyFor(key)));
      expect([...routes.keys()].sort()).toEqual([...used, ANY_OTHER].sort());
    });
    test.each(declared.filter(({ scope }) => scope !== 'public').map(({ key }) => key))(
      '%s is guarded by the authorizer',
      (key) => {
        const route = routes.get(keyFor(key));
        expect(route).toMatchObject({ AuthorizationType: 'CUSTOM' });
        expect(named(route?.AuthorizerId)).toBe(of('AWS::ApiGatewayV2::Authorizer')[0]?.[0]);
      },
    );
    test('leaves nothing else unguarded than the approval page, the contract, and what there is not', () => {
      const open = [...routes]
        .filter(([, { AuthorizationType }]) => AuthorizationType !== 'CUSTOM')
        .map(([key]) => key);
      const isPublic = declared.filter(({ scope }) => scope === 'public').map(({ key }) => key);
      expect(open.sort()).toEqual([...isPublic, ANY_OTHER].sort());
      for (const key of isPublic)
        expect(key).toMatch(/ \/(?:approve\/|docs|openapi|asyncapi|events\/)|^GET \/$/);
    });
    test.each(declared.map(({ key, process }) => [key, process] as const))(
      '%s is answered by %s',
      (key, process) => {
        const name = `${process.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}Function`;
        expect(functionOf(keyFor(key))).toMatch(new RegExp(`^${name}[0-9A-F]{8}$`));
      },
    );
    test('answers what is not there by the contract, which says what there is', () => {
      expect(functionOf(ANY_OTHER)).toMatch(/^ContractFunction/);
    });
  });

  describe('the authorizer', () => {
    const { Properties } = one('AWS::ApiGatewayV2::Authorizer');
    test('is asked once a minute for each token, route and method: its answer depends on all three', () => {
      expect(Properties).toMatchObject({
        AuthorizerType: 'REQUEST',
        AuthorizerPayloadFormatVersion: '2.0',
        EnableSimpleResponses: true,
        IdentitySource: ['$request.header.Authorization', '$context.routeKey', '$context.httpMethod'],
        AuthorizerResultTtlInSeconds: 60,
      });
    });
    test('has the scope of every guarded route in its bundle, and none in its environment', () => {
      const text = readFileSync(join(root, '.build', 'bundles', 'authorizer', 'index.mjs'), 'utf8');
      const built = [...text.matchAll(/"([A-Z]+ \/[^"]*)":"([^"]*)"/g)].map(([, key, scope]) => [key, scope]);
      const known = Object.fromEntries(built) as Record<string, string>;
      for (const { key, scope } of declared.filter((one) => one.scope !== 'public')) {
        const path = keyFor(key).split(' ')[1];
        expect([key, known[`${key.split(' ')[0]} ${path}`]]).toEqual([key, scope]);
      }
      expect(text).not.toContain('ROUTE_SCOPES');
    });
  });

  describe('identity', () => {
    test('offers a scope for each that a route asks for, and no other', () => {
      const offered = (
        one('AWS::Cognito::UserPoolResourceServer').Properties.Scopes as { ScopeName: string }[]
      ).map(({ ScopeName }) => ScopeName);
      const wanted = [...new Set(declared.map(({ scope }) => scope))].filter((scope) => scope !== 'public');
      expect(offered.sort()).toEqual([...wanted].sort());
    });
    test('lets nobody sign up', () => {
      expect(one('AWS::Cognito::UserPool').Properties.AdminCreateUserConfig).toEqual({
        AllowAdminCreateUserOnly: true,
      });
    });
    test('gives the operator client credentials, its own scope alone, and tokens of an hour', () => {
      const { Properties } = one('AWS::Cognito::UserPoolClient');
      expect(Properties).toMatchObject({
        GenerateSecret: true,
        AllowedOAuthFlows: ['client_credentials'],
        AccessTokenValidity: 60,
        TokenValidityUnits: { AccessToken: 'minutes' },
      });
      expect((Properties.AllowedOAuthScopes as unknown[]).map(joined)).toEqual([
        expect.stringMatching(/\/operator$/),
      ]);
    });
  });
};
