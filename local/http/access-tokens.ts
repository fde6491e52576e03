import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { ClientSettings, PoolClient } from './pool-clients.ts';
import type { Pool } from './pools.ts';

const unitSeconds = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;

/**
 * How long a client's access tokens are good, in seconds: AccessTokenValidity in its unit (hours unless
 * TokenValidityUnits says otherwise), one hour where the client says nothing.
 * Source: Cognito API reference, CreateUserPoolClient.
 */
export function accessTokenSeconds(settings: ClientSettings): number {
  const validity = Number(settings.AccessTokenValidity ?? 0);
  if (validity === 0) return 3600;
  return validity * unitSeconds[settings.TokenValidityUnits?.AccessToken ?? 'hours'];
}

/**
 * Signs the access token of a client credentials grant: Cognito's claims for machines, which have no `aud`.
 * `now` is epoch ms by the runner's clock.
 * Source: Cognito developer guide, "Understanding the access token".
 */
export function signAccessToken(
  pool: Pool,
  client: PoolClient,
  scopes: string[],
  now: number,
): Promise<string> {
  const issuedAt = Math.floor(now / 1000);
  const claims = {
    sub: client.id,
    token_use: 'access',
    scope: scopes.join(' '),
    auth_time: issuedAt,
    iss: pool.issuer,
    exp: issuedAt + accessTokenSeconds(client.settings),
    iat: issuedAt,
    version: 2,
    jti: randomUUID(),
    client_id: client.id,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ kid: pool.keys.kid, alg: 'RS256' })
    .sign(pool.keys.privateKey);
}
