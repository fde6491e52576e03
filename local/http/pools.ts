import type { Ground } from '../parts.ts';
import { keysOf, type PoolKeys } from './pool-keys.ts';

/** A user pool of the template, as far as machines need one: who issues, with which key, for which scopes. */
export interface Pool {
  id: string;
  arn: string;
  /** `https://cognito-idp.<region>.amazonaws.com/<poolId>`: the issuer that the template's authorizers expect. */
  issuer: string;
  keys: PoolKeys;
  /** The scopes of the pool's resource servers, as tokens carry them: `<identifier>/<scope name>`. */
  scopes: Set<string>;
}

/** The user pools of the template by id, each with its durable keys and the scopes of its resource servers. */
export function poolsOf(ground: Ground): Map<string, Pool> {
  const { stack, store } = ground;
  const pools = new Map<string, Pool>();
  for (const { ref, arn } of stack.ofType('AWS::Cognito::UserPool')) {
    const issuer = `https://cognito-idp.${stack.region}.amazonaws.com/${ref}`;
    pools.set(ref, { id: ref, arn, issuer, keys: keysOf(store, ref), scopes: new Set() });
  }
  for (const { properties } of stack.ofType('AWS::Cognito::UserPoolResourceServer')) {
    const pool = pools.get(String(properties.UserPoolId));
    for (const { ScopeName } of (properties.Scopes ?? []) as { ScopeName: string }[]) {
      pool?.scopes.add(`${properties.Identifier}/${ScopeName}`);
    }
  }
  return pools;
}
