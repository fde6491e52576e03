/**
 * Map and Parallel: inner branches, and what becomes of the state when they end.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
 */
import type { State } from './asl.ts';
import { Failure, queryFailure } from './failure.ts';
import { emit } from './history.ts';
import { fail, leave } from './leave.ts';
import type { Branch, Join, Run } from './run.ts';
import { bindingsOf } from './scope.ts';
import { fill, fillAs } from './template.ts';
import type { World } from './world.ts';

/** An inline Map runs at most this many iterations at once. */
const INLINE_LIMIT = 40;

export async function startParallel(run: Run, world: World, branch: Branch, state: State): Promise<void> {
  const bindings = bindingsOf(run, branch, world.machines);
  const input =
    state.Arguments === undefined
      ? branch.input
      : await fill(world.expressions, state.Arguments, bindings, 'Arguments');
  const last = emit(run, branch, world.now(), 'ParallelStateStarted');
  const length = state.Branches?.length ?? 0;
  branch.phase = 'join';
  branch.join = { length, limit: length };
  run.dirty.add(branch);
  for (let index = 0; index < length; index++) {
    run.addBranch({ parent: branch.id, index, place: `${branch.state}/${index}`, input, last });
  }
}

export async function startMap(run: Run, world: World, branch: Branch, state: State): Promise<void> {
  const bindings = bindingsOf(run, branch, world.machines);
  const number = <T>(template: unknown, field: string, kind: Parameters<typeof fillAs>[4]): Promise<T> =>
    fillAs<T>(world.expressions, template, bindings, field, kind);
  const items =
    state.Items === undefined ? branch.input : await number<unknown[]>(state.Items, 'Items', 'array');
  if (!Array.isArray(items))
    throw queryFailure('Items', `Map state input must be an array but was: ${JSON.stringify(items)}`);
  const limit =
    state.MaxConcurrency === undefined
      ? 0
      : await number<number>(state.MaxConcurrency, 'MaxConcurrency', 'non-negative integer');
  const join: Join = {
    length: items.length,
    items,
    limit: limit === 0 ? INLINE_LIMIT : Math.min(limit, INLINE_LIMIT),
  };
  const { ToleratedFailureCount: count, ToleratedFailurePercentage: percentage } = state;
  if (count !== undefined || percentage !== undefined) {
    join.tolerated = {
      count:
        count === undefined
          ? 0
          : await number<number>(count, 'ToleratedFailureCount', 'non-negative integer'),
      percentage:
        percentage === undefined
          ? 0
          : await number<number>(percentage, 'ToleratedFailurePercentage', 'number'),
    };
  }
  emit(run, branch, world.now(), 'MapStateStarted', { length: items.length });
  branch.phase = 'join';
  branch.join = join;
  run.dirty.add(branch);
  await continueJoin(run, world, branch);
}

/** Looks at the inner branches: one too many failed, all are done, or there is room for further iterations. */
export async function continueJoin(run: Run, world: World, branch: Branch): Promise<void> {
  const { join } = branch;
  if (!join) return;
  const children = run.childrenOf(branch);
  const failed = children.filter((child) => child.phase === 'failed');
  const done = children.filter((child) => child.phase === 'done');
  const name = run.stateOf(branch).Type;
  if (name === 'Map') noteFailures(run, world, branch, failed);
  if (failed.length > allowed(join)) return failJoin(run, world, branch, failed);
  if (failed.length + done.length === join.length) {
    const result = done.sort((a, b) => a.index - b.index).map((child) => child.output);
    branch.last = children.reduce((last, child) => Math.max(last, child.last), branch.last);
    emit(run, undefined, world.now(), `${name}StateSucceeded`, undefined, branch.last);
    for (const child of children) run.remove(child);
    return leave(run, world, branch, run.stateOf(branch), result, { result });
  }
  if (join.items) await iterate(run, world, branch, join.items, children, join.limit);
}

/** Starts the next iterations. Which were started shows in the branches, so the join itself is never rewritten. */
async function iterate(
  run: Run,
  world: World,
  branch: Branch,
  items: unknown[],
  children: Branch[],
  limit: number,
): Promise<void> {
  const state = run.stateOf(branch);
  let next = children.reduce((most, child) => Math.max(most, child.index + 1), 0);
  let active = children.filter((child) => child.phase !== 'done' && child.phase !== 'failed').length;
  const previous = children.reduce(
    (last, child) => (child.phase === 'done' ? Math.max(last, child.last) : last),
    branch.last,
  );
  for (; next < items.length && active < limit; next++, active++) {
    const item = { Index: next, Value: items[next] };
    const bindings = bindingsOf(run, branch, world.machines, { item });
    const input =
      state.ItemSelector === undefined
        ? item.Value
        : await fill(world.expressions, state.ItemSelector, bindings, 'ItemSelector');
    const started = { name: branch.state, index: next };
    const last = emit(run, undefined, world.now(), 'MapIterationStarted', started, previous);
    run.addBranch({ parent: branch.id, index: next, place: branch.state, input, last, item });
  }
}

function allowed(join: Join): number {
  if (!join.tolerated) return 0;
  return Math.max(join.tolerated.count, Math.floor((join.tolerated.percentage / 100) * join.length));
}

function noteFailures(run: Run, world: World, branch: Branch, failed: Branch[]): void {
  for (const child of failed) {
    if (child.noted) continue;
    emit(
      run,
      undefined,
      world.now(),
      'MapIterationFailed',
      { name: branch.state, index: child.index },
      child.last,
    );
    child.noted = true;
    run.dirty.add(child);
  }
}

function failJoin(run: Run, world: World, branch: Branch, failed: Branch[]): Promise<void> {
  const child = failed.at(-1);
  const held = child?.output as { error?: string; cause?: string; heartbeat: boolean };
  branch.last = child?.last ?? branch.last;
  abandon(run, world, branch);
  const failure = branch.join?.tolerated
    ? new Failure(
        'States.ExceedToleratedFailureThreshold',
        'The specified tolerated failure threshold was exceeded',
      )
    : new Failure(held.error, held.cause, { heartbeat: held.heartbeat });
  return fail(run, world, branch, failure);
}

/** Takes away all inner branches of a state that fails by itself. */
export function abandon(run: Run, world: World, branch: Branch): void {
  for (const child of run.childrenOf(branch)) abort(run, world, child, branch);
}

/** Takes away an inner branch and all within it; a nested execution it waits for becomes an orphan. */
function abort(run: Run, world: World, branch: Branch, around: Branch): void {
  for (const child of run.childrenOf(branch)) abort(run, world, child, branch);
  if (branch.phase !== 'done' && branch.phase !== 'failed') {
    const { Type } = run.stateOf(branch);
    const at = world.now();
    if (branch.phase !== 'ready') emit(run, undefined, at, `${Type}StateAborted`, undefined, around.last);
    const iteration = { name: around.state, index: branch.index };
    if (branch.item) emit(run, undefined, at, 'MapIterationAborted', iteration, around.last);
    if (branch.task?.child !== undefined) run.orphans.push(branch.task.child);
  }
  run.remove(branch);
}
