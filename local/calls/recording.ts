/** `--record-calls FILE`: who used which right on what, from requests, invocations and histories. */
import type { AwsRequest, Call, Executions, Properties, Stack } from '../parts.ts';
import { type DatabaseHop, openDatabaseHop } from './database-hop.ts';
import { taskCalls } from './histories.ts';
import { invocationCalls } from './invocations.ts';
import { type Around, needsOf } from './needs.ts';
import { openRecorder } from './recorder.ts';

export interface Recording {
  record(call: Call): void;
  /** A request that a function signed. */
  request(service: string, request: AwsRequest): void;
  invocation(functionNameOrArn: string, event: unknown): void;
  /** Reads what the machines did from their histories; once, at the end. */
  machines(executions: Executions): void;
  /** The database as the functions are to reach it. */
  hop(databaseUrl: string): Promise<DatabaseHop>;
}

export function startRecording(file: string, around: Around): Recording {
  const { record } = openRecorder(file);
  const { stack } = around;
  const functions = new Map(stack.ofType('AWS::Lambda::Function').map(({ ref, arn }) => [ref, arn]));
  const request = (
    caller: string | undefined,
    service: string,
    asked: Pick<AwsRequest, 'operation' | 'path' | 'body'>,
  ): void => {
    const by = functions.get(caller ?? '');
    if (!by) return;
    const input = inputOf(asked.body);
    for (const need of needsOf(service, { ...asked, input }, around)) record({ by, ...need });
  };
  return {
    record,
    request: (service, asked) => request(asked.caller, service, asked),
    invocation: (named, event) => {
      const arn = functions.get(named) ?? [...functions.values()].find((one) => named.startsWith(one));
      if (arn) for (const call of invocationCalls(arn, event, stack)) record(call);
    },
    machines: (executions) => {
      const arns = machineArns(stack);
      for (const { id, machine } of executions.list()) {
        const [arn, execution] = [arns.get(machine), executions.get(id)];
        if (arn && execution) for (const call of taskCalls(arn, execution, around)) record(call);
      }
    },
    hop: (url) =>
      openDatabaseHop(url, (caller, operation, body) =>
        request(caller, 'dynamodb', { operation, path: '/', body }),
      ),
  };
}

/** A body that is not JSON has no input to look at. */
function inputOf(body: Buffer): Properties {
  try {
    return JSON.parse(body.toString('utf8') || '{}');
  } catch {
    return {};
  }
}

const machineArns = (stack: Stack): Map<string, string> =>
  new Map(
    stack
      .ofType('AWS::StepFunctions::StateMachine')
      .map(({ arn }) => [arn.slice(arn.lastIndexOf(':') + 1), arn]),
  );
