import { createBus } from '../../../local/bus/bus.ts';
import { matcher } from '../../../local/bus/pattern.ts';
import { nextDue } from '../../../local/bus/schedule-expression.ts';
import { checkInput, targetInput } from '../../../local/bus/transform.ts';
import { fakeFunctions, groundOf, resource } from '../../unit/local-runner/ground.ts';
import { conforms, ofText } from '../cases.ts';
import { page } from '../sources.ts';
import { patterns, type Verdict } from './patterns.ts';
import { type Outcome as Fired, scheduler } from './scheduler.ts';
import { refusedSchedules, schedules } from './schedules.ts';
import { event, receivedAt, refusedInputs, rule, transformers } from './transformers.ts';

/** What a refusal says; undefined for none. */
const refusal = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

conforms('event patterns', patterns, ({ pattern, event: given }): Verdict => {
  let matches: (event: unknown) => boolean;
  try {
    matches = matcher(pattern);
  } catch {
    return 'refused';
  }
  return matches(given) ? 'matches' : 'does not';
});
conforms(
  'input transformers',
  transformers,
  (target) => targetInput(target, event, rule, receivedAt) ?? null,
);
conforms('inputs that are refused', refusedInputs, (target) =>
  refusal(() => checkInput({ Id: 't', ...target })),
);
conforms('schedules', schedules, ({ expression, zone, after }) => {
  const at = nextDue(expression, zone)(Date.parse(after));
  return at === undefined ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;
});
conforms(
  'schedules that are refused',
  ofText(
    page.recordedSchedules,
    refusedSchedules.map((expression): [string, boolean] => [expression, true]),
  ),
  (expression) => refusal(() => nextDue(expression)) !== undefined,
);

conforms('EventBridge Scheduler', scheduler, async ({ schedule, minutes }): Promise<Fired> => {
  const { startsAt, endsAt, Target, ...properties } = schedule;
  const start = Date.now();
  const at = (after: number): string => new Date(start + after * 60_000).toISOString();
  const target = { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f', ...Target };
  const ground = groundOf([
    resource('AWS::Scheduler::Schedule', 'S', {
      ...properties,
      Name: 'S',
      Target: target,
      ...(startsAt !== undefined && { StartDate: at(startsAt) }),
      ...(endsAt !== undefined && { EndDate: at(endsAt) }),
    }),
  ]);
  const calls: number[] = [];
  const functions = fakeFunctions(() => {
    calls.push(Math.floor((ground.clock.now() - start) / 60_000));
    return { ok: true, payload: null };
  });
  const bus = createBus(ground, { functions, sendToQueue: () => {}, startExecution: () => {} });
  bus.start();
  await ground.clock.advance(minutes * 60_000);
  bus.close();
  ground.end();
  return { calls, ...(Target && { input: functions.calls.at(-1)?.event }) };
});
