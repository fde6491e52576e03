import { describe, expect, test } from '@jest/globals';
import { arnOf, type Kit, machineOf, makeKit, typesOf } from './kit.ts';

const INVOKE = 'arn:aws:states:::lambda:invoke';
const ask = (more: object = {}): object => ({
  Type: 'Task',
  Resource: `${INVOKE}.waitForTaskToken`,
  Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
  ...more,
});
const sentToken = (kit: Kit): string => kit.invoked.findLast(({ name }) => name === 'ask')?.event.token;

describe('task tokens', () => {
  const functions = { ask: () => ({ asked: true }) };

  test('wait, without memory, for SendTaskSuccess; and only once', async () => {
    const kit = makeKit({ machines: { m: machineOf({ A: ask() }) }, functions });
    expect(await kit.run('m')).toMatchObject({ status: 'RUNNING', currentStates: ['A'] });
    expect(kit.engine.held()).toBe(0);
    const taskToken = sentToken(kit);
    await kit.api('SendTaskSuccess', { taskToken, output: '{"decision":"yes"}' });
    await kit.activity.idle();
    expect(kit.view('m', 'one')).toMatchObject({ status: 'SUCCEEDED', output: { decision: 'yes' } });
    expect(typesOf(kit.view('m', 'one')).slice(2, 7)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
    ]);
    await expect(kit.api('SendTaskSuccess', { taskToken, output: '{}' })).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  test('SendTaskFailure fails with the error given', async () => {
    const kit = makeKit({ machines: { m: machineOf({ A: ask() }) }, functions });
    await kit.run('m');
    await kit.api('SendTaskFailure', { taskToken: sentToken(kit), error: 'Refused', cause: 'by hand' });
    await kit.activity.idle();
    expect(kit.view('m', 'one')).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'by hand' });
  });

  test('a token sent while the function still runs counts', async () => {
    let answer = (): void => {};
    const slow = { ask: () => new Promise<void>((resolve) => (answer = resolve)) };
    const kit = makeKit({ machines: { m: machineOf({ A: ask() }) }, functions: slow });
    kit.engine.executions.start({ stateMachineArn: arnOf('m'), name: 'one' });
    while (kit.invoked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await kit.api('SendTaskSuccess', { taskToken: sentToken(kit), output: '1' });
    answer();
    await kit.activity.idle();
    expect(kit.view('m', 'one')).toMatchObject({ status: 'SUCCEEDED', output: 1 });
  });

  test.each([
    ['none of ours', 'InvalidToken', (): string => 'nonsense'],
    ['of an unknown execution', 'TaskDoesNotExist', (kit: Kit): string => reforged(sentToken(kit))],
  ])('a token %s: %s', async (_name, name, make) => {
    const kit = makeKit({ machines: { m: machineOf({ A: ask() }) }, functions });
    await kit.run('m');
    await expect(kit.api('SendTaskHeartbeat', { taskToken: make(kit) })).rejects.toMatchObject({ name });
  });

  test('an output that is no JSON is refused and the task stays open', async () => {
    const kit = makeKit({ machines: { m: machineOf({ A: ask() }) }, functions });
    await kit.run('m');
    const sent = kit.api('SendTaskSuccess', { taskToken: sentToken(kit), output: 'nope' });
    await expect(sent).rejects.toMatchObject({ name: 'InvalidOutput' });
    expect(kit.view('m', 'one').status).toBe('RUNNING');
  });
});

function reforged(token: string): string {
  const text = Buffer.from(token, 'base64url').toString().replace(/^\d+/, '999');
  return Buffer.from(text).toString('base64url');
}

describe('time limits', () => {
  const functions = { ask: () => 1 };

  test.each([
    ['a number', { TimeoutSeconds: 60 }],
    ['an expression', { TimeoutSeconds: '{% $states.input.s %}' }],
  ])('TimeoutSeconds as %s', async (_name, fields) => {
    const kit = makeKit({ machines: { m: machineOf({ A: ask(fields) }) }, functions });
    await kit.run('m', { s: 60 });
    await kit.clock.advance(59_999);
    expect(kit.view('m', 'one').status).toBe('RUNNING');
    await kit.clock.advance(1);
    const view = kit.view('m', 'one');
    expect(view).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(typesOf(view).slice(-2)).toEqual(['TaskTimedOut', 'ExecutionFailed']);
    const late = kit.api('SendTaskSuccess', { taskToken: sentToken(kit), output: '{}' });
    await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  test('heartbeats put the heartbeat off, not the timeout', async () => {
    const kit = makeKit({
      machines: { m: machineOf({ A: ask({ TimeoutSeconds: 100, HeartbeatSeconds: 10 }) }) },
      functions,
    });
    await kit.run('m');
    for (let beat = 0; beat < 5; beat++) {
      await kit.clock.advance(9_000);
      await kit.api('SendTaskHeartbeat', { taskToken: sentToken(kit) });
    }
    await kit.clock.advance(9_999);
    expect(kit.view('m', 'one').status).toBe('RUNNING');
    await kit.clock.advance(1);
    expect(kit.view('m', 'one')).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test.each([
    [['States.HeartbeatTimeout'], 'caught'],
    [['States.Timeout'], 'caught'],
    [['States.TaskFailed'], undefined],
  ])('a missed heartbeat under Catch %j', async (names, output) => {
    const Catch = [{ ErrorEquals: names, Next: 'Caught' }];
    const A = ask({ HeartbeatSeconds: 1, Catch, End: true });
    const kit = makeKit({
      machines: { m: machineOf({ A, Caught: { Type: 'Succeed', Output: 'caught' } }) },
      functions,
    });
    await kit.run('m');
    await kit.clock.advance(1_000);
    expect(kit.view('m', 'one').output).toBe(output);
  });

  test("the execution's TimeoutSeconds: TIMED_OUT, without error", async () => {
    const kit = makeKit({ machines: { m: machineOf({ A: ask() }, { TimeoutSeconds: 30 }) }, functions });
    await kit.run('m');
    await kit.clock.advance(30_000);
    const view = kit.view('m', 'one');
    expect(view.status).toBe('TIMED_OUT');
    expect(view.error).toBeUndefined();
    expect(typesOf(view).at(-1)).toBe('ExecutionTimedOut');
  });

  test('a reminder is a timeout that loops', async () => {
    const Again = [{ ErrorEquals: ['States.Timeout'], Assign: { n: '{% $n + 1 %}' }, Next: 'A' }];
    const A = ask({ TimeoutSeconds: 86_400, Catch: Again, End: true, Output: '{% $n %}' });
    const kit = makeKit({
      machines: { m: machineOf({ S: { Type: 'Pass', Assign: { n: 0 } }, A }) },
      functions,
    });
    await kit.run('m');
    await kit.clock.advance(3 * 86_400_000 + 1);
    expect(kit.invoked).toHaveLength(4);
    await kit.api('SendTaskSuccess', { taskToken: sentToken(kit), output: '{}' });
    expect(kit.view('m', 'one').output).toBe(3);
  });
});
