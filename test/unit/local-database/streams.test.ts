import { afterEach, expect, test } from '@jest/globals';
import type { Properties } from '../../../local/parts.ts';
import { fails, fakeFunctions, until } from '../local-runner/ground.ts';
import { type DatabaseWorld, databaseWorld, mapping, table } from './world.ts';

let world: DatabaseWorld | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});
const records = (calls: { event: Properties }[]): Properties[] => calls.flatMap(({ event }) => event.Records);
const keysOf = (event: Properties): string[] =>
  event.Records.map((one: Properties) => one.dynamodb.Keys.pk.S);

test('a change reaches the function at once, as Lambda gives it; an identical put does not', async () => {
  const functions = fakeFunctions();
  world = await databaseWorld([mapping()], functions);
  const { put, client, ground } = world;
  await put('a', { n: { N: '1' }, set: { SS: ['x', 'y'] } });
  await put('a', { set: { SS: ['y', 'x'] }, n: { N: '1' } });
  await put('a', { n: { N: '2' } });
  await client.call('DeleteItem', { TableName: table.ref, Key: { pk: { S: 'a' }, sk: { S: '-' } } });
  await ground.activity.idle();
  const all = records(functions.calls);
  expect(all.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
  expect(all[1]).toEqual({
    eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
    eventName: 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: expect.any(Number),
      Keys: { pk: { S: 'a' }, sk: { S: '-' } },
      NewImage: { pk: { S: 'a' }, sk: { S: '-' }, n: { N: '2' } },
      OldImage: {
        pk: { S: 'a' },
        sk: { S: '-' },
        n: { N: '1' },
        set: { SS: expect.arrayContaining(['x', 'y']) },
      },
      SequenceNumber: expect.stringMatching(/^\d{21}$/),
      SizeBytes: expect.any(Number),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: `${table.arn}/stream/2026-01-01T00:00:00.000`,
  });
});

test('a change is delivered within a few milliseconds of its write', async () => {
  let arrived = 0;
  const functions = fakeFunctions(() => {
    arrived = performance.now();
    return { ok: true, payload: null };
  });
  world = await databaseWorld([mapping()], functions);
  const waits: number[] = [];
  for (let index = 0; index < 60; index += 1) {
    arrived = 0;
    await world.put(`k${index}`);
    const written = performance.now();
    await until(() => arrived > 0);
    waits.push(Math.max(0, arrived - written));
  }
  waits.sort((a, b) => a - b);
  expect(waits[30]).toBeLessThan(20);
});

test('what the function reports as failed is sent again from there, in order', async () => {
  let fail = true;
  const functions = fakeFunctions((event) => {
    const failed = event.Records.find((one: Properties) => one.dynamodb.Keys.pk.S === 'b');
    if (!fail || !failed) return { ok: true, payload: { batchItemFailures: [] } };
    fail = false;
    return { ok: true, payload: { batchItemFailures: [{ itemIdentifier: failed.dynamodb.SequenceNumber }] } };
  });
  const settings = { FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumBatchingWindowInSeconds: 1 };
  world = await databaseWorld([mapping(settings)], functions);
  for (const pk of ['a', 'b', 'c']) await world.put(pk);
  await world.ground.activity.idle();
  await until(() => functions.calls.length > 1);
  expect(functions.calls.map(({ event }) => keysOf(event))).toEqual([
    ['a', 'b', 'c'],
    ['b', 'c'],
  ]);
});

test('a record that always fails is found by halving, given up after its retries, and named to the queue', async () => {
  const functions = fakeFunctions((event) =>
    keysOf(event).includes('bad') ? fails() : { ok: true, payload: null },
  );
  const settings = {
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 1,
    MaximumBatchingWindowInSeconds: 1,
    DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:123456789012:dead' } },
  };
  world = await databaseWorld([mapping(settings)], functions);
  for (const pk of ['a', 'b', 'bad', 'c']) await world.put(pk);
  await world.ground.clock.advance(10_000);
  await until(() => world?.sent.length === 1);
  const succeeded = functions.calls.map(({ event }) => keysOf(event)).filter((keys) => !keys.includes('bad'));
  expect(succeeded).toEqual([['a', 'b'], ['c']]);
  expect(world.sent).toEqual([
    [
      'arn:aws:sqs:us-east-1:123456789012:dead',
      expect.objectContaining({
        requestContext: expect.objectContaining({
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 2,
        }),
        DDBStreamBatchInfo: expect.objectContaining({ batchSize: 1 }),
      }),
    ],
  ]);
});

test('what passes no filter is not sent', async () => {
  const functions = fakeFunctions();
  const pattern = { eventName: ['INSERT'], dynamodb: { NewImage: { entity: { S: ['event'] } } } };
  world = await databaseWorld(
    [mapping({ FilterCriteria: { Filters: [{ Pattern: JSON.stringify(pattern) }] } })],
    functions,
  );
  await world.put('a', { entity: { S: 'record' } });
  await world.put('b', { entity: { S: 'event' } });
  await world.put('b', { entity: { S: 'event' }, n: { N: '1' } });
  await world.ground.activity.idle();
  expect(functions.calls.map(({ event }) => keysOf(event))).toEqual([['b']]);
});

test('with several lanes an item keeps its order', async () => {
  const seen = new Map<string, string[]>();
  const functions = fakeFunctions(async (event) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    for (const { dynamodb } of event.Records) {
      const pk = dynamodb.Keys.pk.S;
      seen.set(pk, [...(seen.get(pk) ?? []), dynamodb.NewImage.n.N]);
    }
    return { ok: true, payload: null };
  });
  world = await databaseWorld([mapping({ ParallelizationFactor: 4, BatchSize: 3 })], functions);
  for (let n = 0; n < 10; n += 1) {
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((pk) => world?.put(pk, { n: { N: String(n) } })));
  }
  await world.ground.activity.idle();
  expect([...seen.values()]).toEqual(Array(5).fill(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']));
});

test('after a restart it goes on where it was, and what was not done is sent again', async () => {
  let broken = false;
  const functions = fakeFunctions(() => (broken ? fails() : { ok: true, payload: null }));
  world = await databaseWorld([mapping()], functions);
  await world.put('a');
  await world.ground.activity.idle();
  broken = true;
  await world.put('b');
  await until(() => functions.calls.length > 1);
  const { folder } = world.ground;
  await world.end(true);
  broken = false;
  functions.calls.length = 0;
  world = await databaseWorld([mapping()], functions, folder);
  await world.put('c');
  await world.ground.activity.idle();
  expect(functions.calls.flatMap(({ event }) => keysOf(event))).toEqual(['b', 'c']);
});

test('delivered records are forgotten, and numbering goes on', async () => {
  const functions = fakeFunctions();
  world = await databaseWorld([mapping()], functions);
  for (let index = 0; index < 30; index += 1) await world.put(`k${index}`);
  await world.ground.activity.idle();
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  await world.put('last');
  await world.ground.activity.idle();
  const numbers = records(functions.calls).map(({ dynamodb }) => dynamodb.SequenceNumber);
  expect(numbers).toHaveLength(31);
  expect(numbers).toEqual([...new Set(numbers)].sort());
});
