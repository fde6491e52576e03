import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createLambdaService } from '../../../local/functions/service.ts';
import type { AwsRequest, AwsService } from '../../../local/parts.ts';
import { arnOf, type Bench, benchOf } from './lambda.ts';

const code = `
let failures = 0;
export const handler = async (event) => {
  if (event.fail && failures++ < event.fail) throw new Error('no');
  failures = 0;
  return { got: event };
};`;

let bench: Bench;
let service: AwsService;
beforeAll(() => {
  bench = benchOf({ one: { code }, off: { code, properties: { ReservedConcurrentExecutions: 0 } } });
  service = createLambdaService(bench.ground, bench.functions);
});
beforeEach(() => {
  bench.timers.length = 0;
});
afterAll(() => bench.close());

const request = (name: string, body: string, type?: string): AwsRequest => ({
  method: 'POST',
  path: `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`,
  query: new URLSearchParams(),
  headers: { 'x-amz-invocation-type': type },
  body: Buffer.from(body),
  operation: undefined,
  caller: undefined,
});
const waiting = (): unknown[] => bench.ground.store.prepare('SELECT * FROM lambda_event').all();
const settled = async (done: () => boolean): Promise<void> => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 2));
};

test('RequestResponse gives what the function gave', async () => {
  const answer = await service.handle(request(arnOf('one'), '{"a":1}'));
  expect(answer).toMatchObject({ status: 200, headers: { 'x-amz-executed-version': '$LATEST' } });
  expect(String(answer.body)).toBe('{"got":{"a":1}}');
  expect(answer.headers).not.toHaveProperty('x-amz-function-error');
  expect(String((await service.handle(request('one', ''))).body)).toBe('{"got":{}}');
});

test('a fault is a 200 that says so', async () => {
  const answer = await service.handle(request('one', '{"fail":1}'));
  expect(answer).toMatchObject({ status: 200, headers: { 'x-amz-function-error': 'Unhandled' } });
  expect(JSON.parse(String(answer.body))).toMatchObject({ errorType: 'Error', errorMessage: 'no' });
  await service.handle(request('one', '{}'));
});

test('an Event is taken, and forgotten when it has run', async () => {
  expect(await service.handle(request('one', '{}', 'Event'))).toMatchObject({ status: 202 });
  expect(waiting()).toHaveLength(1);
  await settled(() => waiting().length === 0);
  expect(bench.timers).toEqual([]);
});

test('an Event that fails comes again after one and two minutes, and is then dropped', async () => {
  await service.handle(request('one', '{"fail":9}', 'Event'));
  await settled(() => bench.timers.length === 1);
  expect(bench.timers[0]?.dueAt).toBe(bench.ground.clock.now() + 60_000);
  bench.timers[0]?.fire();
  await settled(() => bench.timers.length === 2);
  expect(bench.timers[1]?.dueAt).toBe(bench.ground.clock.now() + 120_000);
  bench.timers[1]?.fire();
  await settled(() => waiting().length === 0);
});

test('an Event that waits when the runner stops runs when it starts', async () => {
  await service.handle(request('one', '{"fail":9}', 'Event'));
  await settled(() => bench.timers.length === 1);
  bench.timers.length = 0;
  createLambdaService(bench.ground, bench.functions);
  expect(bench.timers).toHaveLength(1);
  bench.ground.store.exec('DELETE FROM lambda_event');
});

test.each<[string, AwsRequest, string, number]>([
  ['an unknown function', request('none', '{}'), 'ResourceNotFoundException', 404],
  ['what is not JSON', request('one', '{'), 'InvalidRequestContentException', 400],
  ['another type', request('one', '{}', 'Later'), 'InvalidParameterValueException', 400],
  ['no concurrency', request('off', '{}'), 'TooManyRequestsException', 429],
  [
    'an event beyond 1 MB',
    request('one', `"${'x'.repeat(1_048_576)}"`, 'Event'),
    'RequestTooLargeException',
    413,
  ],
  [
    'another path',
    { ...request('one', ''), path: '/2015-03-31/functions' },
    'UnknownOperationException',
    404,
  ],
])('%s -> %s', async (_, asked, name, status) => {
  await expect(service.handle(asked)).rejects.toMatchObject({ name, status });
});

test('a dry run runs nothing', async () => {
  expect(await service.handle(request('one', '{"fail":1}', 'DryRun'))).toMatchObject({ status: 204 });
});
