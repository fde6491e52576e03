import { describe, expect, test } from '@jest/globals';
import { functionArn, machineOf, makeKit, START, typesOf } from './kit.ts';

type Case = [name: string, states: Record<string, object>, input: unknown, expected: object];

const pass: Case[] = [
  ['Pass hands its input on', { A: { Type: 'Pass' } }, { a: 1 }, { status: 'SUCCEEDED', output: { a: 1 } }],
  [
    'Pass with Output',
    { A: { Type: 'Pass', Output: { b: '{% $states.input.a + 1 %}', c: ['as it is'] } } },
    { a: 1 },
    { status: 'SUCCEEDED', output: { b: 2, c: ['as it is'] } },
  ],
  ['a null output', { A: { Type: 'Pass', Output: null } }, {}, { output: null }],
  ['Succeed with Output', { A: { Type: 'Succeed', Output: '{% [1, 2] %}' } }, {}, { output: [1, 2] }],
  [
    'Fail with Error and Cause from the input',
    { A: { Type: 'Fail', Error: '{% $states.input.e %}', Cause: 'because' } },
    { e: 'Mine' },
    { status: 'FAILED', error: 'Mine', cause: 'because' },
  ],
  [
    'an expression that selects nothing',
    { A: { Type: 'Pass', Output: { x: '{% $states.input.nothing %}' } } },
    {},
    { status: 'FAILED', error: 'States.QueryEvaluationError' },
  ],
  [
    'an expression that throws',
    { A: { Type: 'Pass', Output: "{% $number('x') %}" } },
    {},
    { status: 'FAILED', error: 'States.QueryEvaluationError' },
  ],
  [
    'the context object',
    {
      A: {
        Type: 'Pass',
        Output:
          '{% $merge([$states.context.Execution.{"i": Input, "n": Name}, {"s": $states.context.State.Name}]) %}',
      },
    },
    { a: 1 },
    { output: { i: { a: 1 }, n: 'one', s: 'A' } },
  ],
];

const rules = [
  { Condition: '{% $states.input.n > 10 %}', Next: 'Many', Output: 'many', Assign: { seen: 'many' } },
  { Condition: '{% $states.input.n > 5 %}', Next: 'Some' },
];
const choice = {
  C: { Type: 'Choice', Choices: rules, Default: 'Few', Output: 'few', Assign: { seen: 'few' } },
  Many: { Type: 'Succeed', Output: '{% $states.input & $seen %}' },
  Some: { Type: 'Succeed', Output: '{% $states.input %}' },
  Few: { Type: 'Succeed', Output: '{% $states.input & $seen %}' },
};
const choices: Case[] = [
  ["a rule's own Output and Assign", choice, { n: 11 }, { output: 'manymany' }],
  ["a rule without Output gives the input, not the state's Output", choice, { n: 6 }, { output: { n: 6 } }],
  ['the Default, with the state’s Output and Assign', choice, { n: 1 }, { output: 'fewfew' }],
  [
    'no rule and no Default',
    { C: { Type: 'Choice', Choices: rules }, Many: { Type: 'Succeed' }, Some: { Type: 'Succeed' } },
    { n: 1 },
    { status: 'FAILED', error: 'States.NoChoiceMatched' },
  ],
  [
    'a Condition that is no boolean',
    { C: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'A' }] }, A: { Type: 'Succeed' } },
    {},
    { error: 'States.QueryEvaluationError' },
  ],
];

describe('states that only compute', () => {
  test.each([...pass, ...choices])('%s', async (_name, states, input, expected) => {
    const kit = makeKit({ machines: { m: machineOf(states) } });
    expect(await kit.run('m', input)).toMatchObject(expected);
  });

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

  test('a loop without end stops at the event limit', async () => {
    const { run } = makeKit({
      machines: { m: machineOf({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }) },
    });
    expect(await run('m')).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('Wait', () => {
  const waits: [string, object, unknown, number][] = [
    ['Seconds', { Seconds: 10 }, {}, 10_000],
    ['Seconds by expression', { Seconds: '{% $states.input.s %}' }, { s: 5 }, 5_000],
    ['Timestamp', { Timestamp: new Date(START + 60_000).toISOString() }, {}, 60_000],
    ['fourteen days', { Seconds: 14 * 86_400 }, {}, 14 * 86_400_000],
  ];
  test.each(waits)('%s', async (_name, fields, input, due) => {
    const kit = makeKit({ machines: { m: machineOf({ W: { Type: 'Wait', ...fields, Output: 'waited' } }) } });
    expect(await kit.run('m', input)).toMatchObject({ status: 'RUNNING', currentStates: ['W'] });
    expect(kit.engine.held()).toBe(0);
    await kit.clock.advance(due - 1);
    expect(kit.view('m', 'one').status).toBe('RUNNING');
    await kit.clock.advance(1);
    expect(kit.view('m', 'one')).toMatchObject({
      status: 'SUCCEEDED',
      output: 'waited',
      stoppedAt: new Date(START + due).toISOString(),
    });
  });

  test('a Timestamp that is past does not wait; one that is none fails', async () => {
    const W = { Type: 'Wait', Timestamp: '{% $states.input.at %}' };
    const kit = makeKit({ machines: { m: machineOf({ W }) } });
    expect(await kit.run('m', { at: '2020-01-01T00:00:00Z' }, 'past')).toMatchObject({ status: 'SUCCEEDED' });
    expect(await kit.run('m', { at: '2016-13-05T21:29:29Z' }, 'none')).toMatchObject({
      error: 'States.QueryEvaluationError',
    });
  });
});

describe('Assign', () => {
  test('sees the variables as they were, as Output does', async () => {
    const B = { Type: 'Pass', Assign: { x: '{% $x + 1 %}', y: '{% $x %}' }, Output: '{% $x %}' };
    const C = { Type: 'Pass', Output: { before: '{% $states.input %}', x: '{% $x %}', y: '{% $y %}' } };
    const kit = makeKit({ machines: { m: machineOf({ A: { Type: 'Pass', Assign: { x: 1 } }, B, C }) } });
    expect((await kit.run('m')).output).toEqual({ before: 1, x: 2, y: 1 });
  });

  test('an inner scope reads outer variables, and its own end with it', async () => {
    const Inner = { Type: 'Pass', Assign: { y: '{% $x + $states.input %}' }, Next: 'Last' };
    const Last = { Type: 'Pass', Output: '{% $y %}', End: true };
    const M = {
      Type: 'Map',
      Items: [1, 2],
      ItemProcessor: { StartAt: 'Inner', States: { Inner, Last } },
      Assign: { z: '{% $sum($states.result) %}' },
    };
    const End = { Type: 'Pass', Output: { x: '{% $x %}', z: '{% $z %}', y: '{% $exists($y) %}' } };
    const kit = makeKit({ machines: { m: machineOf({ A: { Type: 'Pass', Assign: { x: 10 } }, M, End }) } });
    expect((await kit.run('m')).output).toEqual({ x: 10, y: false, z: 23 });
  });

  test('an inner scope that assigns an outer variable is refused when the machine is read', () => {
    const Inner = { Type: 'Pass', Assign: { x: 1 }, End: true };
    const P = { Type: 'Parallel', Branches: [{ StartAt: 'Inner', States: { Inner } }] };
    const m = machineOf({ A: { Type: 'Pass', Assign: { x: 10 } }, P });
    expect(() => makeKit({ machines: { m } })).toThrow(
      'State Inner assigns $x, a variable of an outer scope',
    );
  });

  test('JSONPath is refused when the machine is read', () => {
    const m = machineOf({ A: { Type: 'Pass', QueryLanguage: 'JSONPath' } });
    expect(() => makeKit({ machines: { m } })).toThrow(
      'State machine m: State A: only QueryLanguage JSONata',
    );
  });
});

describe('limits', () => {
  const large = { Type: 'Pass', Output: "{% $pad('', 262145, 'x') %}" };
  test('an output over 256 KiB fails the execution', async () => {
    const kit = makeKit({ machines: { m: machineOf({ A: large }) } });
    expect(await kit.run('m')).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test('States.ALL does not catch it, its own name does', async () => {
    const task = (names: string[]): object => ({
      Type: 'Task',
      Resource: functionArn('large'),
      Catch: [{ ErrorEquals: names, Next: 'Caught' }],
    });
    const Caught = { Type: 'Succeed', Output: '{% $states.input.Error %}' };
    const machines = {
      all: machineOf({ A: task(['States.ALL']), Caught }),
      own: machineOf({ A: task(['States.DataLimitExceeded']), Caught }),
    };
    const kit = makeKit({ machines, functions: { large: () => 'x'.repeat(262_144) } });
    expect(await kit.run('all')).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(await kit.run('own')).toMatchObject({ output: 'States.DataLimitExceeded' });
    expect(typesOf(kit.view('own', 'one'))).toContain('LambdaFunctionFailed');
  });
});
