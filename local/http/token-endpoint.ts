import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../parts.ts';
import { accessTokenSeconds, signAccessToken } from './access-tokens.ts';
import type { PoolClient, PoolClients } from './pool-clients.ts';
import type { Pool } from './pools.ts';

export interface TokenRequest {
  method: string;
  contentType: string | undefined;
  authorization: string | undefined;
  body: string;
}
export interface TokenAnswer {
  status: number;
  body: Record<string, unknown>;
}

type ErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope';

/** A refusal of the token endpoint. Cognito answers all of them with 400, a wrong secret too. */
const refuse = (error: ErrorCode, description?: string): TokenAnswer => ({
  status: 400,
  body: { error, ...(description === undefined ? {} : { error_description: description }) },
});

/**
 * Cognito's `/oauth2/token` for the client credentials grant: form-encoded, the client known by a Basic header or by
 * `client_id` and `client_secret` in the form; without `scope` the token carries all that the client is allowed.
 * Source: Cognito developer guide, "The token issuer endpoint"; RFC 6749 sections 2.3.1, 3.2, 4.4 and 5.2.
 */
export async function answerTokenRequest(
  request: TokenRequest,
  pools: ReadonlyMap<string, Pool>,
  clients: PoolClients,
  clock: Clock,
): Promise<TokenAnswer> {
  if (request.method !== 'POST') return { status: 405, body: { error: 'method_not_allowed' } };
  const form = formOf(request);
  if (form === undefined) return refuse('invalid_request');
  const grant = form.get('grant_type');
  if (grant === null || repeats(form)) return refuse('invalid_request');
  if (!['client_credentials', 'authorization_code', 'refresh_token'].includes(grant)) {
    return refuse('unsupported_grant_type');
  }
  const client = clientOf(request, form, clients);
  const pool = client && pools.get(client.poolId);
  if (client === undefined || pool === undefined) return refuse('invalid_client');

  const { settings } = client;
  if (grant !== 'client_credentials' || !settings.AllowedOAuthFlows?.includes('client_credentials')) {
    return refuse('unauthorized_client');
  }
  // Observed at Cognito: a client whose OAuth flows are not switched on is told this, not unauthorized_client.
  if (settings.AllowedOAuthFlowsUserPoolClient !== true) return refuse('invalid_grant');

  const scopes = scopesOf(form, settings.AllowedOAuthScopes ?? [], pool);
  if (scopes === undefined) return refuse('invalid_scope');
  const token = await signAccessToken(pool, client, scopes, clock.now());
  const seconds = accessTokenSeconds(settings);
  return { status: 200, body: { access_token: token, expires_in: seconds, token_type: 'Bearer' } };
}

function formOf(request: TokenRequest): URLSearchParams | undefined {
  const type = request.contentType?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/x-www-form-urlencoded' ? new URLSearchParams(request.body) : undefined;
}

/** RFC 6749 3.2: parameters must not be included more than once. */
function repeats(form: URLSearchParams): boolean {
  const names = [...form.keys()];
  return new Set(names).size !== names.length;
}

/** The client that the request proves to be. Only clients with a secret may use this grant. */
function clientOf(
  request: TokenRequest,
  form: URLSearchParams,
  clients: PoolClients,
): PoolClient | undefined {
  const shown = basicOf(request.authorization) ?? {
    id: form.get('client_id') ?? '',
    secret: form.get('client_secret') ?? '',
  };
  const inForm = form.get('client_id');
  if (inForm !== null && inForm !== shown.id) return undefined;
  const client = clients.get(shown.id);
  return client?.secret !== undefined && same(client.secret, shown.secret) ? client : undefined;
}

/** Basic credentials: the header's presence decides, so that a malformed one is not passed over for the form. */
function basicOf(authorization: string | undefined): { id: string; secret: string } | undefined {
  if (authorization === undefined) return undefined;
  const encoded = /^Basic +([A-Za-z0-9+/_-]+=*)$/i.exec(authorization)?.[1] ?? '';
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { id, secret: rest.join(':') };
}

/** Compares digests, so that neither the secret's length nor its first letters show in the time taken. */
function same(known: string, shown: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(known), digest(shown));
}

function scopesOf(form: URLSearchParams, allowed: string[], pool: Pool): string[] | undefined {
  const known = allowed.filter((scope) => pool.scopes.has(scope));
  const asked = [...new Set((form.get('scope') ?? '').split(' ').filter((scope) => scope !== ''))];
  const scopes = asked.length === 0 ? known : asked;
  return scopes.length > 0 && scopes.every((scope) => known.includes(scope)) ? scopes : undefined;
}
