import type { Call, Stack } from '../../local/parts.ts';

const traced = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html */
const sampled = ['xray:GetSamplingRules', 'xray:GetSamplingTargets'];
/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy */
const logDelivery = [
  'CreateLogDelivery',
  'GetLogDelivery',
  'UpdateLogDelivery',
  'DeleteLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'DescribeResourcePolicies',
  'DescribeLogGroups',
].map((action) => `logs:${action}`);

/**
 * What AWS itself does with a role of ours, which no call of ours shows: it follows from how the resource is set up.
 * Lambda writes the function's log and its traces; Step Functions sets up the delivery of a machine's log, and traces.
 */
export const serviceCalls = (stack: Stack): Call[] => [
  ...stack.ofType('AWS::Lambda::Function').flatMap(({ arn, ref, properties }) => {
    const group = properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${ref}`;
    const stream = `arn:aws:logs:${stack.region}:${stack.account}:log-group:${group}:log-stream:any`;
    return [
      ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
        by: arn,
        action,
        resource: stream,
      })),
      ...(properties.TracingConfig?.Mode === 'Active' ? everywhere(arn, traced) : []),
    ];
  }),
  ...stack
    .ofType('AWS::StepFunctions::StateMachine')
    .flatMap(({ arn, properties }) => [
      ...(properties.LoggingConfiguration ? everywhere(arn, logDelivery) : []),
      ...(properties.TracingConfiguration?.Enabled ? everywhere(arn, [...traced, ...sampled]) : []),
    ]),
];

const everywhere = (by: string, actions: readonly string[]): Call[] =>
  actions.map((action) => ({ by, action, resource: '*' }));
