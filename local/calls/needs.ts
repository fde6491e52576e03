/** What IAM checks of a request, service by service. */
import type { AwsRequest, Properties, Stack } from '../parts.ts';
import { busName } from '../template/identity.ts';
import { databaseNeeds } from './dynamodb.ts';

/** One right that a request takes, with the keys that a policy's conditions may ask for. */
export interface Need {
  action: string;
  resource: string;
  context?: Record<string, string>;
}
export interface Around {
  stack: Stack;
  /** ARN of the machine that waits with this token; undefined when none does. */
  machineOf(taskToken: string): string | undefined;
}
type Asked = Pick<AwsRequest, 'operation' | 'path'> & { input: Properties };
type NeedsOf = (asked: Asked, around: Around) => Need[];

const services: Record<string, NeedsOf> = {
  dynamodb: ({ operation = '', input }, { stack }) => databaseNeeds(operation, input, stack),
  states: ({ operation = '', input }, { machineOf }) => {
    // The service knows the machine by the token, and checks the right to that machine.
    const token = input.taskToken ?? input.TaskToken;
    const named = input.stateMachineArn ?? input.StateMachineArn ?? input.executionArn ?? input.ExecutionArn;
    const resource = token ? machineOf(token) : named;
    return resource ? [{ action: `states:${operation}`, resource }] : [];
  },
  events: ({ operation = '', input }, { stack: { region, account } }) =>
    (input.Entries as Properties[]).map(({ EventBusName, Source, DetailType }) => ({
      action: `events:${operation}`,
      resource: `arn:aws:events:${region}:${account}:event-bus/${busName(EventBusName)}`,
      context: { 'events:source': Source, 'events:detail-type': DetailType },
    })),
  ses: ({ input }, { stack }) => mailNeeds(input, stack),
  'cognito-idp': ({ operation, input }, { stack: { region, account } }) => [
    {
      action: `cognito-idp:${operation}`,
      resource: `arn:aws:cognito-idp:${region}:${account}:userpool/${input.UserPoolId}`,
    },
  ],
  sqs: ({ operation = '', input }, { stack: { region, account } }) => [
    {
      // A batch is checked as what it is a batch of.
      action: `sqs:${operation.replace(/Batch$/, '')}`,
      resource: `arn:aws:sqs:${region}:${account}:${String(input.QueueUrl).split('/').at(-1)}`,
    },
  ],
  lambda: ({ path }, { stack: { region, account } }) => {
    const name = decodeURIComponent(/functions\/([^/]+)/.exec(path)?.[1] ?? '');
    const resource = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
    return [{ action: 'lambda:InvokeFunction', resource }];
  },
};

/**
 * The rights that a request takes. One of a service that is not known here is a right of its own name to nothing, which
 * no policy gives: whoever checks the record is told of it.
 */
export function needsOf(service: string, asked: Asked, around: Around): Need[] {
  const needs = services[service];
  if (needs) return needs(asked, around);
  return [{ action: `${service}:${asked.operation ?? asked.path}`, resource: 'unknown' }];
}

/** Mail is checked against the identity that it is sent from (address before domain), and its configuration set. */
function mailNeeds(input: Properties, stack: Stack): Need[] {
  const from = String(input.FromEmailAddress);
  const [, displayName, address = from] = /^\s*"?([^"<]*?)"?\s*<([^>]+)>\s*$/.exec(from) ?? [];
  const named = new Set(stack.ofType('AWS::SES::EmailIdentity').map(({ ref }) => ref));
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const arn = (rest: string): string => `arn:aws:ses:${stack.region}:${stack.account}:${rest}`;
  const context = {
    'ses:FromAddress': address,
    ...(displayName && { 'ses:FromDisplayName': displayName }),
  };
  const resources = [`identity/${named.has(address) ? address : domain}`];
  if (input.ConfigurationSetName) resources.push(`configuration-set/${input.ConfigurationSetName}`);
  return resources.map((rest) => ({ action: 'ses:SendEmail', resource: arn(rest), context }));
}
