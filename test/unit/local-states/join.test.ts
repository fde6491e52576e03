import { describe, expect, test } from '@jest/globals';
import { functionArn, machineOf, makeKit, Thrown, typesOf } from './kit.ts';

const work = (more: object = {}): object => ({
  Type: 'Task',
  Resource: functionArn('work'),
  End: true,
  ...more,
});
const map = (processor: Record<string, object>, more: object = {}): object => ({
  Type: 'Map',
  ItemProcessor: { StartAt: Object.keys(processor)[0], States: processor },
  ...more,
});
const Caught = { Type: 'Succeed', Output: '{% $states.input %}' };
const CatchAll = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
const picky = {
  work: (event: { Value?: number } | number) => {
    const n = typeof event === 'number' ? event : (event.Value ?? 0);
    if (n < 0) throw new Thrown('Negative');
    return n * 10;
  },
};

describe('Map', () => {
  test('Items, ItemSelector with the item in the context, results in order', async () => {
    const selector = {
      Value: '{% $states.context.Map.Item.Value %}',
      at: '{% $states.context.Map.Item.Index %}',
      k: '{% $states.input.k %}',
    };
    const M = map({ W: work() }, { Items: '{% $states.input.list %}', ItemSelector: selector });
    const kit = makeKit({ machines: { m: machineOf({ M }) }, functions: picky });
    const view = await kit.run('m', { list: [3, 1, 2], k: 'x' });
    expect(view.output).toEqual([30, 10, 20]);
    expect(kit.invoked[1]?.event).toEqual({ Value: 1, at: 1, k: 'x' });
    expect(typesOf(view).filter((type) => type.startsWith('Map'))).toEqual([
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'MapIterationStarted',
      'MapIterationStarted',
      'MapIterationSucceeded',
      'MapIterationSucceeded',
      'MapIterationSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
    ]);
  });

  test('the input is the items when there are none; no items, no iterations', async () => {
    const kit = makeKit({ machines: { m: machineOf({ M: map({ W: work() }) }) }, functions: picky });
    expect((await kit.run('m', [1, 2])).output).toEqual([10, 20]);
    expect((await kit.run('m', [], 'none')).output).toEqual([]);
    expect(await kit.run('m', { no: 'array' }, 'bad')).toMatchObject({
      error: 'States.QueryEvaluationError',
    });
  });

  test.each([
    [1, 1],
    ['{% 3 %}', 3],
    [0, 5],
  ])('MaxConcurrency %s: at most %s at once', async (MaxConcurrency, expected) => {
    let [now, most] = [0, 0];
    const slow = async (n: number): Promise<number> => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now -= 1;
      return n;
    };
    const kit = makeKit({
      machines: { m: machineOf({ M: map({ W: work() }, { MaxConcurrency }) }) },
      functions: { work: slow },
    });
    expect((await kit.run('m', [1, 2, 3, 4, 5])).output).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(expected);
  });

  test('one failure fails the Map with its own name, the others are aborted', async () => {
    const M = map({ W: work(), Z: { Type: 'Wait', Seconds: 100, End: true } }, { Catch: CatchAll });
    const kit = makeKit({ machines: { m: machineOf({ M, Caught }) }, functions: picky });
    const view = await kit.run('m', [1, -1, 3]);
    expect(view.output).toMatchObject({ Error: 'Negative' });
    expect(typesOf(view)).toEqual(
      expect.arrayContaining(['MapIterationFailed', 'MapStateFailed', 'MapStateExited']),
    );
  });

  test.each([
    [{ ToleratedFailureCount: 1 }, [1, -1, 3], { output: [10, 30] }],
    [{ ToleratedFailurePercentage: 34 }, [1, -1, 3], { output: [10, 30] }],
    [{ ToleratedFailureCount: 1 }, [-1, -1, 3], { error: 'States.ExceedToleratedFailureThreshold' }],
  ])('%j over %j', async (more, items, expected) => {
    const kit = makeKit({ machines: { m: machineOf({ M: map({ W: work() }, more) }) }, functions: picky });
    expect(await kit.run('m', items)).toMatchObject(expected);
  });

  test('a retried Map starts all over', async () => {
    let calls = 0;
    const flaky = (): number => {
      calls += 1;
      if (calls === 2) throw new Thrown('Flaky');
      return calls;
    };
    const M = map(
      { W: work() },
      { MaxConcurrency: 1, Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 1 }] },
    );
    const kit = makeKit({ machines: { m: machineOf({ M }) }, functions: { work: flaky } });
    await kit.run('m', [1, 2]);
    await kit.clock.advance(1_000);
    expect(kit.view('m', 'one').output).toEqual([3, 4]);
  });

  test('a Map within a Map sees its own item', async () => {
    const Inner = { Type: 'Pass', Output: '{% $states.context.Map.Item.Value & $states.input %}', End: true };
    const M = map({ N: map({ Inner }, { End: true }) as object });
    const kit = makeKit({ machines: { m: machineOf({ M }) } });
    expect((await kit.run('m', [['a', 'b'], ['c']])).output).toEqual([['aa', 'bb'], ['cc']]);
  });
});

describe('Parallel', () => {
  const branch = (state: object): object => ({ StartAt: 'S', States: { S: { ...state, End: true } } });
  const named = (name: string, state: object): object => ({ StartAt: name, States: { [name]: state } });

  test('Arguments go to every branch, results in order', async () => {
    const Branches = [named('A', { Type: 'Wait', Seconds: 5, End: true }), named('B', work())];
    const P = {
      Type: 'Parallel',
      Branches,
      Arguments: '{% $states.input.n %}',
      Output: { got: '{% $states.result %}' },
    };
    const kit = makeKit({ machines: { m: machineOf({ P }) }, functions: picky });
    expect((await kit.run('m', { n: 4 })).currentStates).toEqual(['A']);
    await kit.clock.advance(5_000);
    expect(kit.view('m', 'one').output).toEqual({ got: [4, 40] });
  });

  test('a failing branch aborts the waiting ones, and the Catch goes on', async () => {
    const Branches = [named('A', { Type: 'Wait', Seconds: 5, End: true }), named('B', work())];
    const P = { Type: 'Parallel', Branches, Catch: CatchAll };
    const kit = makeKit({ machines: { m: machineOf({ P, Caught }) }, functions: picky });
    const view = await kit.run('m', -1);
    expect(view.output).toMatchObject({ Error: 'Negative' });
    expect(typesOf(view)).toEqual(
      expect.arrayContaining(['WaitStateAborted', 'ParallelStateFailed', 'ParallelStateExited']),
    );
    await kit.clock.advance(10_000);
    expect(kit.view('m', 'one').history).toHaveLength(view.history.length);
    expect(kit.store.prepare('SELECT COUNT(*) AS n FROM sfn_timer').get()).toMatchObject({ n: 0 });
    expect(kit.store.prepare('SELECT COUNT(*) AS n FROM sfn_branch').get()).toMatchObject({ n: 0 });
  });

  test('a branch that fails in its own Fail state', async () => {
    const P = { Type: 'Parallel', Branches: [branch({ Type: 'Fail', Error: 'Mine', Cause: 'why' })] };
    const kit = makeKit({ machines: { m: machineOf({ P }) } });
    expect(await kit.run('m')).toMatchObject({ status: 'FAILED', error: 'Mine', cause: 'why' });
  });
});
