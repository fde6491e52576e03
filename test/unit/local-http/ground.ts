import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { createGateway } from '../../../local/http/gateway.ts';
import { createIdentity, type Identity } from '../../../local/http/identity.ts';
import type { Functions, Ground, Invocation, Resource } from '../../../local/parts.ts';

export const region = 'eu-central-1';
export const poolId = `${region}_Pool`;
export const issuer = `https://cognito-idp.${region}.amazonaws.com/${poolId}`;
export const functionArn = `arn:aws:lambda:${region}:111122223333:function:things`;

export function resource(type: string, ref: string, properties: Record<string, unknown>): Resource {
  return { logicalId: `Logical${ref}`, type, ref, arn: `arn:aws:test:::${ref}`, properties };
}

/** A ground on a store in memory, whose clock stands still until a test moves it. */
export function groundOf(resources: Resource[], store = new DatabaseSync(':memory:')) {
  const clock = {
    time: Date.UTC(2026, 0, 15, 12, 0, 0),
    now: () => clock.time,
    at: () => () => {},
    advance: async (ms: number) => {
      clock.time += ms;
    },
    offset: new SharedArrayBuffer(8),
  };
  const lines: Record<string, unknown>[] = [];
  const ground: Ground = {
    stack: {
      name: 'test',
      region,
      account: '111122223333',
      resources: new Map(resources.map((one) => [one.logicalId, one])),
      outputs: {},
      ofType: (type) => resources.filter((one) => one.type === type),
      assetPath: () => '/nowhere',
    },
    clock,
    activity: { begin: () => () => {}, idle: async () => {}, addSource: () => {} },
    store,
    log: (line) => lines.push(line),
  };
  return { ground, clock, lines };
}

/** A pool with two scopes and one machine client, `seedclient`. */
export const identityResources = (client: Record<string, unknown> = {}): Resource[] => [
  resource('AWS::Cognito::UserPool', poolId, {}),
  resource('AWS::Cognito::UserPoolResourceServer', 'cosell', {
    UserPoolId: poolId,
    Identifier: 'cosell',
    Scopes: [{ ScopeName: 'things:read' }, { ScopeName: 'things:write' }],
  }),
  resource('AWS::Cognito::UserPoolClient', 'seedclient', {
    UserPoolId: poolId,
    ClientName: 'seed',
    GenerateSecret: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: ['cosell/things:read', 'cosell/things:write'],
    ...client,
  }),
];

const guarded = { AuthorizationType: 'JWT', AuthorizerId: 'auth' };

/** An API whose every route is served by one function; `things:read` guards the GETs. */
export const apiResources = (api: Record<string, unknown> = {}, integration = {}): Resource[] => [
  resource('AWS::ApiGatewayV2::Api', 'api1', { ProtocolType: 'HTTP', ...api }),
  resource('AWS::ApiGatewayV2::Stage', '$default', { StageName: '$default' }),
  resource('AWS::ApiGatewayV2::Integration', 'int', {
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: functionArn,
    PayloadFormatVersion: '2.0',
    ...integration,
  }),
  resource('AWS::ApiGatewayV2::Authorizer', 'auth', {
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Issuer: issuer, Audience: ['seedclient'] },
  }),
  ...Object.entries({
    'GET /v1/things/{id}': { ...guarded, AuthorizationScopes: ['cosell/things:read', 'cosell/all'] },
    'GET /v1/any-token': guarded,
    'POST /v1/things': {},
    'ANY /open/{proxy+}': {},
  }).map(([RouteKey, more], place) =>
    resource('AWS::ApiGatewayV2::Route', `route${place}`, { RouteKey, Target: 'integrations/int', ...more }),
  ),
];

export interface Stand {
  base: string;
  identity: Identity;
  clock: ReturnType<typeof groundOf>['clock'];
  lines: Record<string, unknown>[];
  /** The events that the function was given. */
  events: Record<string, unknown>[];
  /** What a function answers from now on: the one behind the routes, or the one named. */
  answer(invocation: Invocation | Promise<Invocation>, arn?: string): void;
  token(form?: Record<string, string>): Promise<string>;
  close(): Promise<void>;
}

/** A server with the gateway and the identity on it, and a function that answers what it is told to. */
export async function standUp(resources = [...apiResources(), ...identityResources()]): Promise<Stand> {
  const { ground, clock, lines } = groundOf(resources);
  const events: Record<string, unknown>[] = [];
  const hello: Invocation = { ok: true, payload: { statusCode: 200, body: 'hello' } };
  const answers = new Map<string, Invocation | Promise<Invocation>>();
  const functions: Functions = {
    invoke: async (arn, event) => {
      events.push(event as Record<string, unknown>);
      return answers.get(arn) ?? hello;
    },
  };
  const identity = createIdentity(ground, 'http://runner');
  const gateway = createGateway(ground, functions, identity);
  const server: Server = createServer((request, response) => {
    const part = identity.serves(request.url?.split('?')[0] ?? '') ? identity.oauthHandle : gateway.handle;
    part(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    base,
    identity,
    clock,
    lines,
    events,
    answer: (invocation, arn = functionArn) => {
      answers.set(arn, invocation);
    },
    async token(form = {}) {
      const body = new URLSearchParams({ grant_type: 'client_credentials', ...form });
      const basic = btoa(`seedclient:${identity.secretOf('seedclient')}`);
      const headers = { authorization: `Basic ${basic}` };
      const response = await fetch(`${base}/oauth2/token`, { method: 'POST', headers, body });
      return ((await response.json()) as { access_token: string }).access_token;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
