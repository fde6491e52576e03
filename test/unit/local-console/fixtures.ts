/** What strangers may have typed, and a run of every kind of state. */
import type { Fixture } from './fake-runner.ts';
import { nothing } from './fake-runner.ts';

/** Sets window.hacked, should any of it run. */
export const hostile =
  '</script></textarea></title>"\'><img src=x onerror="window.top.hacked=1"><script>window.top.hacked=1</script><svg onload="window.top.hacked=1">';

const at = (seconds: number): string => new Date(Date.UTC(2027, 0, 4, 8, 0, seconds)).toISOString();
const lambda = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };

/** All eight types, a choice with a way back, a catch, a Parallel with a Map inside. */
export const definition = {
  StartAt: 'Read the claim',
  QueryLanguage: 'JSONata',
  States: {
    'Read the claim': {
      ...lambda,
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Tell the operator' }],
      Next: 'Large?',
    },
    'Large?': {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.amountMinor >= 5000000 %}', Next: 'Ask in parallel' },
        { Condition: '{% $states.input.incomplete %}', Next: 'Wait for the proof' },
      ],
      Default: 'Pay',
    },
    'Wait for the proof': { Type: 'Wait', Seconds: 86_400, Next: 'Read the claim' },
    'Ask in parallel': {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Ask finance', States: { 'Ask finance': { ...lambda, End: true } } },
        {
          StartAt: 'For each approver of the business side',
          States: {
            'For each approver of the business side': {
              Type: 'Map',
              ItemProcessor: {
                StartAt: 'Ask one',
                States: { 'Ask one': { ...lambda, Next: 'Note it' }, 'Note it': { Type: 'Pass', End: true } },
              },
              End: true,
            },
          },
        },
      ],
      Catch: [{ ErrorEquals: ['Rejected'], Next: 'Tell the operator' }],
      Next: 'Pay',
    },
    Pay: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Catch: [{ ErrorEquals: ['States.TaskFailed', 'States.Timeout'], Next: 'Tell the operator' }],
      Next: 'Paid',
    },
    Paid: { Type: 'Succeed' },
    'Tell the operator': { ...lambda, Next: 'Failed' },
    Failed: { Type: 'Fail', Error: 'ClaimFailed' },
  },
};

const entered = (id: number, name: string, type = 'Task') => ({
  id,
  previousEventId: id - 1,
  type: `${type}StateEntered`,
  timestamp: at(id),
  stateEnteredEventDetails: { name, input: '{"amountMinor":6000000}', inputDetails: { truncated: false } },
});
const exited = (id: number, name: string, type = 'Task') => ({
  id,
  previousEventId: id - 1,
  type: `${type}StateExited`,
  timestamp: at(id),
  stateExitedEventDetails: {
    name,
    output: JSON.stringify({ note: hostile }),
    outputDetails: { truncated: false },
  },
});

/** Read, found large, asked in parallel, which one rejected; the operator was told, and it failed. */
export const failedRun = {
  id: 'claims:clm_1-4',
  machine: 'claims',
  name: 'clm_1-4',
  status: 'FAILED',
  startedAt: at(0),
  stoppedAt: at(40),
  error: 'ClaimFailed',
  cause: hostile,
  currentStates: [] as string[],
  input: {
    note: hostile,
    AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID:
      'arn:aws:states:us-east-1:123456789012:execution:funds:fnd_1-2',
  },
  definition,
  history: [
    {
      id: 1,
      previousEventId: 0,
      type: 'ExecutionStarted',
      timestamp: at(0),
      executionStartedEventDetails: { input: '{}' },
    },
    entered(2, 'Read the claim'),
    exited(3, 'Read the claim'),
    entered(4, 'Large?', 'Choice'),
    exited(5, 'Large?', 'Choice'),
    entered(6, 'Ask in parallel', 'Parallel'),
    { id: 7, previousEventId: 6, type: 'ParallelStateStarted', timestamp: at(7) },
    { ...entered(8, 'Ask finance'), previousEventId: 7 },
    {
      id: 9,
      previousEventId: 8,
      type: 'TaskFailed',
      timestamp: at(9),
      taskFailedEventDetails: { error: 'Rejected', cause: hostile },
    },
    { id: 10, previousEventId: 6, type: 'ParallelStateFailed', timestamp: at(10) },
    exited(11, 'Ask in parallel', 'Parallel'),
    entered(12, 'Tell the operator'),
    exited(13, 'Tell the operator'),
    entered(14, 'Failed', 'Fail'),
    {
      id: 15,
      previousEventId: 14,
      type: 'ExecutionFailed',
      timestamp: at(40),
      executionFailedEventDetails: { error: 'ClaimFailed' },
    },
  ],
};

/** Every list filled with the hostile text. */
export const hostileFixture = (): Fixture => ({
  ...nothing,
  mail: [
    {
      id: 'm1',
      from: hostile,
      to: [hostile],
      subject: hostile,
      text: `${hostile} https://example.com/approve/abc.`,
      html: `<p>Hello</p><a href="https://example.com/decide">decide</a>${hostile}<base target="_top"><form action="https://example.com"><button>send</button></form>`,
      sentAt: at(5),
    },
  ],
  events: [
    {
      sequence: 1,
      source: hostile,
      detailType: `cosell.referral.${hostile}.v1`,
      detail: { subject: hostile, data: { status: hostile, previousStatus: 'draft' } },
      time: at(5),
    } as never,
  ],
  executions: [
    failedRun,
    {
      ...failedRun,
      id: `claims:${encodeURIComponent(hostile)}`,
      status: 'RUNNING',
      currentStates: ['Ask finance', 'Ask one'],
      name: hostile,
    } as never,
  ],
  records: [
    {
      pk: hostile,
      sk: 'RECORD',
      entity: hostile,
      status: hostile,
      body: JSON.stringify({ title: hostile, inner: JSON.stringify({ deep: hostile }) }),
    },
  ],
  queues: [{ name: hostile, visible: 2, inFlight: 1, delayed: 0 }],
});
