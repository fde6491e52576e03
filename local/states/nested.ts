/**
 * Nested executions. One is written in the transaction that schedules it, so that there is exactly one whatever
 * happens. https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
import { Failure } from './failure.ts';
import type { Machines } from './machines.ts';
import { serviceFailure } from './request.ts';
import { parseResource } from './resource.ts';
import type { Branch, ExecutionRow, Outcome, Run, TaskInFlight } from './run.ts';
import { executionArn } from './scope.ts';
import { insertExecution } from './start.ts';
import type { Tables } from './tables.ts';
import { submitTask } from './task.ts';
import type { World } from './world.ts';

/** What a launch asks for once it is durable: the child to begin, or the Task's outcome to deliver. */
export interface Launched {
  begin?: number;
  outcome?: Outcome;
}

/** Starts the execution a Task asks for; inside the transaction that writes the Task. */
export function launch(
  tables: Tables,
  machines: Machines,
  world: World,
  run: Run,
  branch: Branch,
  task: TaskInFlight,
): Launched {
  const resource = parseResource(task.resource);
  if (task.answer !== undefined) return { outcome: { ok: true, value: task.answer } };
  const args = (task.args ?? {}) as Record<string, unknown>;
  const input =
    args.Input === undefined
      ? undefined
      : typeof args.Input === 'string'
        ? args.Input
        : JSON.stringify(args.Input);
  try {
    const child = insertExecution(tables, machines, world.now(), {
      stateMachineArn: args.StateMachineArn,
      name: args.Name,
      input,
    });
    const answer = { ExecutionArn: child.executionArn, StartDate: child.started / 1000 };
    const begin = child.fresh ? { begin: child.id } : {};
    if (resource.pattern === 'response') {
      task.answer = answer;
      run.dirty.add(branch);
      return { ...begin, outcome: { ok: true, value: answer } };
    }
    submitTask(run, world, branch, task, answer);
    if (resource.pattern !== 'token') {
      task.child = child.id;
      tables.watch.run(child.id, run.row.id, branch.id, task.id);
    }
    return begin;
  } catch (error) {
    return { outcome: { ok: false, failure: serviceFailure(resource, error as Error) } };
  }
}

/** A nested execution's end as its parent's Task sees it: DescribeExecution's answer, parsed for .sync:2. */
export function childOutcome(machines: Machines, child: ExecutionRow, task: TaskInFlight): Outcome {
  const parsed = parseResource(task.resource).pattern === 'sync:2';
  const data = (text: string): unknown => (parsed ? JSON.parse(text) : text);
  const described = {
    ...(child.error !== null && { Error: child.error }),
    ...(child.cause !== null && { Cause: child.cause }),
    ExecutionArn: executionArn(machines, child.machine, child.name),
    Input: data(child.input),
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output !== null && { Output: data(child.output), OutputDetails: { Included: true } }),
    StartDate: child.started,
    StateMachineArn: `${machines.arnPrefix}${child.machine}`,
    Status: child.status,
    StopDate: child.stopped,
  };
  if (child.status === 'SUCCEEDED') return { ok: true, value: described };
  return { ok: false, failure: new Failure('States.TaskFailed', JSON.stringify(described)) };
}
