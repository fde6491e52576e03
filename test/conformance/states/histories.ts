import { type Case, from } from '../cases.ts';
import { page } from '../sources.ts';
import { ask, asking, type Given, map, parallel } from './machines.ts';

/** An event's type and the event it follows. */
export type Told = [type: string, previous: number];

const fails = { Type: 'Fail', Error: 'HandleItemFailError', Cause: 'HandleItemFailCause' };
const one = { StartState: { Type: 'Pass', Output: [1] } };

/** How AWS numbers and names the events of an execution. */
export const histories: Case<Given, Told[]>[] = [
  ...from<Given, Told[]>(page.recordedScenarios, [
    [
      'a Fail',
      { states: { F: fails } },
      [
        ['ExecutionStarted', 0],
        ['FailStateEntered', 0],
        ['ExecutionFailed', 2],
      ],
    ],
    [
      'a Map whose iteration fails, caught',
      {
        states: {
          ...one,
          M: map(
            { F: fails },
            { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'FinalCaught' }], Next: 'Final' },
          ),
          FinalCaught: { Type: 'Pass', End: true },
          Final: { Type: 'Succeed' },
        },
      },
      [
        ['ExecutionStarted', 0],
        ['PassStateEntered', 0],
        ['PassStateExited', 2],
        ['MapStateEntered', 3],
        ['MapStateStarted', 4],
        ['MapIterationStarted', 5],
        ['FailStateEntered', 6],
        ['MapIterationFailed', 7],
        ['MapStateFailed', 7],
        ['MapStateExited', 9],
        ['PassStateEntered', 10],
        ['PassStateExited', 11],
        ['ExecutionSucceeded', 12],
      ],
    ],
    [
      'a Parallel whose branch fails',
      { states: { P: parallel([{ F: { Type: 'Fail', Error: 'FailureType' } }]) } },
      [
        ['ExecutionStarted', 0],
        ['ParallelStateEntered', 0],
        ['ParallelStateStarted', 2],
        ['FailStateEntered', 3],
        ['ParallelStateFailed', 4],
        ['ExecutionFailed', 5],
      ],
    ],
  ]),
  ...from<Given, Told[]>(page.recordedCallbacks, [
    [
      'a token that does not come in time',
      { states: { A: asking({ TimeoutSeconds: 5 }) }, functions: ask, seconds: 5 },
      [
        ['ExecutionStarted', 0],
        ['TaskStateEntered', 0],
        ['TaskScheduled', 2],
        ['TaskStarted', 3],
        ['TaskSubmitted', 4],
        ['TaskTimedOut', 5],
        ['ExecutionFailed', 6],
      ],
    ],
  ]),
];
