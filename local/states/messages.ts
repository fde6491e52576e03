/** What can happen to an execution from outside, and what it makes of it. */
import { AwsError } from '../parts.ts';
import type { Failure } from './failure.ts';
import { emit } from './history.ts';
import { close, leave } from './leave.ts';
import type { Machines } from './machines.ts';
import { childOutcome } from './nested.ts';
import { parseResource } from './resource.ts';
import type { Branch, ExecutionRow, Outcome, Run, TaskInFlight } from './run.ts';
import { guarded } from './states.ts';
import type { Tables } from './tables.ts';
import { settleTask, submitTask, timeOutTask } from './task.ts';
import type { Timer } from './timers.ts';
import type { World } from './world.ts';

export type Verdict = { ok: true; value: unknown } | { ok: false; failure: Failure } | 'heartbeat';
export type Message =
  /** Begin, or after a restart go on. */
  | { kind: 'wake' }
  | { kind: 'outcome'; branch: number; task: number; outcome: Outcome }
  | { kind: 'child'; child: number }
  | { kind: 'timer'; timer: Timer }
  | { kind: 'token'; branch: number; token: string; verdict: Verdict }
  | { kind: 'stop'; error?: string | undefined; cause?: string | undefined };

/** @throws AwsError TaskTimedOut for a token whose task is closed. A message that comes too late is otherwise dropped. */
export async function receive(
  run: Run,
  world: World,
  tables: Tables,
  machines: Machines,
  message: Message,
): Promise<void> {
  switch (message.kind) {
    case 'wake':
      return wake(run, world);
    case 'stop':
      return stop(run, world, message);
    case 'timer':
      return timer(run, world, message.timer);
    case 'child':
      return childEnded(run, world, tables, machines, message.child);
    case 'token':
      return tokenSent(run, world, message);
    case 'outcome': {
      const branch = run.branches.get(message.branch);
      if (branch?.task?.id === message.task) await answered(run, world, branch, branch.task, message.outcome);
    }
  }
}

function wake(run: Run, world: World): void {
  if (!run.running) return;
  if (run.row.stop !== null) {
    close(run, world, 'ABORTED', { cause: run.row.stop });
    return;
  }
  if (run.lastEvent === 0) {
    const { timeoutSeconds } = run.machine;
    if (timeoutSeconds !== undefined) run.deadline = run.row.started + timeoutSeconds * 1000;
    const roleArn = world.machines.roleOf(run.row.machine);
    emit(run, undefined, run.row.started, 'ExecutionStarted', { input: run.row.input, roleArn });
    run.addBranch({ parent: 0, index: 0, place: '', input: run.input, last: 0 });
    return;
  }
  for (const branch of run.branches.values()) {
    if (branch.phase === 'ready') run.queue.push(branch);
    else if (branch.phase === 'task' && branch.task && !branch.task.submitted)
      run.effects.push({ branch, task: branch.task });
  }
}

function stop(
  run: Run,
  world: World,
  { error, cause }: { error?: string | undefined; cause?: string | undefined },
): void {
  if (run.running) close(run, world, 'ABORTED', { error, cause });
}

/** An answer to the request: the Task's end, or for one with a token only that it was handed over. */
async function answered(
  run: Run,
  world: World,
  branch: Branch,
  task: TaskInFlight,
  outcome: Outcome,
): Promise<void> {
  if (outcome.ok && parseResource(task.resource).pattern === 'token') {
    if (!task.submitted) submitTask(run, world, branch, task, outcome.value);
    return;
  }
  await settleTask(run, world, branch, task, outcome);
}

async function childEnded(
  run: Run,
  world: World,
  tables: Tables,
  machines: Machines,
  child: number,
): Promise<void> {
  const waiting = tables.watched.all(child, run.row.id) as { branch: number; task: number }[];
  const row = tables.execution.get(child) as unknown as ExecutionRow;
  run.heard.push(child);
  for (const { branch: id, task } of waiting) {
    const branch = run.branches.get(id);
    if (branch?.task?.id !== task) continue;
    delete branch.task.child;
    await settleTask(run, world, branch, branch.task, childOutcome(machines, row, branch.task));
  }
}

async function tokenSent(run: Run, world: World, message: Message & { kind: 'token' }): Promise<void> {
  const branch = run.branches.get(message.branch);
  const task = branch?.task;
  if (!branch || task?.token !== message.token) {
    throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }
  const { verdict } = message;
  if (verdict !== 'heartbeat') return settleTask(run, world, branch, task, verdict);
  if (task.heartbeatEvery === undefined) return;
  task.heartbeatAt = world.now() + task.heartbeatEvery;
  run.dirty.add(branch);
}

async function timer(run: Run, world: World, { branch: id, kind, due }: Timer): Promise<void> {
  if (!run.running) return;
  if (kind === 'execution') return close(run, world, 'TIMED_OUT', {});
  const branch = run.branches.get(id);
  if (!branch) return;
  const { task } = branch;
  if (kind === 'timeout' && task?.timeoutAt === due) return timeOutTask(run, world, branch, task, false);
  if (kind === 'heartbeat' && task?.heartbeatAt === due) return timeOutTask(run, world, branch, task, true);
  if (kind !== 'until' || branch.until !== due) return;
  if (branch.phase === 'retry') {
    run.queue.push(branch);
    return;
  }
  delete branch.until;
  await guarded(run, world, branch, () => leave(run, world, branch, run.stateOf(branch), branch.input));
}
