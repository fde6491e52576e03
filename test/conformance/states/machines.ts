/** Small machines, and one way to run a case of any kind. */
import type { ExecutionView } from '../../../local/parts.ts';
import {
  type Behaviour,
  functionArn,
  type Kit,
  machineOf,
  makeKit,
  Thrown,
} from '../../unit/local-states/kit.ts';

export interface Given {
  /** The machine's states in order; the first is its start. */
  states: Record<string, object>;
  /** Fields of the machine beside its states. */
  machine?: object;
  others?: Record<string, object>;
  input?: unknown;
  functions?: Record<string, Behaviour>;
  /** Seconds that pass after the start. */
  seconds?: number;
  /** What is done to the waiting execution before they pass. */
  meanwhile?(kit: Kit): Promise<unknown>;
}

/** The execution as it stands in the end. */
export const runOf = async (given: Given): Promise<ExecutionView> => {
  const { states, machine = {}, others = {}, functions = {}, input = {}, seconds = 0 } = given;
  const kit = makeKit({ machines: { m: machineOf(states, machine), ...others }, functions });
  await kit.run('m', input);
  await given.meanwhile?.(kit);
  await kit.clock.advance(seconds * 1000);
  return kit.view('m', 'one');
};

export const task = (more: object = {}, name = 'work'): object => ({
  Type: 'Task',
  Resource: functionArn(name),
  ...more,
});
/** Waits for its token, which the function `ask` is given. */
export const asking = (more: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
  ...more,
});
export const ask = { ask: () => ({}) };
export const tokenOf = (kit: Kit): string => kit.invoked.findLast(({ name }) => name === 'ask')?.event.token;
export const map = (inner: Record<string, object>, more: object = {}): object => ({
  Type: 'Map',
  ItemProcessor: machineOf(inner),
  ...more,
});
export const parallel = (branches: Record<string, object>[], more: object = {}): object => ({
  Type: 'Parallel',
  Branches: branches.map((inner) => machineOf(inner)),
  ...more,
});
/** Fails so often with an error of this name, then gives how often it was called. */
export const failing = (error: string, times = Number.POSITIVE_INFINITY): Record<string, Behaviour> => {
  let calls = 0;
  return {
    work: () => {
      calls += 1;
      if (calls <= times) throw new Thrown(error);
      return calls;
    },
  };
};
export const caught = { Type: 'Succeed', Output: '{% $states.input %}' };
export const catching = (...names: string[]): object[] => [{ ErrorEquals: names, Next: 'Caught' }];
