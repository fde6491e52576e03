import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { systemClock } from '../platform/clock.ts';
import { type Reached, reachedKey } from '../platform/gateway.ts';
import { callers } from '../platform/http/caller.ts';
import { log } from '../platform/log.ts';
import { connect, openTable, tableName } from '../platform/table.ts';

/**
 * Who may call which route. API Gateway's own JWT authorizer would have to list every client id as an audience (Cognito's
 * machine tokens carry no other), fifty at most, and clients come and go: so this function verifies instead, and the
 * gateway remembers its answer a minute for each token and route. It also finds the organisation, once for all functions.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
interface AuthorizerEvent extends Reached {
  headers: Record<string, string | undefined>;
}
interface Verdict {
  isAuthorized: boolean;
  context?: Record<string, string>;
}

const issuer = process.env.ISSUER ?? '';
const keys = createRemoteJWKSet(new URL(process.env.KEYS_URL ?? `${issuer}/.well-known/jwks.json`));
/** The scope that each method of each of the gateway's routes asks for: the stack collects them from the declarations, and builds them into the bundle. */
const scopes = JSON.parse(process.env.ROUTE_SCOPES ?? '{}') as Record<string, string>;
const callerOf = callers(openTable(connect(), tableName()), systemClock);

/** The word that makes the gateway answer 401; anything else thrown would be a 500. */
class Unauthorized extends Error {
  constructor() {
    super('Unauthorized');
  }
}

/** A set of keys that does not come in time, comes with another status than 200, or is none. */
const keysMissing: ReadonlySet<string> = new Set(
  [errors.JWKSTimeout, errors.JWKSInvalid, errors.JOSEError].map(({ code }) => code),
);

const verified = async (
  authorization: string | undefined,
): Promise<{ clientId: string; scopes: string[] }> => {
  const token = /^Bearer ([\w.-]+)$/i.exec(authorization ?? '')?.[1];
  if (!token) throw new Unauthorized();
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'client_id'],
      currentDate: new Date(systemClock.now()),
    });
    if (payload.token_use !== 'access')
      throw new errors.JWTClaimValidationFailed('not an access token', payload);
    return { clientId: String(payload.client_id), scopes: String(payload.scope ?? '').split(' ') };
  } catch (thrown) {
    // Keys that cannot be had are our fault (500), not the token's.
    if (!(thrown instanceof errors.JOSEError) || keysMissing.has(thrown.code)) throw thrown;
    log('info', 'token refused', { code: thrown.code });
    throw new Unauthorized();
  }
};

/**
 * Lambda entry. Refuses (403) a scope the token lacks, and a client that belongs to no organisation. A method that is not
 * declared needs no scope: the process answers 404, whoever asks.
 */
export const handler = async (event: AuthorizerEvent): Promise<Verdict> => {
  const token = await verified(event.headers.authorization);
  const scope = scopes[reachedKey(event)];
  if (!scope && !event.routeKey.startsWith('ANY ')) return { isAuthorized: false };
  if (scope && !token.scopes.includes(`cosell/${scope}`)) return { isAuthorized: false };
  const { clientId } = token;
  if (scope === 'operator' || (!scope && token.scopes.includes('cosell/operator')))
    return {
      isAuthorized: true,
      context: { clientId, organizationId: 'operator', organizationName: 'Operator' },
    };
  const caller = await callerOf(clientId);
  return caller ? { isAuthorized: true, context: { ...caller } } : { isAuthorized: false };
};
