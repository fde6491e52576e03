import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { RouteTable } from '../functions/platform/route.ts';

export const createApi = (scope: Construct): apigateway.HttpApi =>
  new apigateway.HttpApi(scope, 'Api', { apiName: 'cosell' });

/** Every route and the scope it asks for. */
export const routeScopes = (tables: readonly RouteTable[]): Record<string, string> =>
  Object.fromEntries(
    tables.flatMap(({ routes }) =>
      Object.values(routes)
        .filter(({ scope }) => scope !== 'public')
        .map(({ method, path, scope }) => [`${method} ${path}`, scope]),
    ),
  );

export interface Wiring {
  tables: readonly RouteTable[];
  authorizer: LambdaFunction;
  /** The function that implements a process. */
  handlerOf: (process: string) => LambdaFunction;
  /** Answers what no route is declared for. */
  notFound: LambdaFunction;
}

/** Every declared route, behind the authorizer unless it is public. */
export const wireRoutes = (
  api: apigateway.HttpApi,
  { tables, authorizer, handlerOf, notFound }: Wiring,
): void => {
  const guard = new HttpLambdaAuthorizer('Authorizer', authorizer, {
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    // Remembered for each token and route: the answer depends on both.
    identitySource: ['$request.header.Authorization', '$context.routeKey'],
    resultsCacheTtl: Duration.minutes(1),
  });
  for (const table of tables) {
    const integration = new HttpLambdaIntegration(`${table.process}Integration`, handlerOf(table.process), {
      scopePermissionToRoute: false,
    });
    for (const route of Object.values(table.routes))
      api.addRoutes({
        path: route.path,
        methods: [apigateway.HttpMethod[route.method]],
        integration,
        ...(route.scope !== 'public' && { authorizer: guard }),
      });
  }
  new apigateway.HttpRoute(api, 'NotFound', {
    httpApi: api,
    routeKey: apigateway.HttpRouteKey.DEFAULT,
    integration: new HttpLambdaIntegration('NotFoundIntegration', notFound, {
      scopePermissionToRoute: false,
    }),
  });
};
