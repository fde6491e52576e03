/** Scheduled rules and EventBridge Scheduler's schedules, on the runner's clock. */
import type { Ground, Properties, Stack } from '../parts.ts';
import { type Rule, targetsOf } from './rules.ts';
import { type NextDue, nextDue } from './schedule-expression.ts';

export interface Schedule {
  rule: Rule;
  source: 'aws.events' | 'aws.scheduler';
  next: NextDue;
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
    }));
  const schedules = stack
    .ofType('AWS::Scheduler::Schedule')
    .filter(({ properties }) => properties.State !== 'DISABLED')
    .map(({ logicalId, properties, arn }) => ({
      rule: ruleOf(arn, targetsOf({ Targets: [{ Id: 'target', ...properties.Target }] })),
      source: 'aws.scheduler' as const,
      next: within(properties, expressionOf(logicalId, properties)),
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
    arm(schedule, known?.due != null && known.due <= (next ?? Infinity) ? known.due : next);
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

/** Between StartDate and EndDate, where they are given. */
function within({ StartDate, EndDate }: Properties, next: NextDue): NextDue {
  const start = StartDate ? Date.parse(StartDate) : Number.NEGATIVE_INFINITY;
  const end = EndDate ? Date.parse(EndDate) : Number.POSITIVE_INFINITY;
  return (after) => {
    const due = next(Math.max(after, start - 1));
    return due !== undefined && due <= end ? due : undefined;
  };
}
