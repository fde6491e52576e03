import type { Functions, Ground, Resource } from '../parts.ts';
import type { Identity } from './identity.ts';
import { JwtAuthorizer } from './jwt-authorizer.ts';
import { RequestAuthorizer } from './request-authorizer.ts';
import type { ApiPlace, ApiRequest } from './request-event.ts';

export interface Denied {
  ok: false;
  /** 500 where the authorizer itself failed. */
  status: 401 | 403 | 500;
  /** What `www-authenticate` says, where there is something to say. */
  challenge?: string;
}
/** What an authorizer found; `authorizer` goes into the event's request context. */
export type Authorization = { ok: true; authorizer: object } | Denied;

/** Judges a request for one route; at once where it can. */
export type Guard = (
  request: ApiRequest,
  parameters: Record<string, string> | undefined,
) => Authorization | Promise<Authorization>;

/** The guard of each route that an authorizer of the template protects: JWT, or a Lambda function (REQUEST, format 2.0). */
export function guardOf(
  { properties, logicalId }: Resource,
  place: ApiPlace,
  ground: Ground,
  functions: Functions,
  identity: Identity,
): (routeKey: string, scopes: string[]) => Guard {
  const sources: string[] = [properties.IdentitySource ?? '$request.header.Authorization'].flat();
  if (properties.AuthorizerType === 'REQUEST') {
    const authorizer = new RequestAuthorizer({ properties, logicalId, sources, place }, ground, functions);
    return (routeKey) => (request, parameters) => authorizer.authorize(request, routeKey, parameters);
  }
  if (properties.AuthorizerType !== 'JWT')
    throw new Error(`${logicalId}: no authorizer of type ${properties.AuthorizerType} is served`);
  const header = /^\$request\.header\.(.+)$/.exec(sources[0] ?? '')?.[1]?.toLowerCase();
  if (header === undefined)
    throw new Error(`${logicalId}: only a header can be the identity source of a JWT authorizer`);
  const authorizer = new JwtAuthorizer(properties.JwtConfiguration ?? {}, ground.clock, identity.publicKey);
  return (_, scopes) => (request) => authorizer.authorize(request.headers[header], scopes);
}
