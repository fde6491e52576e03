import { describe, expect, test } from '@jest/globals';
import { machineOf, makeKit, START } from './kit.ts';

describe('states that only compute', () => {
  test('events of a Pass follow one another as AWS numbers them', async () => {
    const { run } = makeKit({
      machines: { m: machineOf({ A: { Type: 'Pass', Assign: { x: 1 } }, B: { Type: 'Succeed' } }) },
    });
    const view = await run('m');
    expect(view.history.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'PassStateEntered'],
      [3, 2, 'PassStateExited'],
      [4, 3, 'SucceedStateEntered'],
      [5, 4, 'SucceedStateExited'],
      [6, 5, 'ExecutionSucceeded'],
    ]);
    expect(view.history[2]?.stateExitedEventDetails).toEqual({
      name: 'A',
      output: '{}',
      outputDetails: { truncated: false },
      assignedVariables: { x: '1' },
      assignedVariablesDetails: { truncated: false },
    });
  });
});

test('a Wait leaves memory, and goes on at its instant', async () => {
  const kit = makeKit({ machines: { m: machineOf({ W: { Type: 'Wait', Seconds: 10, Output: 'waited' } }) } });
  expect(await kit.run('m')).toMatchObject({ status: 'RUNNING', currentStates: ['W'] });
  expect(kit.engine.held()).toBe(0);
  await kit.clock.advance(9_999);
  expect(kit.view('m', 'one').status).toBe('RUNNING');
  await kit.clock.advance(1);
  expect(kit.view('m', 'one').stoppedAt).toBe(new Date(START + 10_000).toISOString());
});

describe('what is refused when the machine is read', () => {
  test('an inner scope that assigns an outer variable', () => {
    const Inner = { Type: 'Pass', Assign: { x: 1 }, End: true };
    const P = { Type: 'Parallel', Branches: [{ StartAt: 'Inner', States: { Inner } }] };
    const m = machineOf({ A: { Type: 'Pass', Assign: { x: 10 } }, P });
    expect(() => makeKit({ machines: { m } })).toThrow(
      'State Inner assigns $x, a variable of an outer scope',
    );
  });

  test('JSONPath', () => {
    const m = machineOf({ A: { Type: 'Pass', QueryLanguage: 'JSONPath' } });
    expect(() => makeKit({ machines: { m } })).toThrow(
      'State machine m: State A: only QueryLanguage JSONata',
    );
  });
});
