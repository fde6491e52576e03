import { describe, expect, test } from '@jest/globals';
import { arnOf, machineOf, makeKit, typesOf } from './kit.ts';

const start = (suffix: string, more: object = {}): object => ({
  Type: 'Task',
  Resource: `arn:aws:states:::states:startExecution${suffix}`,
  Arguments: { StateMachineArn: arnOf('child'), Name: 'kid', Input: '{% $states.input %}' },
  ...more,
});
const double = machineOf({ D: { Type: 'Pass', Output: { n: '{% $states.input.n * 2 %}' } } });
const waits = machineOf({ W: { Type: 'Wait', Seconds: 100 } });
const fails = machineOf({ F: { Type: 'Fail', Error: 'Mine', Cause: 'why' } });
const childArn = arnOf('child').replace('stateMachine', 'execution').concat(':kid');

describe('nested executions', () => {
  test('.sync:2 gives the output parsed, .sync as text', async () => {
    const machines = {
      child: double,
      two: machineOf({ A: start('.sync:2') }),
      one: machineOf({
        A: start('.sync', { Arguments: { StateMachineArn: arnOf('child'), Input: { n: 2 } } }),
      }),
    };
    const kit = makeKit({ machines });
    const view = await kit.run('two', { n: 4 });
    expect(view.output).toMatchObject({
      ExecutionArn: childArn,
      Name: 'kid',
      Status: 'SUCCEEDED',
      Input: { n: 4 },
      Output: { n: 8 },
    });
    expect(typesOf(view).slice(2, 6)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
    ]);
    expect((await kit.run('one')).output).toMatchObject({ Output: '{"n":4}', Input: '{"n":2}' });
  });

  test('without a suffix it answers at once', async () => {
    const kit = makeKit({ machines: { child: waits, m: machineOf({ A: start('') }) } });
    expect(await kit.run('m')).toMatchObject({ status: 'SUCCEEDED', output: { ExecutionArn: childArn } });
    expect(kit.view('child', 'kid').status).toBe('RUNNING');
  });

  test('a failed child is States.TaskFailed with its description', async () => {
    const kit = makeKit({ machines: { child: fails, m: machineOf({ A: start('.sync:2') }) } });
    const view = await kit.run('m');
    expect(view).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(view.cause ?? '')).toMatchObject({ Error: 'Mine', Cause: 'why', Status: 'FAILED' });
  });

  test('a child with the same name and input is joined, with another input refused', async () => {
    const kit = makeKit({ machines: { child: waits, m: machineOf({ A: start('.sync:2') }) } });
    await kit.run('m', { a: 1 }, 'first');
    await kit.run('m', { a: 1 }, 'second');
    expect(await kit.run('m', { a: 2 }, 'third')).toMatchObject({
      error: 'StepFunctions.ExecutionAlreadyExistsException',
    });
    await kit.clock.advance(100_000);
    expect(kit.view('m', 'first').status).toBe('SUCCEEDED');
    expect(kit.view('m', 'second').status).toBe('SUCCEEDED');
  });

  test('a machine that does not exist', async () => {
    const kit = makeKit({ machines: { m: machineOf({ A: start('.sync:2') }) } });
    expect(await kit.run('m')).toMatchObject({ error: 'StepFunctions.StateMachineDoesNotExistException' });
  });

  test('.waitForTaskToken waits for the token, whatever becomes of the child', async () => {
    const Arguments = {
      StateMachineArn: arnOf('child'),
      Name: 'kid',
      Input: { t: '{% $states.context.Task.Token %}' },
    };
    const kit = makeKit({
      machines: { child: waits, m: machineOf({ A: start('.waitForTaskToken', { Arguments }) }) },
    });
    await kit.run('m');
    const { t } = kit.view('child', 'kid').input as { t: string };
    await kit.api('SendTaskSuccess', { taskToken: t, output: '"done"' });
    expect(kit.view('m', 'one').output).toBe('done');
  });

  test.each(['stop', 'timeout', 'sibling'])(
    'a child waited for is stopped with its parent’s Task: %s',
    async (how) => {
      const A = start('.sync:2', how === 'timeout' ? { TimeoutSeconds: 5 } : {});
      const P = {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'A', States: { A: { ...A, End: true } } },
          {
            StartAt: 'B',
            States: { B: { Type: 'Wait', Seconds: 5, Next: 'F' }, F: { Type: 'Fail', Error: 'Mine' } },
          },
        ],
      };
      const kit = makeKit({ machines: { child: waits, m: machineOf(how === 'sibling' ? { P } : { A }) } });
      const { status } = await kit.run('m');
      expect(status).toBe('RUNNING');
      if (how === 'stop') {
        await kit.api('StopExecution', {
          executionArn: arnOf('m').replace('stateMachine', 'execution').concat(':one'),
        });
      }
      await kit.clock.advance(5_000);
      expect(kit.view('child', 'kid').status).toBe('ABORTED');
      expect(kit.view('m', 'one').status).toBe(how === 'stop' ? 'ABORTED' : 'FAILED');
    },
  );
});
