/**
 * The requests Tasks make: Lambda directly, events, and everything else through the injected services.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html, …/connect-eventbridge.html
 */
import type { Functions, Invocation } from '../parts.ts';
import { Failure } from './failure.ts';
import { parseResource, type Resource } from './resource.ts';
import type { Outcome, TaskInFlight } from './run.ts';

/** Calls another service's API action (`dynamodb`, `putItem`, arguments as the API takes them). Throws an Error of the API's name. */
export type CallService = (service: string, action: string, args: unknown) => Promise<unknown>;

/** ARNs that AWS adds to every event a workflow puts. */
export interface Origin {
  machineArn: string;
  executionArn: string;
}

/** Makes the request. Never throws: what goes wrong is the outcome. */
export async function request(
  task: TaskInFlight,
  origin: Origin,
  functions: Functions,
  callService: CallService,
): Promise<Outcome> {
  const resource = parseResource(task.resource);
  const args = (task.args ?? {}) as Record<string, unknown>;
  try {
    if (resource.direct) return invoked(await functions.invoke(resource.resource, task.args));
    if (resource.service === 'lambda' && resource.action === 'invoke')
      return await invoke(functions, args, resource);
    if (resource.service === 'events' && !resource.sdk) return await putEvents(callService, args, origin);
    const value = await callService(resource.service, resource.action, args);
    return { ok: true, value: value ?? {} };
  } catch (error) {
    return { ok: false, failure: serviceFailure(resource, error as Error) };
  }
}

async function invoke(
  functions: Functions,
  args: Record<string, unknown>,
  resource: Resource,
): Promise<Outcome> {
  const outcome = invoked(await functions.invoke(String(args.FunctionName), args.Payload ?? {}));
  if (!outcome.ok) return outcome;
  // The generic integration gives the API's own answer, in which the payload is text.
  const Payload = resource.sdk ? JSON.stringify(outcome.value) : outcome.value;
  return { ok: true, value: { ExecutedVersion: '$LATEST', Payload, StatusCode: 200 } };
}

function invoked(answer: Invocation): Outcome {
  if (answer.ok) return { ok: true, value: answer.payload ?? null };
  const { errorType, errorMessage, trace } = answer.error;
  const cause = JSON.stringify({ errorMessage, errorType, ...(trace && { trace }) });
  return { ok: false, failure: new Failure(errorType || 'Lambda.Unknown', cause) };
}

interface Entry {
  Detail?: unknown;
  Resources?: string[];
}

async function putEvents(
  callService: CallService,
  args: Record<string, unknown>,
  origin: Origin,
): Promise<Outcome> {
  const Entries = ((args.Entries ?? []) as Entry[]).map((entry) => ({
    ...entry,
    Detail: typeof entry.Detail === 'string' ? entry.Detail : JSON.stringify(entry.Detail),
    Resources: [origin.machineArn, origin.executionArn, ...(entry.Resources ?? [])],
  }));
  const answer = (await callService('events', 'putEvents', { ...args, Entries })) as {
    FailedEntryCount?: number;
  };
  if (!answer?.FailedEntryCount) return { ok: true, value: answer ?? {} };
  return { ok: false, failure: new Failure('EventBridge.FailedEntry', JSON.stringify(answer)) };
}

/** The prefixes of error names, where they are not the service's name with a capital. */
const OPTIMISED: Record<string, string> = {
  dynamodb: 'DynamoDB',
  lambda: 'Lambda',
  events: 'Events',
  states: 'StepFunctions',
};
const GENERIC: Record<string, string> = { dynamodb: 'DynamoDb', eventbridge: 'EventBridge', sesv2: 'SesV2' };

/** A service's error as a state reports it: `DynamoDB.ConditionalCheckFailedException`, `Sfn.InvalidTokenException`. */
export function serviceFailure(resource: Resource, error: Error): Failure {
  const capital = resource.service.charAt(0).toUpperCase() + resource.service.slice(1);
  const prefix = (resource.sdk ? GENERIC : OPTIMISED)[resource.service] ?? capital;
  const name = /(?:Exception|Error)$/.test(error.name) ? error.name : `${error.name}Exception`;
  const status = (error as { status?: number }).status ?? 400;
  const cause = `${error.message} (Service: ${prefix}, Status Code: ${status})`;
  return new Failure(
    error.name === 'Error' || !error.name ? `${prefix}.Unknown` : `${prefix}.${name}`,
    cause,
  );
}
