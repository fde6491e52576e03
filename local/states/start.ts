/** StartExecution's rules. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
import { randomUUID } from 'node:crypto';
import { AwsError } from '../parts.ts';
import type { Machines } from './machines.ts';
import type { ExecutionRow } from './run.ts';
import { executionArn } from './scope.ts';
import type { Tables } from './tables.ts';
import { tooLarge } from './world.ts';

/** A closed execution keeps its name for so long, in ms. */
const NAME_KEPT = 90 * 24 * 3600 * 1000;
const FORBIDDEN = /[\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]/u;

export interface Started {
  id: number;
  executionArn: string;
  /** Epoch ms. */
  started: number;
  /** False when a running execution of this name and input answered. */
  fresh: boolean;
}

/**
 * Writes a new execution, to be begun afterwards. `now` in epoch ms.
 * @throws AwsError InvalidArn, StateMachineDoesNotExist, InvalidName, InvalidExecutionInput, ExecutionAlreadyExists.
 */
export function insertExecution(
  tables: Tables,
  machines: Machines,
  now: number,
  request: { stateMachineArn: unknown; name?: unknown; input?: unknown },
): Started {
  const { name: machine, machine: definition } = machines.byArn(request.stateMachineArn);
  const name = nameOf(request.name);
  const input = inputOf(request.input);
  const arn = executionArn(machines, machine, name);
  const known = tables.byName.get(machine, name) as unknown as ExecutionRow | undefined;
  if (known) {
    if (known.status === 'RUNNING' && known.input === input) {
      return { id: known.id, executionArn: arn, started: known.started, fresh: false };
    }
    if (known.stopped === null || known.stopped > now - NAME_KEPT) {
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    forget(tables, known.id);
  }
  const { lastInsertRowid } = tables.insert.run(machine, name, definition.hash, input, now);
  return { id: Number(lastInsertRowid), executionArn: arn, started: now, fresh: true };
}

/** Executions closed for longer than AWS keeps them, with their histories, are gone. `now` in epoch ms. */
export function forgetExpired(tables: Tables, now: number): void {
  tables.transaction(() => {
    for (const { id } of tables.expired.all(now - NAME_KEPT) as { id: number }[]) forget(tables, id);
  });
}

function forget(tables: Tables, id: number): void {
  tables.dropHistory.run(id);
  tables.forget.run(id);
}

function nameOf(name: unknown): string {
  if (name === undefined || name === null) return randomUUID();
  if (typeof name !== 'string' || name.length < 1 || name.length > 80 || FORBIDDEN.test(name)) {
    throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
  }
  return name;
}

function inputOf(input: unknown): string {
  if (input === undefined || input === null) return '{}';
  const refuse = (why: string): AwsError =>
    new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${why}'`);
  if (typeof input !== 'string') throw refuse('Invalid execution input.');
  if (tooLarge(input)) throw refuse('Execution input is larger than 262144 bytes.');
  try {
    JSON.parse(input);
  } catch (error) {
    throw refuse((error as Error).message);
  }
  return input;
}
