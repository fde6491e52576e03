import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  arnOf,
  FakeActivity,
  FakeClock,
  functionArn,
  type Kit,
  type KitOptions,
  machineOf,
  makeKit,
  typesOf,
} from './kit.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** The same file under one engine after another, as a process that is killed and started again. */
function lives(options: KitOptions): { begin(more?: Partial<KitOptions>): Kit; kill(kit: Kit): void } {
  const folder = mkdtempSync(join(tmpdir(), 'states-'));
  made.push(folder);
  let time: number | undefined;
  return {
    begin: (more = {}) => {
      const store = new DatabaseSync(join(folder, 'store.sqlite'));
      store.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL');
      const clock = new FakeClock(new FakeActivity());
      clock.time = time ?? clock.time;
      const kit = makeKit({ ...options, ...more, store, clock });
      kit.engine.resume();
      return kit;
    },
    kill: (kit) => {
      time = kit.clock.time;
      kit.engine.close();
      kit.store.close();
    },
  };
}

const untilInvoked = async (kit: Kit, count = 1): Promise<void> => {
  while (kit.invoked.length < count) await new Promise((resolve) => setImmediate(resolve));
};
const never = (): Promise<never> => new Promise(() => {});
const call = (name: string, more: object = {}): object => ({
  Type: 'Task',
  Resource: functionArn(name),
  ...more,
});

describe('after a restart', () => {
  test('an execution that was only started begins', async () => {
    const life = lives({ machines: { m: machineOf({ A: { Type: 'Pass', Output: 'done' } }) } });
    const first = life.begin();
    first.engine.executions.start({ stateMachineArn: arnOf('m'), name: 'one' });
    life.kill(first);
    const second = life.begin();
    await second.activity.idle();
    expect(second.view('m', 'one')).toMatchObject({ status: 'SUCCEEDED', output: 'done' });
  });

  test('a function in flight is invoked again, with what it was given, and the history goes on', async () => {
    const states = {
      S: { Type: 'Pass', Assign: { x: '{% $uuid() %}' } },
      A: call('work', { Arguments: '{% $x %}', Output: '{% $x %}' }),
    };
    const life = lives({ machines: { m: machineOf(states) } });
    const first = life.begin({ functions: { work: never } });
    first.engine.executions.start({ stateMachineArn: arnOf('m'), name: 'one' });
    await untilInvoked(first);
    life.kill(first);
    const second = life.begin({ functions: { work: (x) => x } });
    await second.activity.idle();
    expect(second.invoked[0]?.event).toBe(first.invoked[0]?.event);
    const view = second.view('m', 'one');
    expect(view.output).toBe(first.invoked[0]?.event);
    expect(view.history.map(({ id }) => id)).toEqual(view.history.map((_, index) => index + 1));
    expect(typesOf(view).filter((type) => type === 'LambdaFunctionScheduled')).toHaveLength(1);
  });

  test('waits, retries and timeouts come at their time; those missed at once', async () => {
    const machines = {
      wait: machineOf({ W: { Type: 'Wait', Seconds: 10 } }),
      limited: machineOf({ W: { Type: 'Wait', Seconds: 1_000 } }, { TimeoutSeconds: 10 }),
      retry: machineOf({ A: call('bad', { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10 }] }) }),
    };
    let broken = true;
    const bad = (): number => {
      if (broken) throw new Error('x');
      return 1;
    };
    const life = lives({ machines, functions: { bad } });
    const first = life.begin();
    for (const machine of Object.keys(machines)) await first.run(machine);
    await first.clock.advance(5_000);
    life.kill(first);
    broken = false;
    const second = life.begin();
    await second.clock.advance(4_999);
    expect(second.engine.executions.list().map(({ status }) => status)).toEqual([
      'RUNNING',
      'RUNNING',
      'RUNNING',
    ]);
    await second.clock.advance(1);
    const statuses = Object.fromEntries(
      second.engine.executions.list().map(({ machine, status }) => [machine, status]),
    );
    expect(statuses).toEqual({ wait: 'SUCCEEDED', limited: 'TIMED_OUT', retry: 'SUCCEEDED' });
  });

  test('a timer missed while nothing ran fires on resume', async () => {
    const life = lives({ machines: { m: machineOf({ W: { Type: 'Wait', Seconds: 10 } }) } });
    const first = life.begin();
    await first.run('m');
    first.clock.time += 60_000;
    life.kill(first);
    const second = life.begin();
    await second.activity.idle();
    expect(second.view('m', 'one').status).toBe('SUCCEEDED');
  });

  test('resume does not repeat a request that this very process has under way', async () => {
    const life = lives({ machines: { m: machineOf({ A: call('work') }) }, functions: { work: never } });
    const kit = life.begin();
    kit.engine.executions.start({ stateMachineArn: arnOf('m'), name: 'one' });
    await untilInvoked(kit);
    kit.engine.resume();
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(kit.invoked).toHaveLength(1);
    life.kill(kit);
  });

  test('what closed more than 90 days ago is forgotten', async () => {
    const life = lives({ machines: { m: machineOf({ A: { Type: 'Pass' } }) } });
    const first = life.begin();
    await first.run('m', {}, 'old');
    await first.clock.advance(90 * 86_400_000);
    await first.run('m', {}, 'young');
    await first.clock.advance(1);
    life.kill(first);
    const second = life.begin();
    expect(second.engine.executions.list().map(({ name }) => name)).toEqual(['young']);
    expect(second.store.prepare('SELECT COUNT(DISTINCT execution) AS n FROM sfn_history').get()).toEqual({
      n: 1,
    });
  });

  test('a token outlives it', async () => {
    const Arguments = { FunctionName: 'ask', Payload: '{% $states.context.Task.Token %}' };
    const A = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Arguments };
    const life = lives({ machines: { m: machineOf({ A }) }, functions: { ask: () => 1 } });
    const first = life.begin();
    await first.run('m');
    life.kill(first);
    const second = life.begin();
    await second.activity.idle();
    expect(second.invoked).toHaveLength(0);
    await second.api('SendTaskSuccess', { taskToken: first.invoked[0]?.event, output: '7' });
    expect(second.view('m', 'one').output).toBe(7);
  });

  test('a parent hears of the child that ended, a Map keeps the iterations that were done', async () => {
    const nested = {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: { StateMachineArn: arnOf('child') },
    };
    const W = {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'L' }],
      Default: 'D',
    };
    const processor = { StartAt: 'W', States: { W, L: call('work', { End: true }), D: { Type: 'Succeed' } } };
    const machines = {
      child: machineOf({ W1: { Type: 'Wait', Seconds: 10 }, P: { Type: 'Pass', Output: 'kid' } }),
      parent: machineOf({ A: { ...nested, Output: '{% $states.result.Output %}' } }),
      map: machineOf({ M: { Type: 'Map', ItemProcessor: processor } }),
    };
    const life = lives({ machines });
    const first = life.begin({ functions: { work: never } });
    await first.engine.executions.start({ stateMachineArn: arnOf('parent'), name: 'one' });
    first.engine.executions.start({ stateMachineArn: arnOf('map'), name: 'one', input: '[1, 2, 3]' });
    await untilInvoked(first);
    life.kill(first);
    const second = life.begin({ functions: { work: () => 'two' } });
    await second.clock.advance(10_000);
    expect(second.view('parent', 'one').output).toBe('kid');
    expect(second.view('map', 'one').output).toEqual([1, 'two', 3]);
  });

  test('an execution keeps the definition it was started with', async () => {
    const life = lives({
      machines: { m: machineOf({ W: { Type: 'Wait', Seconds: 10 }, Old: { Type: 'Pass', Output: 'old' } }) },
    });
    const first = life.begin();
    await first.run('m');
    life.kill(first);
    const second = life.begin({ machines: { m: machineOf({ New: { Type: 'Pass', Output: 'new' } }) } });
    await second.clock.advance(10_000);
    expect(second.view('m', 'one').output).toBe('old');
    expect((await second.run('m', {}, 'two')).output).toBe('new');
  });

  test('killed after any number of turns, every flow ends with one history without gaps', async () => {
    const ask = {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: { StateMachineArn: arnOf('kid') },
    };
    const flow = {
      A: call('work'),
      B: call('work', { Retry: [{ ErrorEquals: ['States.ALL'] }] }),
      C: ask,
      D: { Type: 'Wait', Seconds: 1 },
      E: { Type: 'Succeed', Output: 'end' },
    };
    const life = lives({
      machines: { m: machineOf(flow), kid: machineOf({ K: call('work') }) },
      functions: { work: async () => 1 },
    });
    for (let turns = 0; turns < 14; turns++) {
      const kit = life.begin();
      kit.engine.executions.start({ stateMachineArn: arnOf('m'), name: `flow-${turns}` });
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      life.kill(kit);
    }
    const last = life.begin();
    await last.clock.advance(60_000);
    for (let turns = 0; turns < 14; turns++) {
      const view = last.view('m', `flow-${turns}`);
      expect(view.output).toBe('end');
      expect(view.history.map(({ id }) => id)).toEqual(view.history.map((_, index) => index + 1));
    }
    expect(last.engine.executions.list().filter(({ machine }) => machine === 'kid')).toHaveLength(14);
    expect(last.engine.held()).toBe(0);
  });
});
