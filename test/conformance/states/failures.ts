import { type Case, from } from '../cases.ts';
import { page } from '../sources.ts';
import {
  ask,
  asking,
  catching,
  caught,
  failing,
  type Given,
  map,
  parallel,
  task,
  tokenOf,
} from './machines.ts';

/** Which names in ErrorEquals take which error. */
export const names: Case<[names: string[], error: string], boolean>[] = from(page.statesErrors, [
  ['States.ALL takes an error of its own name', [['States.ALL'], 'Mine'], true],
  ['States.ALL takes a timeout', [['States.ALL'], 'States.Timeout'], true],
  ['States.ALL takes a failed query', [['States.ALL'], 'States.QueryEvaluationError'], true],
  ['States.ALL does not take States.DataLimitExceeded', [['States.ALL'], 'States.DataLimitExceeded'], false],
  ['States.ALL does not take States.Runtime', [['States.ALL'], 'States.Runtime'], false],
  ['nothing takes States.Runtime', [['States.Runtime'], 'States.Runtime'], false],
  ['States.DataLimitExceeded by its name', [['States.DataLimitExceeded'], 'States.DataLimitExceeded'], true],
  ['States.TaskFailed takes an error of its own name', [['States.TaskFailed'], 'Mine'], true],
  ['States.TaskFailed does not take a timeout', [['States.TaskFailed'], 'States.Timeout'], false],
  ['States.TaskFailed takes Lambda.Unknown', [['States.TaskFailed'], 'Lambda.Unknown'], true],
  ['one of several names', [['Mine', 'Other'], 'Other'], true],
  ['names are case-sensitive', [['Mine'], 'mine'], false],
]);

/** Waits of a retrier in milliseconds, by attempt, with a random number of 0.5; undefined when it is spent. */
export const retries: Case<object, (number | undefined)[]>[] = from(page.statesErrors, [
  ['the defaults: 1 s, doubled, three times', {}, [1000, 2000, 4000, undefined]],
  ['MaxAttempts 0 never retries', { MaxAttempts: 0 }, [undefined]],
  ['a rate', { IntervalSeconds: 3, BackoffRate: 1.5, MaxAttempts: 3 }, [3000, 4500, 6750, undefined]],
  [
    'a cap',
    { IntervalSeconds: 10, BackoffRate: 10, MaxDelaySeconds: 60 },
    [10_000, 60_000, 60_000, undefined],
  ],
  ['full jitter', { IntervalSeconds: 10, JitterStrategy: 'FULL' }, [5000, 10_000, 20_000, undefined]],
]);

const large = { work: () => 'x'.repeat(262_144) };
const over = (what: string): string =>
  `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`;
const work = 'arn:aws:lambda:eu-central-1:123456789012:function:work';
const limits: Case<Given, object>[] = [
  ...from<Given, object>(page.statesQuotas, [
    [
      'an output of 262,144 bytes',
      { states: { A: { Type: 'Pass', Output: "{% $pad('', 262142, 'x') %}" } } },
      { status: 'SUCCEEDED' },
    ],
    [
      'an output of a byte more',
      { states: { A: { Type: 'Pass', Output: "{% $pad('', 262143, 'x') %}" } } },
      { status: 'FAILED', error: 'States.DataLimitExceeded' },
    ],
    [
      'Arguments over the limit',
      { states: { A: task({ Arguments: "{% $pad('', 262143, 'x') %}" }) }, functions: { work: () => 1 } },
      { error: 'States.DataLimitExceeded' },
    ],
    [
      'a variable over the limit',
      { states: { A: { Type: 'Pass', Assign: { v: "{% $pad('', 262143, 'x') %}" } } } },
      { error: 'States.DataLimitExceeded' },
    ],
    [
      'a loop without end stops at 25,000 events',
      { states: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } },
      { status: 'FAILED', error: 'States.Runtime' },
    ],
  ]),
  ...from<Given, object>(page.recordedStateErrors, [
    [
      'a function’s answer over the limit',
      { states: { A: task() }, functions: large },
      { status: 'FAILED', error: 'States.DataLimitExceeded', cause: over(work) },
    ],
    [
      '… which States.ALL does not catch',
      { states: { A: task({ Catch: catching('States.ALL') }), Caught: caught }, functions: large },
      { status: 'FAILED', error: 'States.DataLimitExceeded' },
    ],
    [
      '… and its own name does',
      {
        states: { A: task({ Catch: catching('States.DataLimitExceeded') }), Caught: caught },
        functions: large,
      },
      { output: { Error: 'States.DataLimitExceeded', Cause: over(work) } },
    ],
  ]),
];

const failHere = { Type: 'Fail', Error: 'HandleItemFailError', Cause: 'HandleItemFailCause' };
const told = { Error: 'HandleItemFailError', Cause: 'HandleItemFailCause' };
const slow = { Type: 'Wait', Seconds: 60 };
const joins: Case<Given, object>[] = [
  ...from<Given, object>(page.recordedScenarios, [
    [
      'a Map whose iteration fails is caught by the iteration’s error',
      {
        states: {
          M: map({ F: failHere }, { Items: [1], Catch: catching('HandleItemFailError') }),
          Caught: caught,
        },
      },
      { status: 'SUCCEEDED', output: told },
    ],
    [
      'a Map is retried as a whole, and fails with the iteration’s error',
      {
        states: {
          M: map({ F: failHere }, { Items: [1], Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }] }),
        },
        seconds: 10,
      },
      { status: 'FAILED', error: 'HandleItemFailError', cause: 'HandleItemFailCause' },
    ],
    [
      'a Map whose iteration fails without a name fails without one',
      { states: { M: map({ F: { Type: 'Fail' } }, { Items: [1] }) } },
      { status: 'FAILED', error: undefined, cause: undefined },
    ],
    [
      'a Parallel fails with its branch’s error',
      { states: { P: parallel([{ F: { Type: 'Fail', Error: 'FailureType' } }]) } },
      { status: 'FAILED', error: 'FailureType' },
    ],
    [
      'a Parallel’s Catch sees it',
      {
        states: {
          P: parallel([{ W: slow }, { F: failHere }], { Catch: catching('States.ALL') }),
          Caught: caught,
        },
      },
      { status: 'SUCCEEDED', output: told },
    ],
  ]),
  ...from<Given, object>(page.statesMap, [
    [
      'results in the order of the items',
      {
        states: { M: map({ W: { Type: 'Wait', Seconds: '{% $states.input %}' } }, { Items: [3, 1, 2] }) },
        seconds: 3,
      },
      { output: [3, 1, 2] },
    ],
    ['no items, no iterations', { states: { M: map({ F: failHere }, { Items: [] }) } }, { output: [] }],
    [
      'one at a time with MaxConcurrency 1',
      {
        states: { M: map({ W: { Type: 'Wait', Seconds: 10 } }, { Items: [1, 2, 3], MaxConcurrency: 1 }) },
        seconds: 29,
      },
      { status: 'RUNNING' },
    ],
    [
      'at most forty at a time without',
      {
        states: {
          M: map({ W: { Type: 'Wait', Seconds: 10 } }, { Items: Array.from({ length: 41 }, (_, n) => n) }),
        },
        seconds: 10,
      },
      { status: 'RUNNING' },
    ],
    [
      'ToleratedFailureCount leaves the failed ones out',
      {
        states: {
          M: map(
            {
              C: {
                Type: 'Choice',
                Choices: [{ Condition: '{% $states.input < 0 %}', Next: 'F' }],
                Default: 'P',
              },
              P: { Type: 'Pass', End: true },
              F: failHere,
            },
            { Items: [1, -1, 3], ToleratedFailureCount: 1 },
          ),
        },
      },
      { output: [1, 3] },
    ],
    [
      'beyond it the Map fails by its own name',
      { states: { M: map({ F: failHere }, { Items: [1, 2], ToleratedFailureCount: 1 }) } },
      { error: 'States.ExceedToleratedFailureThreshold' },
    ],
  ]),
];

const child = (state: object): Record<string, object> => ({
  child: { StartAt: 'S', States: { S: { ...state, ...(state === slow ? { End: true } : {}) } } },
});
const start = (suffix: string, more: object = {}): object => ({
  Type: 'Task',
  Resource: `arn:aws:states:::states:startExecution${suffix}`,
  Arguments: {
    StateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:child',
    Name: 'kid',
    Input: { n: 1 },
  },
  ...more,
});
const nested: Case<Given, object>[] = from<Given, object>(page.statesNested, [
  [
    '.sync:2 gives the output as JSON',
    {
      states: { A: start('.sync:2', { Output: '{% $states.result.Output %}' }) },
      others: child({ Type: 'Succeed' }),
    },
    { output: { n: 1 } },
  ],
  [
    '.sync gives it as text',
    {
      states: { A: start('.sync', { Output: '{% $states.result.Output %}' }) },
      others: child({ Type: 'Succeed' }),
    },
    { output: '{"n":1}' },
  ],
  [
    'without a suffix it does not wait',
    { states: { A: start('', { Output: '{% $states.result.ExecutionArn %}' }) }, others: child(slow) },
    { output: 'arn:aws:states:eu-central-1:123456789012:execution:child:kid' },
  ],
  [
    'a child that fails is States.TaskFailed',
    {
      states: {
        A: start('.sync:2', { Catch: catching('States.TaskFailed') }),
        Caught: { Type: 'Succeed', Output: '{% $parse($states.input.Cause).[Status, Error] %}' },
      },
      others: child(failHere),
    },
    { output: ['FAILED', 'HandleItemFailError'] },
  ],
  [
    'a machine that does not exist',
    { states: { A: start('.sync:2') } },
    { error: 'StepFunctions.StateMachineDoesNotExistException' },
  ],
]);

const beat = (kit: Parameters<typeof tokenOf>[0]): Promise<unknown> =>
  kit.api('SendTaskHeartbeat', { taskToken: tokenOf(kit) });
const timing: Case<Given, object>[] = [
  ...from<Given, object>(page.recordedCallbacks, [
    [
      'a token that does not come in time',
      { states: { A: asking({ TimeoutSeconds: 5 }) }, functions: ask, seconds: 5 },
      { status: 'FAILED', error: 'States.Timeout', cause: undefined },
    ],
  ]),
  ...from<Given, object>(page.recordedTimeouts, [
    [
      'a machine’s TimeoutSeconds',
      { states: { W: slow }, machine: { TimeoutSeconds: 5 }, seconds: 5 },
      { status: 'TIMED_OUT', error: undefined },
    ],
  ]),
  ...from<Given, object>(page.statesErrors, [
    [
      'a missed heartbeat is told as States.Timeout',
      { states: { A: asking({ TimeoutSeconds: 100, HeartbeatSeconds: 10 }) }, functions: ask, seconds: 10 },
      { status: 'FAILED', error: 'States.Timeout' },
    ],
    [
      'States.HeartbeatTimeout takes it',
      {
        states: {
          A: asking({ HeartbeatSeconds: 1, Catch: catching('States.HeartbeatTimeout') }),
          Caught: { Type: 'Succeed', Output: 'caught' },
        },
        functions: ask,
        seconds: 1,
      },
      { output: 'caught' },
    ],
    [
      'States.HeartbeatTimeout does not take a timeout',
      {
        states: {
          A: asking({ TimeoutSeconds: 1, Catch: catching('States.HeartbeatTimeout') }),
          Caught: caught,
        },
        functions: ask,
        seconds: 1,
      },
      { status: 'FAILED', error: 'States.Timeout' },
    ],
    [
      'retriers count for themselves; the first that matches, spent, gives way to the Catch',
      {
        states: {
          A: task({
            Retry: [
              { ErrorEquals: ['Other'], MaxAttempts: 5 },
              { ErrorEquals: ['Mine'], MaxAttempts: 1 },
              { ErrorEquals: ['States.ALL'], MaxAttempts: 5 },
            ],
            Catch: catching('States.ALL'),
          }),
          Caught: { Type: 'Succeed', Output: 'caught' },
        },
        functions: failing('Mine', 2),
        seconds: 100,
      },
      { output: 'caught' },
    ],
  ]),
  ...from<Given, object>(page.statesToken, [
    [
      'a heartbeat puts the heartbeat off',
      {
        states: { A: asking({ HeartbeatSeconds: 10 }) },
        functions: ask,
        meanwhile: async (kit) => {
          await kit.clock.advance(9_000);
          await beat(kit);
        },
        seconds: 9,
      },
      { status: 'RUNNING' },
    ],
    [
      'SendTaskSuccess gives the result',
      {
        states: { A: asking({ Output: '{% $states.result.decision %}' }) },
        functions: ask,
        meanwhile: (kit) =>
          kit.api('SendTaskSuccess', { taskToken: tokenOf(kit), output: '{"decision":"yes"}' }),
      },
      { output: 'yes' },
    ],
    [
      'SendTaskFailure fails by the name it is given',
      {
        states: { A: asking({ Catch: catching('Refused') }), Caught: caught },
        functions: ask,
        meanwhile: (kit) =>
          kit.api('SendTaskFailure', { taskToken: tokenOf(kit), error: 'Refused', cause: 'by hand' }),
      },
      { output: { Error: 'Refused', Cause: 'by hand' } },
    ],
  ]),
];

export const failures = [...limits, ...joins, ...nested, ...timing];
