import type { KeyObject } from 'node:crypto';
import { compactVerify, errors } from 'jose';
import type { Clock } from '../parts.ts';

/** What API Gateway hands to the integration of a route with a JWT authorizer. */
export interface JwtContext {
  /** Every claim as text. */
  claims: Record<string, string>;
  /** The route's scopes that the token has; null for a route that asks for none. */
  scopes: string[] | null;
}
export type JwtAuthorization = { ok: true; authorizer: { jwt: JwtContext } } | Denial;
/** 401 and 403 with what `www-authenticate` says. */
export interface Denial {
  ok: false;
  status: 401 | 403;
  challenge: string;
}

interface Verified {
  claims: Record<string, string>;
  scopes: string[];
  /** Epoch seconds. */
  exp: number;
}

/** Tokens that are kept with the outcome of their verification. */
const keptTokens = 5000;

/**
 * API Gateway's JWT authorizer. Checks the signature (RSA only, by the issuer's key of the token's `kid`), `iss`, `aud`
 * (or `client_id` where there is no `aud`), `exp`, `nbf`, `iat`, and that the token has at least one of the route's scopes.
 * It does not look at `token_use`: as at AWS, what keeps ID tokens out of a route is that it asks for a scope.
 * A verified token is kept until it expires, so that a token that comes again costs a look into a map.
 * Source: API Gateway developer guide, "Control access to HTTP APIs with JWT authorizers".
 */
export class JwtAuthorizer {
  readonly #issuer: string;
  readonly #audience: Set<string>;
  readonly #clock: Clock;
  readonly #publicKey: (issuer: string, kid: string) => KeyObject | undefined;
  /** In order of use: the first is the one unused for longest. */
  readonly #verified = new Map<string, Verified>();

  /** Refuses an authorizer without an audience, as CreateAuthorizer does. */
  constructor(
    configuration: { Issuer?: string; Audience?: string[] },
    clock: Clock,
    publicKey: (issuer: string, kid: string) => KeyObject | undefined,
  ) {
    if (!configuration.Audience?.length) {
      throw new Error('Audience list must have at least 1 item for JWT Authorizer');
    }
    this.#issuer = configuration.Issuer ?? '';
    this.#audience = new Set(configuration.Audience);
    this.#clock = clock;
    this.#publicKey = publicKey;
  }

  /** Judges the value of the identity source: a token, or a token after `Bearer`. At once where the token is known. */
  authorize(
    identity: string | undefined,
    routeScopes: string[],
  ): JwtAuthorization | Promise<JwtAuthorization> {
    const token = identity?.replace(/^Bearer +/i, '');
    if (token === undefined || token === '') return { ok: false, status: 401, challenge: 'Bearer' };
    const known = this.#verified.get(token);
    if (known !== undefined) {
      this.#verified.delete(token);
      if (known.exp <= this.#clock.now() / 1000) return invalid('the token has expired');
      this.#verified.set(token, known);
      return permit(known, routeScopes);
    }
    return this.#verify(token).then(
      (verified) => permit(verified, routeScopes),
      (error: unknown) => invalid(reasonOf(error)),
    );
  }

  async #verify(token: string): Promise<Verified> {
    const { payload } = await compactVerify(
      token,
      ({ kid }) => {
        const key = this.#publicKey(this.#issuer, kid ?? '');
        if (key === undefined) throw new Refusal('the token was not signed by a known key');
        return key;
      },
      { algorithms: ['RS256', 'RS384', 'RS512'] },
    );
    const claims = claimsOf(payload);
    this.#check(claims);
    const scopes = scopesOf(claims.scope ?? claims.scp);
    const verified = { claims: textOf(claims), scopes, exp: claims.exp as number };
    this.#verified.set(token, verified);
    if (this.#verified.size > keptTokens) {
      for (const oldest of this.#verified.keys()) {
        this.#verified.delete(oldest);
        break;
      }
    }
    return verified;
  }

  #check(claims: Record<string, unknown>): void {
    const now = this.#clock.now() / 1000;
    if (claims.iss !== this.#issuer) throw new Refusal('the token does not have a valid issuer');
    const audiences = [claims.aud ?? claims.client_id].flat();
    if (!audiences.some((one) => typeof one === 'string' && this.#audience.has(one))) {
      throw new Refusal('the token does not have a valid audience');
    }
    if (typeof claims.exp !== 'number' || claims.exp <= now) throw new Refusal('the token has expired');
    if (claims.nbf !== undefined && !(Number(claims.nbf) <= now))
      throw new Refusal('the token is not valid yet');
    if (claims.iat !== undefined && !(Number(claims.iat) <= now))
      throw new Refusal('the token is not valid yet');
  }
}

/** A reason for 401 that may be told. */
class Refusal extends Error {}

function permit(verified: Verified, routeScopes: string[]): JwtAuthorization {
  const { claims } = verified;
  if (routeScopes.length === 0) return { ok: true, authorizer: { jwt: { claims, scopes: null } } };
  const scopes = routeScopes.filter((scope) => verified.scopes.includes(scope));
  if (scopes.length > 0) return { ok: true, authorizer: { jwt: { claims, scopes } } };
  const asked = routeScopes.join(' ');
  return {
    ok: false,
    status: 403,
    challenge: `Bearer scope="${asked}" error="insufficient_scope" error_description="the token does not have a required scope"`,
  };
}

function invalid(reason: string): Denial {
  const challenge = `Bearer scope="" error="invalid_token" error_description="${reason}"`;
  return { ok: false, status: 401, challenge };
}

function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the token has an invalid signature';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the token has an algorithm that is not allowed';
  return 'the token is malformed';
}

function claimsOf(payload: Uint8Array): Record<string, unknown> {
  const claims: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
  if (typeof claims === 'object' && claims !== null) return claims as Record<string, unknown>;
  throw new Refusal('the token is malformed');
}

function scopesOf(scope: unknown): string[] {
  if (Array.isArray(scope)) return scope.map(String);
  return typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : [];
}

/** As events carry claims: text as it is, lists as `[a b]`, the rest as JSON writes it. */
function textOf(claims: Record<string, unknown>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(claims)) {
    if (typeof value === 'string') texts[name] = value;
    else texts[name] = Array.isArray(value) ? `[${value.join(' ')}]` : JSON.stringify(value);
  }
  return texts;
}
