import { describe, expect, test } from '@jest/globals';
import type { State } from '../../../local/states/asl.ts';
import { Failure, matches } from '../../../local/states/failure.ts';
import { planRetry } from '../../../local/states/retry.ts';
import { functionArn, machineOf, makeKit, START, Thrown, typesOf } from './kit.ts';

const task = (more: object): object => ({ Type: 'Task', Resource: functionArn('bad'), ...more });
const Caught = { Type: 'Succeed', Output: '{% $states.input %}' };
const failing = (error: string, times = Number.POSITIVE_INFINITY) => {
  let calls = 0;
  return {
    bad: () => {
      calls += 1;
      if (calls <= times) throw new Thrown(error);
      return { calls };
    },
  };
};

test.each<[string[], string, boolean]>([
  [['States.ALL'], 'Mine', true],
  [['States.ALL'], 'States.Timeout', true],
  [['States.ALL'], 'States.QueryEvaluationError', true],
  [['States.ALL'], 'States.DataLimitExceeded', false],
  [['States.ALL'], 'States.Runtime', false],
  [['States.Runtime'], 'States.Runtime', false],
  [['States.DataLimitExceeded'], 'States.DataLimitExceeded', true],
  [['States.TaskFailed'], 'Mine', true],
  [['States.TaskFailed'], 'States.Timeout', false],
  [['States.TaskFailed'], 'Lambda.Unknown', true],
  [['Mine', 'Other'], 'Other', true],
  [['Mine'], 'mine', false],
])('%j takes %s: %s', (names, error, expected) => {
  expect(matches(names, new Failure(error))).toBe(expected);
});

describe('Retry', () => {
  const delays = (retrier: object, attempts: number): (number | undefined)[] =>
    Array.from({ length: attempts }, (_, spent) => {
      const state: State = { Type: 'Task', Retry: [{ ErrorEquals: ['States.ALL'], ...retrier }] };
      return planRetry(state, new Failure('Mine'), [spent], () => 0.5)?.delay;
    });

  test.each<[string, object, (number | undefined)[]]>([
    ['the defaults: 1 s, doubled, three times', {}, [1000, 2000, 4000, undefined]],
    ['no attempts', { MaxAttempts: 0 }, [undefined]],
    ['a rate', { IntervalSeconds: 3, BackoffRate: 1.5, MaxAttempts: 3 }, [3000, 4500, 6750, undefined]],
    [
      'a cap',
      { IntervalSeconds: 10, BackoffRate: 10, MaxDelaySeconds: 60 },
      [10_000, 60_000, 60_000, undefined],
    ],
    ['full jitter', { IntervalSeconds: 10, JitterStrategy: 'FULL' }, [5000, 10_000, 20_000, undefined]],
  ])('%s', (_name, retrier, expected) => {
    expect(delays(retrier, expected.length)).toEqual(expected);
  });

  test('waits by the clock, counts in the context, and stores no execution in memory', async () => {
    const Retry = [{ ErrorEquals: ['Mine'], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 2 }];
    const A = task({ Retry, Arguments: { n: '{% $states.context.State.RetryCount %}' } });
    const kit = makeKit({ machines: { m: machineOf({ A }) }, functions: failing('Mine', 2) });
    await kit.run('m');
    expect(kit.engine.held()).toBe(0);
    await kit.clock.advance(9_999);
    expect(kit.invoked).toHaveLength(1);
    await kit.clock.advance(20_001);
    expect(kit.invoked.map(({ event }) => event.n)).toEqual([0, 1, 2]);
    const view = kit.view('m', 'one');
    expect(view).toMatchObject({ output: { calls: 3 }, stoppedAt: new Date(START + 30_000).toISOString() });
    expect(typesOf(view).filter((type) => type.startsWith('Lambda'))).toHaveLength(9);
  });

  test('each retrier has its own count; when spent, the Catch follows', async () => {
    const Retry = [
      { ErrorEquals: ['Other'], MaxAttempts: 5 },
      { ErrorEquals: ['Mine'], MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 5 },
    ];
    const A = task({ Retry, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] });
    const kit = makeKit({ machines: { m: machineOf({ A, Caught }) }, functions: failing('Mine') });
    await kit.run('m');
    await kit.clock.advance(100_000);
    expect(kit.invoked).toHaveLength(2);
    expect(kit.view('m', 'one').output).toMatchObject({ Error: 'Mine' });
  });
});

describe('Catch', () => {
  test('the first that matches, with Assign and Output over errorOutput', async () => {
    const Catch = [
      { ErrorEquals: ['Other'], Next: 'Never' },
      {
        ErrorEquals: ['Mine'],
        Next: 'B',
        Assign: { why: '{% $states.errorOutput.Error %}' },
        Output: {
          was: '{% $states.input.a %}',
          cause: '{% $parse($states.errorOutput.Cause).errorMessage %}',
        },
      },
    ];
    const states = {
      A: task({ Catch }),
      B: { Type: 'Pass', Output: '{% $merge([$states.input, {"why": $why}]) %}' },
      Never: { Type: 'Fail' },
    };
    const kit = makeKit({
      machines: { m: machineOf({ ...states, B: { ...states.B, End: true } }) },
      functions: failing('Mine'),
    });
    const view = await kit.run('m', { a: 1 });
    expect(view.output).toEqual({ was: 1, cause: 'thrown', why: 'Mine' });
  });

  test('a query that cannot be evaluated is caught like any error, and told as EvaluationFailed', async () => {
    const A = task({
      Arguments: { x: '{% $states.input.nothing %}' },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
    });
    const kit = makeKit({ machines: { m: machineOf({ A, Caught }) }, functions: failing('Mine') });
    const view = await kit.run('m');
    expect(view.output).toMatchObject({ Error: 'States.QueryEvaluationError' });
    const event = view.history.find(({ type }) => type === 'EvaluationFailed');
    expect(event?.evaluationFailedEventDetails).toMatchObject({
      location: 'Arguments/x',
      state: 'A',
      cause: expect.stringContaining('(entered at the event id #2)'),
    });
  });

  test('an Output that fails after the task succeeded is the state’s failure', async () => {
    const A = task({
      Output: '{% $states.result.nothing %}',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
    });
    const kit = makeKit({ machines: { m: machineOf({ A, Caught }) }, functions: { bad: () => ({}) } });
    expect((await kit.run('m')).output).toMatchObject({ Error: 'States.QueryEvaluationError' });
  });

  test('a Catch whose own Output fails ends the execution', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught', Output: '{% $nothing %}' }];
    const kit = makeKit({
      machines: { m: machineOf({ A: task({ Catch }), Caught }) },
      functions: failing('Mine'),
    });
    expect(await kit.run('m')).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });
});
