/** The Task state: what it asks for, how long it may take, and what its end means. */
import type { State } from './asl.ts';
import { Failure } from './failure.ts';
import { emit, present } from './history.ts';
import { fail, leave, oversize } from './leave.ts';
import { parseResource, type Resource, startsExecution } from './resource.ts';
import type { Branch, Details, Outcome, Run, TaskInFlight } from './run.ts';
import { bindingsOf } from './scope.ts';
import { fill, fillAs } from './template.ts';
import { makeToken } from './token.ts';
import { tooLarge, type World } from './world.ts';

/** Schedules the task; the request itself is made once this is written. */
export async function startTask(run: Run, world: World, branch: Branch, state: State): Promise<void> {
  const resource = resourceOf(state);
  const task: TaskInFlight = { id: run.lastEvent + 1, resource: state.Resource ?? '' };
  if (resource.pattern === 'token' || (startsExecution(resource) && resource.pattern !== 'response')) {
    task.token = makeToken(run.row.id, branch.id, task.id);
  }
  branch.task = task;
  const bindings = bindingsOf(run, branch, world.machines);
  task.args =
    state.Arguments === undefined
      ? branch.input
      : await fill(world.expressions, state.Arguments, bindings, 'Arguments');
  const seconds = (field: 'TimeoutSeconds' | 'HeartbeatSeconds'): Promise<number | undefined> =>
    state[field] === undefined
      ? Promise.resolve(undefined)
      : fillAs<number>(world.expressions, state[field], bindings, field, 'positive integer');
  const timeout = await seconds('TimeoutSeconds');
  const heartbeat = await seconds('HeartbeatSeconds');
  const text = JSON.stringify(task.args);
  if (tooLarge(text)) throw oversize(branch.state);
  const at = world.now();
  if (timeout !== undefined) task.timeoutAt = at + timeout * 1000;
  if (heartbeat !== undefined) {
    task.heartbeatEvery = heartbeat * 1000;
    task.heartbeatAt = at + task.heartbeatEvery;
  }
  const limits = present({ timeoutInSeconds: timeout, heartbeatInSeconds: heartbeat });
  if (resource.direct) {
    emit(run, branch, at, 'LambdaFunctionScheduled', { resource: resource.resource, input: text, ...limits });
    emit(run, branch, at, 'LambdaFunctionStarted');
  } else {
    const asked = { ...named(resource), region: world.region, parameters: text, ...limits };
    emit(run, branch, at, 'TaskScheduled', asked);
    emit(run, branch, at, 'TaskStarted', named(resource));
  }
  branch.phase = 'task';
  run.dirty.add(branch);
  run.effects.push({ branch, task });
}

function resourceOf(state: State): Resource {
  try {
    return parseResource(state.Resource ?? '');
  } catch (error) {
    throw new Failure('States.Runtime', (error as Error).message);
  }
}

function named(resource: Resource): Details {
  return { resourceType: resource.resourceType, resource: resource.resource };
}

/** The request was taken, and a token or a nested execution's end is waited for. */
export function submitTask(
  run: Run,
  world: World,
  branch: Branch,
  task: TaskInFlight,
  output: unknown,
): void {
  emit(run, branch, world.now(), 'TaskSubmitted', {
    ...named(parseResource(task.resource)),
    output: JSON.stringify(output ?? null),
  });
  task.submitted = true;
  delete task.args;
  run.dirty.add(branch);
}

/** Ends the task in flight. @throws nothing: a failing Output is the state's failure. */
export async function settleTask(
  run: Run,
  world: World,
  branch: Branch,
  task: TaskInFlight,
  ended: Outcome,
): Promise<void> {
  const resource = parseResource(task.resource);
  const outcome = withinLimit(ended, resource);
  const kind = resource.direct ? 'LambdaFunction' : 'Task';
  const about = resource.direct ? {} : named(resource);
  if (task.child !== undefined && !outcome.ok) run.orphans.push(task.child);
  if (!outcome.ok) {
    const { error, cause } = outcome.failure;
    const type = outcome.timedOut ? 'TimedOut' : 'Failed';
    emit(run, branch, world.now(), `${kind}${type}`, present({ ...about, error, cause }));
    return fail(run, world, branch, outcome.failure);
  }
  emit(run, branch, world.now(), `${kind}Succeeded`, { ...about, output: JSON.stringify(outcome.value) });
  try {
    await leave(run, world, branch, run.stateOf(branch), outcome.value, { result: outcome.value });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await fail(run, world, branch, error);
  }
}

function withinLimit(outcome: Outcome, resource: Resource): Outcome {
  if (!outcome.ok || !tooLarge(JSON.stringify(outcome.value))) return outcome;
  return { ok: false, failure: oversize(resource.direct ? resource.resource : resource.resourceType) };
}

/** The time limit passed, or no heartbeat came in time. Both are told as States.Timeout. */
export function timeOutTask(
  run: Run,
  world: World,
  branch: Branch,
  task: TaskInFlight,
  heartbeat: boolean,
): Promise<void> {
  const failure = new Failure('States.Timeout', undefined, { heartbeat });
  return settleTask(run, world, branch, task, { ok: false, failure, timedOut: true });
}
