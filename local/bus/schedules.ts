/** Scheduled rules and EventBridge Scheduler's schedules, on the runner's clock. */
import type { Ground, Properties, Stack } from '../parts.ts';
import { type Rule, targetsOf } from './rules.ts';
import { type NextDue, nextDue } from './schedule-expression.ts';

export interface Schedule {
  rule: Rule;
  source: 'aws.events' | 'aws.scheduler';
  next: NextDue;
  /** A rate of EventBridge Scheduler without a StartDate begins at once. */
  atOnce: boolean;
}

/** @throws Error naming a schedule whose expression EventBridge would refuse. Disabled ones are left out. */
export function schedulesOf(stack: Stack): Schedule[] {
  const rules = stack
    .ofType('AWS::Events::Rule')
    .filter(({ properties }) => properties.ScheduleExpression && properties.State !== 'DISABLED')
    .map(({ logicalId, properties, arn }) => ({
      rule: ruleOf(arn, targetsOf(properties)),
      source: 'aws.events' as const,
      next: expressionOf(logicalId, properties),
      atOnce: false,
    }));
  const schedules = stack
    .ofType('AWS::Scheduler::Schedule')
    .filter(({ properties }) => properties.State !== 'DISABLED')
    .map(({ logicalId, properties, arn }) => ({
      rule: ruleOf(arn, targetsOf({ Targets: [{ Id: 'target', ...properties.Target }] })),
      source: 'aws.scheduler' as const,
      next: within(properties, expressionOf(logicalId, properties)),
      atOnce: isRate(properties) && properties.StartDate === undefined,
    }));
  return [...rules, ...schedules];
}

const schema = 'CREATE TABLE IF NOT EXISTS schedule (arn TEXT PRIMARY KEY, due_at INTEGER) WITHOUT ROWID';

/**
 * Calls `fire` whenever a schedule is due. What fell due while the runner was away fires once, at the start.
 * @returns what ends it
 */
export function runSchedules(
  { store, clock }: Ground,
  schedules: Schedule[],
  fire: (due: Schedule) => void,
): () => void {
  store.exec(schema);
  const keep = store.prepare('INSERT OR REPLACE INTO schedule VALUES (?, ?)');
  const read = store.prepare('SELECT due_at AS due FROM schedule WHERE arn = ?');
  const cancels = new Map<string, () => void>();
  const arm = (schedule: Schedule, due: number | undefined): void => {
    const { arn } = schedule.rule;
    keep.run(arn, due ?? null);
    cancels.delete(arn);
    if (due === undefined) return;
    cancels.set(
      arn,
      clock.at(due, () => {
        fire(schedule);
        arm(schedule, schedule.next(Math.max(due, clock.now())));
      }),
    );
  };
  for (const schedule of schedules) {
    const known = read.get(schedule.rule.arn) as { due: number | null } | undefined;
    const next = schedule.next(clock.now());
    // A kept instant in the past was missed; a changed expression may be due sooner than the kept one.
    const kept = known?.due != null && known.due <= (next ?? Infinity) ? known.due : next;
    arm(schedule, schedule.atOnce && !known ? clock.now() : kept);
  }
  return () => {
    for (const cancel of cancels.values()) cancel();
  };
}

const ruleOf = (arn: string, targets: Rule['targets']): Rule => ({
  name: arn.slice(arn.lastIndexOf('/') + 1),
  arn,
  bus: 'default',
  matches: () => false,
  targets,
});

function expressionOf(logicalId: string, properties: Properties): NextDue {
  try {
    return nextDue(String(properties.ScheduleExpression), properties.ScheduleExpressionTimezone);
  } catch (error) {
    throw new Error(`schedule ${logicalId}: ${(error as Error).message}`);
  }
}

const isRate = ({ ScheduleExpression }: Properties): boolean => /^rate/.test(String(ScheduleExpression));

/** Between StartDate and EndDate, where they are given. A rate begins at its StartDate. */
function within(properties: Properties, next: NextDue): NextDue {
  const { StartDate, EndDate } = properties;
  const start = StartDate ? Date.parse(StartDate) : Number.NEGATIVE_INFINITY;
  const end = EndDate ? Date.parse(EndDate) : Number.POSITIVE_INFINITY;
  const every = isRate(properties) && StartDate ? (next(0) ?? 0) : undefined;
  const after = (instant: number): number | undefined => {
    if (every === undefined) return next(Math.max(instant, start - 1));
    return instant < start ? start : start + (Math.floor((instant - start) / every) + 1) * every;
  };
  return (instant) => {
    const due = after(instant);
    return due !== undefined && due <= end ? due : undefined;
  };
}
