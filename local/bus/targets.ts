/** How a rule's target takes its input. */
import type { Call, Functions, Invocation, Properties, Stack } from '../parts.ts';
import { type BusEvent, valueAt } from './transform.ts';

/** What the bus can reach. */
export interface Reach {
  functions: Functions;
  /** @throws AwsError when the queue does not exist. */
  sendToQueue(queueArn: string, body: string, groupId?: string): void;
  startExecution(stateMachineArn: string, input: string): void;
  /** Puts an event as it is onto another bus. */
  forward(busArn: string, event: BusEvent): void;
}
/** How a delivery went. A function's own fault is retried by Lambda's rule, a failed delivery by the target's. */
export type Delivered = 'done' | { functionFault: Extract<Invocation, { ok: false }>['error'] };

/** @throws what kept the target from taking the input. */
export async function deliver(
  target: Properties,
  input: string,
  event: BusEvent,
  reach: Reach,
): Promise<Delivered> {
  const arn = String(target.Arn);
  switch (arn.split(':')[2]) {
    case 'lambda': {
      const answer = await reach.functions.invoke(arn, JSON.parse(input));
      if (answer.ok) return 'done';
      const { errorType, errorMessage } = answer.error;
      if (refusals.has(errorType)) throw Object.assign(new Error(errorMessage), { name: errorType });
      return { functionFault: answer.error };
    }
    case 'sqs': {
      const group = target.SqsParameters?.MessageGroupId;
      reach.sendToQueue(arn, input, group?.startsWith('$.') ? String(valueAt(event, group)) : group);
      return 'done';
    }
    case 'states':
      reach.startExecution(arn, input);
      return 'done';
    case 'events':
      reach.forward(arn, event);
      return 'done';
    case 'logs':
      return 'done';
    default:
      throw new Error(`the local runner has no stand-in for the target ${arn}`);
  }
}

const deliveryActions: Record<string, string> = {
  lambda: 'lambda:InvokeFunction',
  sqs: 'sqs:SendMessage',
  states: 'states:StartExecution',
  events: 'events:PutEvents',
};

/** What a rule does to a resource that allows it by a policy of its own. */
export const busCall = (call: Pick<Call, 'action' | 'resource'>, ruleArn: string): Call => ({
  by: 'events.amazonaws.com',
  ...call,
  context: { 'aws:SourceArn': ruleArn, 'aws:SourceAccount': ruleArn.split(':')[4] ?? '' },
});

/**
 * What a delivery is, as IAM judges it: done with the target's role where it names one, else allowed by the target's
 * own policy. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
export function deliveryCall(ruleArn: string, target: { arn: string; properties: Properties }): Call {
  const service = target.arn.split(':')[2] ?? '';
  const call = { action: deliveryActions[service] ?? `${service}:deliver`, resource: target.arn };
  const role = target.properties.RoleArn;
  return role ? { by: role, ...call } : busCall(call, ruleArn);
}

/** The function was not run at all: the delivery failed, not the function. */
const refusals = new Set(['ResourceNotFoundException', 'TooManyRequestsException']);

export interface AsynchronousRule {
  retries: number;
  maxAgeMs: number;
  /** ARN of what is told when the function has failed for good. */
  onFailure: string | undefined;
}

/** How often a function is run again after a fault: its EventInvokeConfig, else twice within six hours. */
export function asynchronousRules(stack: Stack): (functionArn: string) => AsynchronousRule {
  const configs = new Map(
    stack
      .ofType('AWS::Lambda::EventInvokeConfig')
      .map(({ properties }) => [nameOf(properties.FunctionName), properties]),
  );
  const deadLetters = new Map(
    stack
      .ofType('AWS::Lambda::Function')
      .map(({ ref, properties }) => [ref, properties.DeadLetterConfig?.TargetArn as string | undefined]),
  );
  return (functionArn) => {
    const config = configs.get(nameOf(functionArn));
    return {
      retries: Number(config?.MaximumRetryAttempts ?? 2),
      maxAgeMs: Number(config?.MaximumEventAgeInSeconds ?? 21_600) * 1000,
      onFailure: config?.DestinationConfig?.OnFailure?.Destination ?? deadLetters.get(nameOf(functionArn)),
    };
  };
}

const nameOf = (nameOrArn: string): string => /function:([\w-]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
