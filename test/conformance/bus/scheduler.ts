import type { Properties } from '../../../local/parts.ts';
import { type Case, from } from '../cases.ts';
import { page } from '../sources.ts';

export interface Given {
  /** Of an AWS::Scheduler::Schedule; instants as minutes after the start. */
  schedule: Properties & { startsAt?: number; endsAt?: number };
  minutes: number;
}
/** The minutes after the start at which the target was called, and what it last received. */
export interface Outcome {
  calls: number[];
  input?: unknown;
}
const hourly = { ScheduleExpression: 'rate(1 hour)' };

export const scheduler: Case<Given, Outcome>[] = [
  ...from<Given, Outcome>(page.schedules, [
    [
      'a rate without a StartDate begins at once',
      { schedule: hourly, minutes: 125 },
      { calls: [0, 60, 120] },
    ],
    [
      'a rate begins at its StartDate',
      { schedule: { ...hourly, startsAt: 10 }, minutes: 125 },
      { calls: [10, 70] },
    ],
    [
      'and ends with its EndDate',
      { schedule: { ...hourly, startsAt: 10, endsAt: 60 }, minutes: 125 },
      { calls: [10] },
    ],
    ['one that is disabled', { schedule: { ...hourly, State: 'DISABLED' }, minutes: 125 }, { calls: [] }],
  ]),
  ...from<Given, Outcome>(page.scheduleContext, [
    [
      'the attributes of its context',
      {
        schedule: {
          ...hourly,
          startsAt: 10,
          Target: { Input: '{"by": "<aws.scheduler.schedule-arn>", "try": <aws.scheduler.attempt-number>}' },
        },
        minutes: 15,
      },
      { calls: [10], input: { by: 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/S', try: 1 } },
    ],
  ]),
];
