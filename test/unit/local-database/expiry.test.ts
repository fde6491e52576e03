import { afterEach, expect, test } from '@jest/globals';
import type { Properties } from '../../../local/parts.ts';
import { fakeFunctions } from '../local-runner/ground.ts';
import { type DatabaseWorld, databaseWorld, mapping, table } from './world.ts';

const day = 86_400_000;
let world: DatabaseWorld | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});
const seconds = (ms: number): Properties => ({ N: String(Math.floor(ms / 1000)) });
const there = async (): Promise<string[]> => {
  const { Items } = await (world as DatabaseWorld).client.call('Scan', { TableName: table.ref });
  return Items.map((item: Properties) => item.pk.S).sort();
};

test('what has expired on the moved clock goes, as the service; what was prolonged or never expires stays', async () => {
  const functions = fakeFunctions();
  world = await databaseWorld([mapping()], functions);
  const now = world.ground.clock.now();
  await world.put('gone', { expiresAt: seconds(now + day) });
  await world.put('later', { expiresAt: seconds(now + 5 * day) });
  await world.put('prolonged', { expiresAt: seconds(now + day) });
  await world.put('prolonged', { expiresAt: seconds(now + 9 * day) });
  await world.put('kept', { expiresAt: seconds(now + day) });
  await world.put('kept');
  await world.put('plain');
  await world.ground.clock.advance(2 * day);
  expect(await there()).toEqual(['kept', 'later', 'plain', 'prolonged']);
  const removed = functions.calls
    .flatMap(({ event }) => event.Records)
    .filter(({ eventName }: Properties) => eventName === 'REMOVE');
  expect(removed).toHaveLength(1);
  expect(removed[0].userIdentity).toEqual({ principalId: 'dynamodb.amazonaws.com', type: 'Service' });
});

test('what expired while the runner was away goes after the next start', async () => {
  world = await databaseWorld([], fakeFunctions());
  await world.put('gone', { expiresAt: seconds(world.ground.clock.now() + day) });
  await world.ground.activity.idle();
  const { folder } = world.ground;
  await world.end(true);
  world = await databaseWorld([], fakeFunctions(), folder);
  await world.ground.clock.advance(2 * day);
  expect(await there()).toEqual([]);
});
