import type { Functions, Ground, Resource } from '../parts.ts';
import type { CorsConfiguration } from './cors.ts';
import { type Guard, guardOf } from './guard.ts';
import type { Identity } from './identity.ts';
import type { ApiPlace } from './request-event.ts';
import { Routes } from './routes.ts';

/** A route with all that its requests need, found once. */
export interface ApiRoute {
  routeKey: string;
  /** ARN of the function behind it. */
  functionArn: string;
  /** Milliseconds of real time that the function may take. */
  timeoutMs: number;
  guard: Guard | undefined;
}
export interface Api {
  place: ApiPlace;
  cors: CorsConfiguration | undefined;
  routes: Routes<ApiRoute>;
}

const longestTimeoutMs = 30_000;

/**
 * Reads the template's HTTP API. Refuses (throws) a stack with none or several, an integration that is not a Lambda
 * proxy of payload format 2.0, and what API Gateway itself refuses.
 */
export function readApi(ground: Ground, functions: Functions, identity: Identity): Api {
  const { stack } = ground;
  const [api, ...others] = stack.ofType('AWS::ApiGatewayV2::Api');
  if (api === undefined || others.length > 0)
    throw new Error('The runner serves exactly one AWS::ApiGatewayV2::Api');
  const stage = stack.ofType('AWS::ApiGatewayV2::Stage')[0]?.properties;
  const place = {
    accountId: stack.account,
    apiId: api.ref,
    stage: stage?.StageName ?? '$default',
    stageVariables: stage?.StageVariables,
  };
  const authorizers = new Map(
    stack
      .ofType('AWS::ApiGatewayV2::Authorizer')
      .map((one) => [one.ref, guardOf(one, place, ground, functions, identity)]),
  );
  const integrations = new Map(stack.ofType('AWS::ApiGatewayV2::Integration').map((one) => [one.ref, one]));
  const routes = new Routes<ApiRoute>();
  for (const { properties, logicalId } of stack.ofType('AWS::ApiGatewayV2::Route')) {
    const target = integrations.get(String(properties.Target).replace(/^integrations\//, ''));
    if (target === undefined) throw new Error(`${logicalId}: no integration ${properties.Target}`);
    const open = (properties.AuthorizationType ?? 'NONE') === 'NONE';
    const guard = open ? undefined : authorizers.get(properties.AuthorizerId);
    if (!open && guard === undefined)
      throw new Error(`${logicalId}: no authorizer ${properties.AuthorizerId}`);
    routes.add(properties.RouteKey, {
      routeKey: properties.RouteKey,
      ...integrationOf(target),
      guard: guard?.(properties.RouteKey, properties.AuthorizationScopes ?? []),
    });
  }
  return { place, cors: api.properties.CorsConfiguration, routes };
}

/** The URI is the function's ARN, or API Gateway's own invocation path around it. */
function integrationOf({ properties, logicalId }: Resource): { functionArn: string; timeoutMs: number } {
  const functionArn = /arn:[^:/]+:lambda:[^/]+/.exec(String(properties.IntegrationUri))?.[0];
  if (properties.IntegrationType !== 'AWS_PROXY' || functionArn === undefined) {
    throw new Error(`${logicalId}: only AWS_PROXY integrations of a function are served`);
  }
  if (properties.PayloadFormatVersion !== '2.0') {
    throw new Error(`${logicalId}: only payload format 2.0 is served`);
  }
  return { functionArn, timeoutMs: Number(properties.TimeoutInMillis ?? longestTimeoutMs) };
}
