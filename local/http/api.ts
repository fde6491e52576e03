import type { Ground, Resource } from '../parts.ts';
import type { CorsConfiguration } from './cors.ts';
import type { Identity } from './identity.ts';
import { JwtAuthorizer } from './jwt-authorizer.ts';
import type { ApiPlace } from './request-event.ts';
import { Routes } from './routes.ts';

/** A route with all that its requests need, found once. */
export interface ApiRoute {
  routeKey: string;
  /** ARN of the function behind it. */
  functionArn: string;
  /** Milliseconds of real time that the function may take. */
  timeoutMs: number;
  authorizer: JwtAuthorizer | undefined;
  /** The header that holds the token, in lower case. */
  identityHeader: string;
  scopes: string[];
}
export interface Api {
  place: ApiPlace;
  cors: CorsConfiguration | undefined;
  routes: Routes<ApiRoute>;
}

const longestTimeoutMs = 30_000;

/**
 * Reads the template's HTTP API. Refuses (throws) a stack with none or several, an integration that is not a Lambda
 * proxy of payload format 2.0, an authorizer that is not a JWT one, and what API Gateway itself refuses.
 */
export function readApi(ground: Ground, identity: Identity): Api {
  const { stack } = ground;
  const [api, ...others] = stack.ofType('AWS::ApiGatewayV2::Api');
  if (api === undefined || others.length > 0)
    throw new Error('The runner serves exactly one AWS::ApiGatewayV2::Api');
  const stage = stack.ofType('AWS::ApiGatewayV2::Stage')[0]?.properties;
  const authorizers = new Map<string, { authorizer: JwtAuthorizer; header: string }>();
  for (const resource of stack.ofType('AWS::ApiGatewayV2::Authorizer')) {
    authorizers.set(resource.ref, authorizerOf(resource, ground, identity));
  }
  const integrations = new Map(stack.ofType('AWS::ApiGatewayV2::Integration').map((one) => [one.ref, one]));
  const routes = new Routes<ApiRoute>();
  for (const { properties, logicalId } of stack.ofType('AWS::ApiGatewayV2::Route')) {
    const target = integrations.get(String(properties.Target).replace(/^integrations\//, ''));
    if (target === undefined) throw new Error(`${logicalId}: no integration ${properties.Target}`);
    const guard =
      properties.AuthorizationType === 'JWT' ? authorizers.get(properties.AuthorizerId) : undefined;
    if ((properties.AuthorizationType ?? 'NONE') !== 'NONE' && guard === undefined) {
      throw new Error(`${logicalId}: no JWT authorizer ${properties.AuthorizerId}`);
    }
    routes.add(properties.RouteKey, {
      routeKey: properties.RouteKey,
      ...integrationOf(target),
      authorizer: guard?.authorizer,
      identityHeader: guard?.header ?? '',
      scopes: properties.AuthorizationScopes ?? [],
    });
  }
  const place = {
    accountId: stack.account,
    apiId: api.ref,
    stage: stage?.StageName ?? '$default',
    stageVariables: stage?.StageVariables,
  };
  return { place, cors: api.properties.CorsConfiguration, routes };
}

/** The URI is the function's ARN, or API Gateway's own invocation path around it. */
function integrationOf({ properties, logicalId }: Resource): { functionArn: string; timeoutMs: number } {
  const functionArn = /arn:[^/]*:lambda:[^/]*/.exec(String(properties.IntegrationUri))?.[0];
  if (properties.IntegrationType !== 'AWS_PROXY' || functionArn === undefined) {
    throw new Error(`${logicalId}: only AWS_PROXY integrations of a function are served`);
  }
  if (properties.PayloadFormatVersion !== '2.0') {
    throw new Error(`${logicalId}: only payload format 2.0 is served`);
  }
  return { functionArn, timeoutMs: Number(properties.TimeoutInMillis ?? longestTimeoutMs) };
}

function authorizerOf(
  { properties, logicalId }: Resource,
  ground: Ground,
  identity: Identity,
): { authorizer: JwtAuthorizer; header: string } {
  if (properties.AuthorizerType !== 'JWT') throw new Error(`${logicalId}: only JWT authorizers are served`);
  const source = [properties.IdentitySource].flat()[0] ?? '$request.header.Authorization';
  const header = /^\$request\.header\.(.+)$/.exec(source)?.[1];
  if (header === undefined) throw new Error(`${logicalId}: only a header can be the identity source`);
  const authorizer = new JwtAuthorizer(properties.JwtConfiguration ?? {}, ground.clock, identity.publicKey);
  return { authorizer, header: header.toLowerCase() };
}
