import { type Case, from } from '../cases.ts';
import { page } from '../sources.ts';

export interface Given {
  expression: string;
  zone?: string;
  after: string;
}
/** When it is next due; null for never again. */
export type Due = string | null;
type Row = [expression: string, after: string, due: Due, zone?: string];
const due = (source: string, rows: Row[]): Case<Given, Due>[] =>
  from(
    source,
    rows.map(([expression, after, at, zone]): [string, Given, Due] => [
      `${expression} ${zone ?? ''} after ${after}`,
      { expression, after, ...(zone && { zone }) },
      at,
    ]),
  );

export const schedules: Case<Given, Due>[] = [
  ...due(page.schedules, [
    ['rate(5 minutes)', '2026-03-01T10:00:30Z', '2026-03-01T10:05:30Z'],
    ['rate(1 day)', '2026-03-01T10:00:00Z', '2026-03-02T10:00:00Z'],
    ['cron(0 8 * * ? *)', '2026-03-01T08:00:00Z', '2026-03-02T08:00:00Z'],
    ['cron(0 8 * * ? *)', '2026-03-28T07:00:00Z', '2026-03-29T06:00:00Z', 'Europe/Berlin'],
    ['cron(0 8 * * ? *)', '2026-07-01T12:00:00Z', '2026-07-02T12:00:00Z', 'America/New_York'],
    ['cron(30 6 1 JAN,APR,JUL,OCT ? *)', '2026-02-01T00:00:00Z', '2026-04-01T06:30:00Z'],
    ['cron(0 0 L * ? *)', '2026-02-01T00:00:00Z', '2026-02-28T00:00:00Z'],
    ['cron(0 0 15W * ? *)', '2026-03-01T00:00:00Z', '2026-03-16T00:00:00Z'],
    ['cron(0 0 29 2 ? *)', '2026-03-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['at(2026-05-01T09:00:00)', '2026-03-01T00:00:00Z', '2026-05-01T07:00:00Z', 'Europe/Berlin'],
    ['at(2026-01-01T00:00:00)', '2026-02-01T00:00:00Z', null],
    ['cron(0 0 1 1 ? 2020)', '2026-02-01T00:00:00Z', null],
    // Where summer time ends, the hour that comes twice counts once.
    ['cron(30 2 * * ? *)', '2026-10-24T00:30:00Z', '2026-10-25T01:30:00Z', 'Europe/Berlin'],
    ['cron(30 2 * * ? *)', '2026-10-25T01:30:00Z', '2026-10-26T01:30:00Z', 'Europe/Berlin'],
    // Where it begins, an hour that is not there is passed over.
    ['cron(30 2 * * ? *)', '2026-03-28T01:30:00Z', '2026-03-30T00:30:00Z', 'Europe/Berlin'],
  ]),
  ...due(page.recordedSchedules, [
    ['cron(0 2 ? * SAT *)', '2026-03-01T00:00:00Z', '2026-03-07T02:00:00Z'],
    ['cron(5,35 14 * * ? *)', '2026-03-01T14:05:00Z', '2026-03-01T14:35:00Z'],
    ['cron(15 10 ? * 6L 2002-2005)', '2005-12-01T00:00:00Z', '2005-12-30T10:15:00Z'],
    ['cron(0 2 ? * SAT#3 *)', '2026-03-01T00:00:00Z', '2026-03-21T02:00:00Z'],
    ['cron(0/5 5 ? JAN 1-5 2022)', '2021-12-31T00:00:00Z', '2022-01-02T05:00:00Z'],
    ['cron(0 18 ? * MON-FRI *)', '2026-03-06T18:00:00Z', '2026-03-09T18:00:00Z'],
    ['cron(0 8 1 * ? *)', '2026-03-01T08:00:00Z', '2026-04-01T08:00:00Z'],
    ['cron(0/15 * * * ? *)', '2026-03-01T08:46:00Z', '2026-03-01T09:00:00Z'],
    ['cron(0/5 8-17 ? * MON-FRI *)', '2026-03-06T17:55:00Z', '2026-03-09T08:00:00Z'],
    ['cron(0/30 0-2 ? * MON-FRI *)', '2026-03-06T02:30:00Z', '2026-03-09T00:00:00Z'],
  ]),
];

/** Expressions that EventBridge refuses. */
export const refusedSchedules: readonly string[] = [
  'rate(10 seconds)',
  'rate(10 years)',
  'rate(1 minutes)',
  'rate(1 hours)',
  'rate(1 days)',
  'rate(10 minute)',
  'rate(10 hour)',
  'rate(10 day)',
  'rate()',
  'rate(10)',
  'rate(10 minutess)',
  'rate(foo minutes)',
  'rate(0 minutes)',
  'rate(-10 minutes)',
  'rate(10 MINUTES)',
  'rate( 10 minutes )',
  ' rate(10 minutes)',
  'cron(0 1 * * * *)',
  'cron(7 20 * * NOT *)',
  'cron(INVALID)',
  'cron(0 dummy ? * MON-FRI *)',
  'cron(71 8 1 * ? *)',
  'cron(0 8 * * ?)',
  'at(soon)',
];
