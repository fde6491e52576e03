import { expect, test } from '@jest/globals';
import { createBus } from '../../../local/bus/bus.ts';
import { fakeFunctions, groundOf, resource } from '../local-runner/ground.ts';

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
