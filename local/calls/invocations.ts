/** Who invokes a function, read from the event that it is given: gateway and event source mappings. */
import type { Call, Properties, Stack } from '../parts.ts';

/** What Lambda asks of a source, with the function's own role, to feed the function from it. */
const polling: Record<string, { actions: string[]; service: string }> = {
  'aws:dynamodb': {
    service: 'dynamodb',
    actions: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'],
  },
  'aws:sqs': { service: 'sqs', actions: ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'] },
};

/**
 * The calls that an invocation stands for. Empty for what the event does not tell: state machines, the bus and the API
 * Invoke are recorded where they call.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb.html, …/with-sqs.html; https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function invocationCalls(functionArn: string, event: unknown, stack: Stack): Call[] {
  const { requestContext, routeKey, type, Records } = (event ?? {}) as Properties;
  if (requestContext?.apiId !== undefined) {
    return [
      {
        by: 'apigateway.amazonaws.com',
        action: 'lambda:InvokeFunction',
        resource: functionArn,
        context: {
          'aws:SourceArn': sourceArn(requestContext, routeKey, type === 'REQUEST' ? functionArn : '', stack),
          'aws:SourceAccount': stack.account,
        },
      },
    ];
  }
  const { eventSource, eventSourceARN } = Records?.[0] ?? {};
  const { service, actions } = polling[eventSource] ?? { service: '', actions: [] };
  return actions.map((action) => ({
    by: functionArn,
    action: `${service}:${action}`,
    resource: eventSourceARN,
  }));
}

/** The route as the integration's permission names it, or the authorizer. */
function sourceArn(
  { apiId, stage }: Properties,
  routeKey: string,
  authorizerFunction: string,
  { region, account, ofType }: Stack,
): string {
  const api = `arn:aws:execute-api:${region}:${account}:${apiId}`;
  if (!authorizerFunction) return `${api}/${stage}/${routeKey.replace(' ', '')}`;
  const authorizer = ofType('AWS::ApiGatewayV2::Authorizer').find(({ properties }) =>
    String(properties.AuthorizerUri).includes(authorizerFunction),
  );
  return `${api}/authorizers/${authorizer?.ref}`;
}
