import { describe, expect, test } from '@jest/globals';
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

describe('Retry', () => {
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
