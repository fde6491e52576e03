/**
 * The ways out of a state: on to the next with Assign and Output, into a retry or a Catch, or up to the Map or
 * Parallel around it and, at the top, the end of the execution.
 */
import type { State } from './asl.ts';
import { errorOutput, Failure, matches } from './failure.ts';
import { emit, present } from './history.ts';
import { planRetry } from './retry.ts';
import type { Branch, Run, Status } from './run.ts';
import { bindingsOf } from './scope.ts';
import { fill } from './template.ts';
import { tooLarge, type World } from './world.ts';

type Exit = Pick<State, 'Assign' | 'Output' | 'Next'>;

/**
 * Leaves the state: Assign and Output see the variables as they were on entry, and neither the other's result.
 * @throws Failure when a field cannot be evaluated or the output is too large.
 */
export async function leave(
  run: Run,
  world: World,
  branch: Branch,
  exit: Exit,
  usual: unknown,
  more: { result?: unknown; errorOutput?: unknown } = {},
): Promise<void> {
  const bindings = bindingsOf(run, branch, world.machines, more);
  const assigned =
    exit.Assign &&
    ((await fill(world.expressions, exit.Assign, bindings, 'Assign')) as Record<string, unknown>);
  const output =
    exit.Output === undefined ? usual : await fill(world.expressions, exit.Output, bindings, 'Output');
  const text = JSON.stringify(output);
  if (tooLarge(text)) throw oversize(branch.state);
  if (assigned && tooLarge(JSON.stringify(assigned))) throw oversize(branch.state);
  const { Type } = run.stateOf(branch);
  const shown =
    assigned && Object.fromEntries(Object.entries(assigned).map(([k, v]) => [k, JSON.stringify(v)]));
  emit(
    run,
    branch,
    world.now(),
    `${Type}StateExited`,
    present({ name: branch.state, output: text, assignedVariables: shown }),
  );
  if (assigned) branch.vars = { ...branch.vars, ...assigned };
  rest(branch);
  run.dirty.add(branch);
  if (exit.Next === undefined) return finish(run, world, branch, output, text);
  branch.state = exit.Next;
  branch.input = output;
  branch.phase = 'ready';
  run.queue.push(branch);
}

/** A payload over the quota of 256 KiB; a terminal error. */
export function oversize(what: string): Failure {
  return new Failure(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

function rest(branch: Branch): void {
  delete branch.task;
  delete branch.until;
  delete branch.join;
}

/** A branch came to its end: the execution's own ends it, an inner one hands its output to its siblings' Join. */
function finish(run: Run, world: World, branch: Branch, output: unknown, text: string): void {
  const parent = run.branches.get(branch.parent);
  if (!parent) {
    close(run, world, 'SUCCEEDED', { output: text }, branch.last);
    return;
  }
  if (branch.item) {
    emit(run, branch, world.now(), 'MapIterationSucceeded', { name: parent.state, index: branch.index });
  }
  branch.phase = 'done';
  branch.output = output;
  branch.input = null;
  branch.vars = {};
  run.queue.unshift(parent);
}

/** The state failed: its first matching retrier with attempts left, else its first matching Catch, else upwards. */
export async function fail(run: Run, world: World, branch: Branch, raised: Failure): Promise<void> {
  const state = run.stateOf(branch);
  const failure = raised.field === undefined ? raised : located(run, world, branch, raised);
  rest(branch);
  run.dirty.add(branch);
  const plan = planRetry(state, failure, branch.spent, world.random);
  if (plan) {
    branch.spent[plan.retrier] = (branch.spent[plan.retrier] ?? 0) + 1;
    branch.retryCount += 1;
    branch.phase = 'retry';
    branch.until = world.now() + plan.delay;
    if (plan.delay <= 0) run.queue.push(branch);
    return;
  }
  if (state.Type === 'Map' || state.Type === 'Parallel')
    emit(run, branch, world.now(), `${state.Type}StateFailed`);
  const catcher = (state.Catch ?? []).find((candidate) => matches(candidate.ErrorEquals, failure));
  if (!catcher) return propagate(run, world, branch, failure);
  const seen = errorOutput(failure);
  try {
    await leave(run, world, branch, catcher, seen, { errorOutput: seen });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    propagate(run, world, branch, error.field === undefined ? error : located(run, world, branch, error));
  }
}

function located(run: Run, world: World, branch: Branch, failure: Failure): Failure {
  const cause = `An error occurred while executing the state '${branch.state}' (entered at the event id #${branch.enteredEvent}). ${failure.cause}`;
  emit(run, branch, world.now(), 'EvaluationFailed', {
    error: failure.error,
    cause,
    location: failure.field,
    state: branch.state,
  });
  return new Failure(failure.error, cause);
}

function propagate(run: Run, world: World, branch: Branch, failure: Failure): void {
  const { error, cause } = failure;
  const parent = run.branches.get(branch.parent);
  if (!parent) {
    close(run, world, 'FAILED', { error, cause }, branch.last);
    return;
  }
  branch.phase = 'failed';
  branch.output = { error, cause, heartbeat: failure.heartbeat };
  run.queue.unshift(parent);
}

const CLOSING: Record<Exclude<Status, 'RUNNING'>, string> = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};

/** Ends the execution. Nested executions it still waits for become orphans, to be stopped. */
export function close(
  run: Run,
  world: World,
  status: Exclude<Status, 'RUNNING'>,
  end: { output?: string; error?: string | undefined; cause?: string | undefined },
  previous = 0,
): void {
  const details = status === 'TIMED_OUT' ? { error: 'States.Timeout' } : present({ ...end });
  emit(run, undefined, world.now(), CLOSING[status], details, previous);
  run.row.status = status;
  run.row.stopped = world.now();
  run.row.output = end.output ?? null;
  run.row.error = end.error ?? null;
  run.row.cause = end.cause ?? null;
  for (const branch of [...run.branches.values()]) {
    if (branch.task?.child !== undefined) run.orphans.push(branch.task.child);
    run.remove(branch);
  }
  run.queue.length = 0;
}
