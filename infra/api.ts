import { Duration } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { gatewayRoutes } from '../functions/platform/gateway.ts';
import type { RouteTable } from '../functions/platform/route.ts';
import { createLog, vendedLogs } from './logs.ts';
import type { Stage } from './stage.ts';

/**
 * What the gateway says of each request, also of those that reach no function: refused tokens, throttled calls, faults.
 * The route, never the path: a path can hold the secret of a link. No address of anybody.
 */
const accessLine = {
  requestId: '$context.requestId',
  route: '$context.routeKey',
  method: '$context.httpMethod',
  latencyMilliseconds: '$context.responseLatency',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
};

export interface Gateway {
  api: apigateway.HttpApi;
  gatewayStage: apigateway.HttpStage;
  accessLog: ILogGroup;
}

/** The API, its one stage and its log. */
export const createApi = (scope: Construct, stage: Stage): Gateway => {
  const api = new apigateway.HttpApi(scope, 'Api', { apiName: 'cosell', createDefaultStage: false });
  const accessLog = createLog(scope, 'AccessLogs', stage, vendedLogs(stage, 'access'));
  const gatewayStage = new apigateway.HttpStage(scope, 'ApiStage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    accessLogSettings: {
      destination: new apigateway.LogGroupLogDestination(accessLog),
      // The status without quotes: a filter compares numbers.
      format: AccessLogFormat.custom(
        JSON.stringify({ ...accessLine, status: 0 }).replace('"status":0', '"status":$context.status'),
      ),
    },
  });
  return { api, gatewayStage, accessLog };
};

export interface Wiring {
  tables: readonly RouteTable[];
  authorizer: LambdaFunction;
  /** The function that implements a process. */
  handlerOf: (process: string) => LambdaFunction;
  /** Answers what no route is declared for. */
  notFound: LambdaFunction;
}

/** Every route of the gateway, behind the authorizer unless it is public. */
export const wireRoutes = (
  api: apigateway.HttpApi,
  { tables, authorizer, handlerOf, notFound }: Wiring,
): void => {
  const guard = new HttpLambdaAuthorizer('Authorizer', authorizer, {
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    // Remembered for each token, route and method: the answer depends on all three.
    identitySource: ['$request.header.Authorization', '$context.routeKey', '$context.httpMethod'],
    resultsCacheTtl: Duration.minutes(1),
  });
  const integrations = new Map(
    tables.map(({ process }) => [
      process,
      new HttpLambdaIntegration(`${process}Integration`, handlerOf(process), {
        scopePermissionToRoute: false,
      }),
    ]),
  );
  for (const route of gatewayRoutes(tables)) {
    const integration = integrations.get(route.process);
    if (!integration) throw new Error(`nothing answers for ${route.process}`);
    api.addRoutes({
      path: route.path,
      methods: [apigateway.HttpMethod[route.method]],
      integration,
      ...(!route.public && { authorizer: guard }),
    });
  }
  new apigateway.HttpRoute(api, 'NotFound', {
    httpApi: api,
    routeKey: apigateway.HttpRouteKey.DEFAULT,
    // The permission for the whole API names a method and a path, and this route has neither.
    integration: new HttpLambdaIntegration('NotFoundIntegration', notFound, { scopePermissionToRoute: true }),
  });
};
