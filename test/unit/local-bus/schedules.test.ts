import { expect, test } from '@jest/globals';
import { createBus } from '../../../local/bus/bus.ts';
import { nextDue } from '../../../local/bus/schedule-expression.ts';
import { fakeFunctions, groundOf, resource } from '../local-runner/ground.ts';

const at = (text: string): number => Date.parse(text);

test.each([
  ['rate(5 minutes)', 'UTC', '2026-03-01T10:00:30Z', '2026-03-01T10:05:30Z'],
  ['rate(1 day)', 'UTC', '2026-03-01T10:00:00Z', '2026-03-02T10:00:00Z'],
  ['cron(0 8 * * ? *)', 'UTC', '2026-03-01T08:00:00Z', '2026-03-02T08:00:00Z'],
  ['cron(0/15 8-9 ? * MON-FRI *)', 'UTC', '2026-03-06T09:45:00Z', '2026-03-09T08:00:00Z'],
  ['cron(30 6 1 JAN,APR,JUL,OCT ? *)', 'UTC', '2026-02-01T00:00:00Z', '2026-04-01T06:30:00Z'],
  ['cron(0 0 L * ? *)', 'UTC', '2026-02-01T00:00:00Z', '2026-02-28T00:00:00Z'],
  ['cron(0 0 ? * 6L *)', 'UTC', '2026-03-01T00:00:00Z', '2026-03-27T00:00:00Z'],
  ['cron(0 0 ? * MON#2 *)', 'UTC', '2026-03-01T00:00:00Z', '2026-03-09T00:00:00Z'],
  ['cron(0 0 15W * ? *)', 'UTC', '2026-03-01T00:00:00Z', '2026-03-16T00:00:00Z'],
  ['cron(0 8 * * ? *)', 'Europe/Berlin', '2026-03-28T07:00:00Z', '2026-03-29T06:00:00Z'],
  ['cron(0 8 * * ? *)', 'America/New_York', '2026-07-01T12:00:00Z', '2026-07-02T12:00:00Z'],
  ['cron(0 0 29 2 ? *)', 'UTC', '2026-03-01T00:00:00Z', '2028-02-29T00:00:00Z'],
  ['at(2026-05-01T09:00:00)', 'Europe/Berlin', '2026-03-01T00:00:00Z', '2026-05-01T07:00:00Z'],
])('%s in %s after %s is due at %s', (expression, zone, after, due) => {
  expect(new Date(nextDue(expression, zone)(at(after)) ?? 0).toISOString()).toBe(new Date(due).toISOString());
});

test('what lies in the past is never due again', () => {
  expect(nextDue('at(2026-01-01T00:00:00)')(at('2026-02-01T00:00:00Z'))).toBeUndefined();
  expect(nextDue('cron(0 0 1 1 ? 2020)')(at('2026-02-01T00:00:00Z'))).toBeUndefined();
});

test.each([
  ['every day'],
  ['rate(0 minutes)'],
  ['rate(5 weeks)'],
  ['cron(0 8 * * ?)'],
  ['cron(61 8 * * ? *)'],
  ['at(soon)'],
])('refuses %s', (expression) => {
  expect(() => nextDue(expression)).toThrow();
});

test('a schedule runs its function on the moved clock, and once for what was missed', async () => {
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:digest';
  const resources = [
    resource('AWS::Events::Rule', 'Hourly', {
      ScheduleExpression: 'rate(1 hour)',
      Targets: [{ Id: 'a', Arn: arn }],
    }),
    resource('AWS::Scheduler::Schedule', 'Daily', {
      ScheduleExpression: 'cron(0 8 * * ? *)',
      Target: { Arn: arn, Input: '{"digest":true}' },
    }),
  ];
  const reach = { sendToQueue: () => {}, startExecution: () => {} };
  const functions = fakeFunctions();
  const ground = groundOf(resources);
  const bus = createBus(ground, { functions, ...reach });
  bus.start();
  await ground.clock.advance(86_400_000 + 1_000);
  const digests = functions.calls.filter(({ event }) => event.digest);
  expect(digests).toHaveLength(1);
  expect(functions.calls).toHaveLength(25);
  expect(functions.calls.find(({ event }) => !event.digest)?.event).toMatchObject({
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    detail: {},
  });
  bus.close();
  ground.end(true);

  const again = groundOf(resources, ground.folder);
  again.store.exec('UPDATE schedule SET due_at = 1');
  const later = fakeFunctions();
  const second = createBus(again, { functions: later, ...reach });
  second.start();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await again.activity.idle();
  expect(later.calls).toHaveLength(2);
  second.close();
  again.end();
});
