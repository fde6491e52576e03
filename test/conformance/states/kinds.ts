import { type Case, from } from '../cases.ts';
import { page } from '../sources.ts';
import { type Given, map, parallel, task } from './machines.ts';

const query = { status: 'FAILED', error: 'States.QueryEvaluationError' };
const at = (state: string, event: number): string =>
  `An error occurred while executing the state '${state}' (entered at the event id #${event}). `;

/** Each kind of state: what it makes of its input. */
const kinds: Case<Given, object>[] = from<Given, object>(page.statesLanguage, [
  ['a Pass hands its input on', { states: { A: { Type: 'Pass' } }, input: { a: 1 } }, { output: { a: 1 } }],
  [
    'an Output is a template: what is no expression stays as it is',
    {
      states: { A: { Type: 'Pass', Output: { b: '{% $states.input.a + 1 %}', c: ['{a}', 1, null] } } },
      input: { a: 1 },
    },
    { output: { b: 2, c: ['{a}', 1, null] } },
  ],
  ['an Output may be null', { states: { A: { Type: 'Pass', Output: null } } }, { output: null }],
  ['an Output may be a number', { states: { A: { Type: 'Pass', Output: 7 } } }, { output: 7 }],
  [
    'an expression starts with the string',
    { states: { A: { Type: 'Pass', Output: ' {% 1 %}' } } },
    { output: ' {% 1 %}' },
  ],
  [
    'a Succeed ends with its Output',
    { states: { A: { Type: 'Succeed', Output: '{% [1, 2] %}' } } },
    { output: [1, 2] },
  ],
  [
    'a Fail without fields',
    { states: { A: { Type: 'Fail' } } },
    { status: 'FAILED', error: undefined, cause: undefined },
  ],
  [
    'a Fail takes Error and Cause from expressions',
    {
      states: { A: { Type: 'Fail', Error: '{% $states.input.e %}', Cause: 'because' } },
      input: { e: 'Mine' },
    },
    { status: 'FAILED', error: 'Mine', cause: 'because' },
  ],
  ['a Fail whose Error is no text', { states: { A: { Type: 'Fail', Error: '{% 1 %}' } } }, query],
  [
    'a Task without Arguments gives its input to the function',
    { states: { A: task() }, input: { n: 2 }, functions: { work: ({ n }) => n * 2 } },
    { output: 4 },
  ],
  [
    'a Task sees its answer as $states.result',
    {
      states: { A: task({ Output: '{% $states.result & $states.input.n %}' }) },
      input: { n: 2 },
      functions: { work: () => 'got' },
    },
    { output: 'got2' },
  ],
]);

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
const choices: Case<Given, object>[] = from<Given, object>(page.statesLanguage, [
  ["a rule's own Output and Assign", { states: choice, input: { n: 11 } }, { output: 'manymany' }],
  [
    "a rule without Output gives the input, not the state's Output",
    { states: choice, input: { n: 6 } },
    { output: { n: 6 } },
  ],
  [
    "the Default, with the state's Output and Assign",
    { states: choice, input: { n: 1 } },
    { output: 'fewfew' },
  ],
  [
    'no rule and no Default',
    {
      states: { C: { Type: 'Choice', Choices: rules }, Many: { Type: 'Succeed' }, Some: { Type: 'Succeed' } },
      input: { n: 1 },
    },
    { status: 'FAILED', error: 'States.NoChoiceMatched' },
  ],
  [
    'a Condition that is no boolean',
    {
      states: {
        C: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'A' }] },
        A: { Type: 'Succeed' },
      },
    },
    query,
  ],
  [
    'a Condition that is a plain boolean',
    {
      states: {
        C: { Type: 'Choice', Choices: [{ Condition: true, Next: 'A' }] },
        A: { Type: 'Succeed', Output: 'yes' },
      },
    },
    { output: 'yes' },
  ],
]);

const waiting = (fields: object, seconds: number, input: object = {}): Given => ({
  states: { W: { Type: 'Wait', ...fields, Output: 'waited' } },
  input,
  seconds,
});
const waits: Case<Given, object>[] = [
  ...from<Given, object>(page.statesLanguage, [
    ['Seconds, a second before', waiting({ Seconds: 10 }, 9), { status: 'RUNNING', currentStates: ['W'] }],
    ['Seconds', waiting({ Seconds: 10 }, 10), { output: 'waited', stoppedAt: '2026-01-01T00:00:10.000Z' }],
    [
      'Seconds by expression',
      waiting({ Seconds: '{% $states.input.s %}' }, 5, { s: 5 }),
      { output: 'waited' },
    ],
    ['Seconds that are none', waiting({ Seconds: '{% -1 %}' }, 0), query],
    ['a Timestamp', waiting({ Timestamp: '2026-01-01T00:01:00Z' }, 60), { output: 'waited' }],
    [
      'a Timestamp of another zone',
      waiting({ Timestamp: '2026-01-01T01:01:00+01:00' }, 60),
      { output: 'waited' },
    ],
    [
      'a Timestamp that is past does not wait',
      waiting({ Timestamp: '2020-01-01T00:00:00Z' }, 0),
      { output: 'waited' },
    ],
    ['fourteen days', waiting({ Seconds: 14 * 86_400 }, 14 * 86_400), { output: 'waited' }],
  ]),
  ...from(
    page.recordedScenarios,
    [
      '2016-12-05 21:29:29Z',
      '2016-12-05T21:29:29',
      '2016-13-05T21:29:29Z',
      '2016-12-05T25:29:29Z',
      '05-12-2016T21:29:29Z',
    ].map((text): [string, Given, object] => [
      `the Timestamp ${text}`,
      { states: { WaitState: { Type: 'Wait', Timestamp: '{% $states.input.t %}' } }, input: { t: text } },
      {
        ...query,
        cause: `${at('WaitState', 2)}The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
      },
    ]),
  ),
  ...from<Given, object>(page.recordedScenarios, [
    [
      'a Timestamp with nanoseconds',
      { states: { W: { Type: 'Wait', Timestamp: '{% "2016-03-05T21:29:29.243167252Z" %}', Output: 1 } } },
      { output: 1 },
    ],
  ]),
];

const undefinedIn = (field: string, state: object): [string, Given, object] => [
  `$doesNotExist in ${field}`,
  { states: { State0: state } },
  {
    ...query,
    cause: `${at('State0', 2)}The JSONata expression '$doesNotExist' specified for the field '${field}' returned nothing (undefined).`,
  },
];
const expression = '{% $doesNotExist %}';
/** How a failing query is told: the cause names state, field and expression. */
const queries: Case<Given, object>[] = [
  ...from<Given, object>(page.recordedAssign, [
    undefinedIn('Output', { Type: 'Pass', Output: expression }),
    undefinedIn('Output/result', { Type: 'Pass', Output: { result: expression } }),
    undefinedIn('Assign/result', { Type: 'Pass', Assign: { result: expression } }),
    undefinedIn('Arguments', task({ Arguments: expression })),
    undefinedIn('Arguments/FunctionName', task({ Arguments: { FunctionName: expression } })),
  ]),
  ...from(
    page.recordedScenarios,
    (
      [
        ['1', 'number', '1'],
        ["{'foo': 'bar'}", 'object', '{"foo":"bar"}'],
        ['null', 'null', 'null'],
        ["'text'", 'string', '"text"'],
        ['true', 'boolean', 'true'],
      ] as const
    ).map(([text, kind, shown]): [string, Given, object] => [
      `Items that are a ${kind}`,
      { states: { M: map({ P: { Type: 'Pass' } }, { Items: `{% ${text} %}` }) } },
      {
        ...query,
        cause: `${at('M', 2)}The JSONata expression '${text}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was '${kind}' for value: ${shown}`,
      },
    ]),
  ),
  ...from<Given, object>(page.recordedScenarios, [
    [
      'a Map without Items, whose input is no list',
      { states: { A: { Type: 'Pass' }, M: map({ P: { Type: 'Pass' } }) }, input: { foo: 'bar' } },
      { ...query, cause: `${at('M', 4)}Map state input must be an array but was: {"foo":"bar"}` },
    ],
  ]),
];

const A = { Type: 'Pass', Assign: { x: 10 } };
const seeing = { Type: 'Pass', Output: { x: '{% $x %}', y: '{% $exists($y) %}', z: '{% $exists($z) %}' } };
/** Variables and their scopes. */
const variables: Case<Given, object>[] = from<Given, object>(page.statesVariables, [
  [
    'Assign and Output see the variables as they were on entry',
    {
      states: {
        A: { Type: 'Pass', Assign: { x: 1 } },
        B: { Type: 'Pass', Assign: { x: '{% $x + 1 %}', y: '{% $x %}' }, Output: '{% $x %}' },
        C: { Type: 'Pass', Output: { before: '{% $states.input %}', x: '{% $x %}', y: '{% $y %}' } },
      },
    },
    { output: { before: 1, x: 2, y: 1 } },
  ],
  [
    'a Map reads outer variables, and its own end with it',
    {
      states: {
        A,
        M: map(
          {
            I: { Type: 'Pass', Assign: { y: '{% $x %}' } },
            L: { Type: 'Pass', Output: '{% $y + $states.input %}' },
          },
          { Items: [1, 2], Assign: { z: '{% $sum($states.result) %}' } },
        ),
        E: seeing,
      },
    },
    { output: { x: 10, y: false, z: true } },
  ],
  [
    'a Parallel too',
    {
      states: { A, P: parallel([{ I: { Type: 'Pass', Assign: { y: 1 }, Output: '{% $x %}' } }]), E: seeing },
    },
    { output: { x: 10, y: false, z: false } },
  ],
  [
    'iterations do not see each other’s variables',
    {
      states: {
        M: map(
          {
            I: { Type: 'Pass', Assign: { n: '{% $exists($n) ? 2 : 1 %}' } },
            L: { Type: 'Pass', Output: '{% $n %}' },
          },
          { Items: [1, 2, 3], MaxConcurrency: 1 },
        ),
      },
    },
    { output: [1, 1, 1] },
  ],
  [
    'a Catch assigns its own variables, and not the state’s',
    {
      states: {
        T: task({
          Assign: { z: 1 },
          Catch: [
            { ErrorEquals: ['States.ALL'], Next: 'E', Assign: { y: '{% $states.errorOutput.Error %}' } },
          ],
        }),
        E: { Type: 'Pass', Output: { y: '{% $y %}', z: '{% $exists($z) %}' }, End: true },
      },
      functions: {
        work: () => {
          throw Object.assign(new Error('x'), { name: 'Mine' });
        },
      },
    },
    { output: { y: 'Mine', z: false } },
  ],
]);

/** The context object. */
const context: Case<Given, object>[] = from<Given, object>(page.statesContext, [
  [
    'Execution, State and StateMachine',
    {
      states: { A: { Type: 'Pass', Output: '{% $states.context %}' } },
      input: { a: 1 },
    },
    {
      output: {
        Execution: {
          Id: 'arn:aws:states:eu-central-1:123456789012:execution:m:one',
          Input: { a: 1 },
          Name: 'one',
          RoleArn: 'arn:aws:iam::123456789012:role/m',
          StartTime: '2026-01-01T00:00:00.000Z',
          RedriveCount: 0,
        },
        State: { Name: 'A', EnteredTime: '2026-01-01T00:00:00.000Z', RetryCount: 0 },
        StateMachine: { Id: 'arn:aws:states:eu-central-1:123456789012:stateMachine:m', Name: 'm' },
      },
    },
  ],
  [
    'Map.Item in an ItemSelector',
    {
      states: {
        M: map(
          { P: { Type: 'Pass' } },
          { Items: ['a', 'b'], ItemSelector: '{% $states.context.Map.Item.(Value & Index) %}' },
        ),
      },
    },
    { output: ['a0', 'b1'] },
  ],
]);

export const kindsOfStates = [...kinds, ...choices, ...waits, ...queries, ...variables, ...context];
