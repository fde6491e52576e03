import type { KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AwsService, Ground } from '../parts.ts';
import { createCognitoService } from './cognito-service.ts';
import { openPoolClients } from './pool-clients.ts';
import { type Pool, poolsOf } from './pools.ts';
import { readBody } from './request-body.ts';
import { answerTokenRequest } from './token-endpoint.ts';

/** The runner's stand-in for Cognito. */
export interface Identity {
  /** The key that signed a token of this issuer under this id; undefined for any other. */
  publicKey(issuer: string, kid: string): KeyObject | undefined;
  /** Whether `oauthHandle` answers this path (without query). */
  serves(path: string): boolean;
  /** Answers `/oauth2/token`, `/{poolId}/.well-known/jwks.json` and `/{poolId}/.well-known/openid-configuration`. */
  oauthHandle(request: IncomingMessage, response: ServerResponse): void;
  /** The AWS API for app clients: signing name cognito-idp. */
  service: AwsService;
  /** A client's secret, for the seed of the local stack; undefined for an unknown or public client. */
  secretOf(clientId: string): string | undefined;
}

const formLimitBytes = 64 * 1024;

/**
 * Makes the Cognito stand-in from the template's user pools, resource servers and clients. Keys, secrets and clients
 * made through the API are in the store. `baseUrl` is where the runner answers HTTP; the issuer stays AWS's own.
 */
export function createIdentity(ground: Ground, baseUrl: string): Identity {
  const pools = poolsOf(ground);
  const clients = openPoolClients(ground);
  const byIssuer = new Map([...pools.values()].map((pool) => [pool.issuer, pool]));
  const documents = documentsOf(pools, baseUrl);

  const answerToken = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request, formLimitBytes);
    const { method = 'GET', headers } = request;
    const { 'content-type': contentType, authorization } = headers;
    const answer =
      body === undefined
        ? { status: 413, body: { error: 'invalid_request' } }
        : await answerTokenRequest(
            { method, contentType, authorization, body: body.toString('utf8') },
            pools,
            clients,
            ground.clock,
          );
    send(response, answer.status, answer.body);
  };

  return {
    publicKey(issuer, kid) {
      const keys = byIssuer.get(issuer)?.keys;
      return keys?.kid === kid ? keys.publicKey : undefined;
    },
    serves: (path) => path === '/oauth2/token' || documents.has(path),
    oauthHandle(request, response) {
      const path = (request.url ?? '/').split('?')[0] ?? '/';
      if (path === '/oauth2/token') {
        answerToken(request, response).catch((error: unknown) => {
          ground.log({ what: 'token endpoint failed', error: String(error) });
          send(response, 500, { error: 'server_error' });
        });
        return;
      }
      const document = documents.get(path);
      send(response, document === undefined ? 404 : 200, document ?? { message: 'Not Found' });
    },
    service: createCognitoService(pools, clients),
    secretOf: (clientId) => clients.get(clientId)?.secret,
  };
}

/** What OpenID Connect discovery finds, by path. */
function documentsOf(pools: ReadonlyMap<string, Pool>, baseUrl: string): Map<string, object> {
  const documents = new Map<string, object>();
  for (const { id, issuer, keys, scopes } of pools.values()) {
    documents.set(`/${id}/.well-known/jwks.json`, { keys: [keys.jwk] });
    documents.set(`/${id}/.well-known/openid-configuration`, {
      issuer,
      jwks_uri: `${baseUrl}/${id}/.well-known/jwks.json`,
      token_endpoint: `${baseUrl}/oauth2/token`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      grant_types_supported: ['client_credentials'],
      response_types_supported: ['code', 'token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: [...scopes],
    });
  }
  return documents;
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': text.length,
    // RFC 6749 5.1: an answer with a token must not be kept; Cognito says so on every answer.
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
  });
  response.end(text);
}
