import { expect } from '@jest/globals';
import { createBus } from '../../../local/bus/bus.ts';
import { matcher } from '../../../local/bus/pattern.ts';
import { deliver } from '../../../local/bus/targets.ts';
import type { RunningFunctions } from '../../../local/functions/functions.ts';
import { createLambdaService } from '../../../local/functions/service.ts';
import type { AwsRequest } from '../../../local/parts.ts';
import { createQueues } from '../../../local/queues/queues.ts';
import { benchOf } from '../../unit/local-functions/lambda.ts';
import { fails, fakeFunctions, groundOf, resource } from '../../unit/local-runner/ground.ts';
import { event } from '../bus/transformers.ts';
import type { DifferenceId } from '../differences.ts';

const nobody = { functions: fakeFunctions(), sendToQueue: () => {}, startExecution: () => {} };
const asked = (operation: string): AwsRequest => ({ operation, body: Buffer.from('{}') }) as AwsRequest;

/** The differences of functions, bus and queues, as they show. */
export const calls = {
  'lambda-concurrency': async () => {
    const code = 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 20));';
    const bench = benchOf({ one: { code, properties: { ReservedConcurrentExecutions: 1 } } });
    const answers = await Promise.all([1, 2, 3].map(() => bench.functions.invoke('one', {})));
    await bench.close();
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true]);
  },
  'lambda-event-settings': async () => {
    const config = resource('AWS::Lambda::EventInvokeConfig', 'C', {
      FunctionName: 'f',
      MaximumRetryAttempts: 0,
    });
    const ground = groundOf([config]);
    const functions = fakeFunctions(() => fails());
    const running = { ...functions, has: () => true } as unknown as RunningFunctions;
    await createLambdaService(ground, running).handle({
      method: 'POST',
      path: '/2015-03-31/functions/f/invocations',
      headers: { 'x-amz-invocation-type': 'Event' },
      body: Buffer.from('{}'),
    } as unknown as AwsRequest);
    await ground.clock.advance(600_000);
    ground.end();
    expect(functions.calls).toHaveLength(3);
    expect(ground.lines).toMatchObject([{ what: 'event dropped' }]);
  },
  'bus-archive': async () => {
    const ground = groundOf([]);
    const bus = createBus(ground, nobody);
    await expect(bus.service.handle(asked('StartReplay'))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    ground.end();
  },
  'bus-targets': async () => {
    const reach = { ...nobody, forward: () => {} };
    const to = (service: string) => deliver({ Arn: `arn:aws:${service}:us-east-1:1:x` }, '{}', event, reach);
    expect(await to('logs')).toBe('done');
    await expect(to('sns')).rejects.toThrow('no stand-in for the target');
  },
  'bus-dots': () => {
    expect(matcher({ 'a.b': ['x'] })({ a: { b: 'x' } })).toBe(false);
    expect(matcher({ a: { b: ['x'] } })({ 'a.b': 'x' })).toBe(false);
  },
  'bus-complexity': () => {
    expect(() => matcher({ EventBusArn: [{ wildcard: '*:*:*:*:*:event-bus/*' }] })).not.toThrow();
  },
  'queue-redrive': async () => {
    const ground = groundOf([resource('AWS::SQS::Queue', 'Work', {})]);
    const queues = createQueues(ground, fakeFunctions());
    await expect(queues.service.handle(asked('StartMessageMoveTask'))).rejects.toMatchObject({
      name: 'UnsupportedOperation',
    });
    queues.close();
    ground.end();
  },
  'queue-fifo': () => {
    const ground = groundOf([resource('AWS::SQS::Queue', 'Work', { FifoQueue: true })]);
    expect(() => createQueues(ground, fakeFunctions())).toThrow('not FIFO');
    ground.end();
  },
} satisfies Partial<Record<DifferenceId, () => unknown>>;
