/** Entering a state: what each of the eight kinds does. https://states-language.net/spec.html#state-types */
import type { State } from './asl.ts';
import { Failure, queryFailure } from './failure.ts';
import { EVENT_LIMIT, emit } from './history.ts';
import { abandon, continueJoin, startMap, startParallel } from './join.ts';
import { close, fail, leave } from './leave.ts';
import type { Branch, Run } from './run.ts';
import { bindingsOf } from './scope.ts';
import { startTask } from './task.ts';
import { fill, fillAs } from './template.ts';
import type { World } from './world.ts';

/** Moves every branch that can move, until all wait for something outside. */
export async function advance(run: Run, world: World): Promise<void> {
  for (;;) {
    const branch = run.running ? run.queue.shift() : undefined;
    if (!branch) return;
    if (!run.branches.has(branch.id)) continue;
    if (run.lastEvent > EVENT_LIMIT - 10) {
      const cause = `The execution reached the maximum number of history events (${EVENT_LIMIT}).`;
      return close(run, world, 'FAILED', { error: 'States.Runtime', cause });
    }
    await guarded(run, world, branch, () => step(run, world, branch));
  }
}

/** A Failure inside is the branch's state's failure. */
export async function guarded(
  run: Run,
  world: World,
  branch: Branch,
  move: () => Promise<void>,
): Promise<void> {
  try {
    await move();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    abandon(run, world, branch);
    await fail(run, world, branch, error);
  }
}

async function step(run: Run, world: World, branch: Branch): Promise<void> {
  if (branch.phase === 'join') return continueJoin(run, world, branch);
  const state = run.stateOf(branch);
  if (branch.phase === 'ready') {
    branch.enteredAt = world.now();
    branch.spent = [];
    branch.retryCount = 0;
    const entered = { name: branch.state, input: JSON.stringify(branch.input) };
    branch.enteredEvent = emit(run, branch, branch.enteredAt, `${state.Type}StateEntered`, entered);
    run.dirty.add(branch);
  } else if (branch.phase !== 'retry') return;
  delete branch.until;
  await KINDS[state.Type](run, world, branch, state);
}

type Kind = (run: Run, world: World, branch: Branch, state: State) => Promise<void>;

const KINDS: Record<State['Type'], Kind> = {
  Task: startTask,
  Map: startMap,
  Parallel: startParallel,
  Pass: (run, world, branch, state) => leave(run, world, branch, state, branch.input),
  Succeed: (run, world, branch, { Output }) => leave(run, world, branch, { Output }, branch.input),
  Choice: choose,
  Wait: wait,
  Fail: async (run, world, branch, state) => {
    const bindings = bindingsOf(run, branch, world.machines);
    const text = async (field: 'Error' | 'Cause'): Promise<string | undefined> =>
      state[field] === undefined
        ? undefined
        : fillAs<string>(world.expressions, state[field], bindings, field, 'string');
    throw new Failure(await text('Error'), await text('Cause'));
  },
};

/** The first rule whose Condition is true, with its own Assign and Output; else Default with the state's. */
async function choose(run: Run, world: World, branch: Branch, state: State): Promise<void> {
  const bindings = bindingsOf(run, branch, world.machines);
  for (const [index, rule] of (state.Choices ?? []).entries()) {
    const field = `Choices[${index}]/Condition`;
    if (await fillAs<boolean>(world.expressions, rule.Condition, bindings, field, 'boolean')) {
      return leave(run, world, branch, rule, branch.input);
    }
  }
  if (state.Default === undefined) {
    throw new Failure(
      'States.NoChoiceMatched',
      `No choice matched in the state '${branch.state}' and it has no Default`,
    );
  }
  const { Assign, Output, Default } = state;
  await leave(run, world, branch, { Next: Default, ...(Assign && { Assign }), Output }, branch.input);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

async function wait(run: Run, world: World, branch: Branch, state: State): Promise<void> {
  const bindings = bindingsOf(run, branch, world.machines);
  let until: number;
  if (state.Seconds !== undefined) {
    const seconds = await fillAs<number>(
      world.expressions,
      state.Seconds,
      bindings,
      'Seconds',
      'non-negative integer',
    );
    until = world.now() + seconds * 1000;
  } else {
    const text = await fill(world.expressions, state.Timestamp, bindings, 'Timestamp');
    until = typeof text === 'string' && INSTANT.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(until)) {
      const cause = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`;
      throw queryFailure('Timestamp', cause);
    }
  }
  if (until <= world.now()) return leave(run, world, branch, state, branch.input);
  branch.phase = 'wait';
  branch.until = until;
  run.dirty.add(branch);
}
