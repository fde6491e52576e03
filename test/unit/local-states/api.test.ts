import { describe, expect, test } from '@jest/globals';
import { arnOf, machineOf, makeKit, START } from './kit.ts';

const machines = {
  quick: machineOf({ A: { Type: 'Pass' } }),
  slow: machineOf({ W: { Type: 'Wait', Seconds: 100 } }),
};
const executionArn = (machine: string, name: string): string =>
  `${arnOf(machine).replace('stateMachine', 'execution')}:${name}`;
const start = (name: string | undefined, input = '{}', machine = 'slow'): Record<string, unknown> => ({
  stateMachineArn: arnOf(machine),
  ...(name !== undefined && { name }),
  input,
});

describe('StartExecution', () => {
  test.each([
    ['an ARN that is none', { stateMachineArn: 'slow' }, 'InvalidArn'],
    ['an unknown machine', { stateMachineArn: arnOf('none') }, 'StateMachineDoesNotExist'],
    ['a name with a space', start('a b'), 'InvalidName'],
    ['a name with a colon', start('a:b'), 'InvalidName'],
    ['an empty name', start(''), 'InvalidName'],
    ['a name of 81 characters', start('x'.repeat(81)), 'InvalidName'],
    ['an input that is no JSON', start('a', 'not'), 'InvalidExecutionInput'],
    ['an empty input', start('a', ''), 'InvalidExecutionInput'],
    ['an input over 256 KiB', start('a', `"${'x'.repeat(262_144)}"`), 'InvalidExecutionInput'],
  ])('%s: refused', async (_name, request, name) => {
    await expect(makeKit({ machines }).api('StartExecution', request)).rejects.toMatchObject({ name });
  });

  test('the same name and input while it runs: the same answer; else ExecutionAlreadyExists, for 90 days', async () => {
    const kit = makeKit({ machines });
    const first = await kit.api('StartExecution', start('a'));
    expect(first).toEqual({ executionArn: executionArn('slow', 'a'), startDate: START / 1000 });
    await kit.clock.advance(1_000);
    expect(await kit.api('StartExecution', start('a'))).toEqual(first);
    const taken = { name: 'ExecutionAlreadyExists' };
    await expect(kit.api('StartExecution', start('a', '{"x":1}'))).rejects.toMatchObject(taken);
    await kit.clock.advance(100_000);
    await expect(kit.api('StartExecution', start('a'))).rejects.toMatchObject(taken);
    await kit.clock.advance(90 * 86_400_000);
    await kit.api('StartExecution', start('a', '{"x":1}'));
    expect(kit.view('slow', 'a')).toMatchObject({ status: 'RUNNING', input: { x: 1 } });
  });

  test('without a name it gets one', async () => {
    const { executionArn: arn } = await makeKit({ machines }).api('StartExecution', start(undefined));
    expect(arn).toMatch(/:execution:slow:[0-9a-f-]{36}$/);
  });
});

describe('reading', () => {
  test('DescribeExecution, running and closed', async () => {
    const kit = makeKit({ machines });
    await kit.run('quick', { a: 1 });
    expect(await kit.api('DescribeExecution', { executionArn: executionArn('quick', 'one') })).toMatchObject({
      executionArn: executionArn('quick', 'one'),
      stateMachineArn: arnOf('quick'),
      name: 'one',
      status: 'SUCCEEDED',
      startDate: START / 1000,
      stopDate: START / 1000,
      input: '{"a":1}',
      output: '{"a":1}',
    });
    await kit.run('slow');
    const running = await kit.api('DescribeExecution', { executionArn: executionArn('slow', 'one') });
    expect(running.status).toBe('RUNNING');
    expect(running.stopDate).toBeUndefined();
    const missing = kit.api('DescribeExecution', { executionArn: executionArn('slow', 'none') });
    await expect(missing).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });

  test('ListExecutions by status, in pages, the latest first', async () => {
    const kit = makeKit({ machines });
    for (const name of ['a', 'b', 'c']) {
      await kit.run('slow', {}, name);
      await kit.clock.advance(1);
    }
    await kit.api('StopExecution', { executionArn: executionArn('slow', 'b'), error: 'E', cause: 'C' });
    const list = async (more: object): Promise<{ names: string[]; nextToken: string }> => {
      const { executions, nextToken } = await kit.api('ListExecutions', {
        stateMachineArn: arnOf('slow'),
        ...more,
      });
      return { names: executions.map(({ name }: { name: string }) => name), nextToken };
    };
    expect((await list({ statusFilter: 'RUNNING' })).names).toEqual(['c', 'a']);
    const page = await list({ maxResults: 2 });
    expect(page.names).toEqual(['c', 'b']);
    expect((await list({ maxResults: 2, nextToken: page.nextToken })).names).toEqual(['a']);
    expect(kit.view('slow', 'b')).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C' });
  });

  test('GetExecutionHistory: order, pages, and without data', async () => {
    const kit = makeKit({ machines });
    await kit.run('quick', { a: 1 });
    const history = (more: object) =>
      kit.api('GetExecutionHistory', { executionArn: executionArn('quick', 'one'), ...more });
    const { events } = await history({});
    expect(events[0]).toMatchObject({
      id: 1,
      timestamp: START / 1000,
      executionStartedEventDetails: { input: '{"a":1}' },
    });
    const backwards = await history({ reverseOrder: true, maxResults: 1, includeExecutionData: false });
    expect(backwards.events).toMatchObject([
      { type: 'ExecutionSucceeded', executionSucceededEventDetails: {} },
    ]);
    expect(backwards.events[0].executionSucceededEventDetails.output).toBeUndefined();
    expect((await history({ reverseOrder: true, nextToken: backwards.nextToken })).events[0].id).toBe(3);
  });

  test('machines', async () => {
    const kit = makeKit({ machines });
    await kit.run('quick');
    const { definition, status } = await kit.api('DescribeStateMachine', { stateMachineArn: arnOf('quick') });
    expect(JSON.parse(definition).StartAt).toBe('A');
    expect(status).toBe('ACTIVE');
    const { stateMachines } = await kit.api('ListStateMachines', {});
    expect(stateMachines.map(({ name }: { name: string }) => name)).toEqual(['quick', 'slow']);
    const used = await kit.api('DescribeStateMachineForExecution', {
      executionArn: executionArn('quick', 'one'),
    });
    expect(used.definition).toBe(definition);
    await expect(kit.api('CreateActivity', {})).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  test('the list for the console', async () => {
    const kit = makeKit({ machines });
    await kit.run('slow');
    expect(kit.engine.executions.list()).toEqual([
      {
        id: 'slow:one',
        machine: 'slow',
        name: 'one',
        status: 'RUNNING',
        startedAt: new Date(START).toISOString(),
      },
    ]);
    expect(kit.engine.executions.get('slow:none')).toBeUndefined();
  });
});
