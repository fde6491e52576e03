import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Walkthrough } from '../../docs/examples/fund-walkthrough.ts';
import { good, lastLink, type Person, proposeIn, receiver, send } from '../support/newcomers.ts';
import type { Stack } from '../support/stack.ts';
import { ownWorld, type World } from '../support/world.ts';

const command = fileURLToPath(new URL('../../infra/redrive.ts', import.meta.url));

let world: World & { stack: Stack | undefined };
beforeAll(async () => {
  world = await ownWorld();
});
afterAll(() => world?.stack?.stop());

const local = async (what: string): Promise<Record<string, unknown>> =>
  (await (await fetch(`${world.settings.baseUrl}/_local/${what}`)).json()) as Record<string, unknown>;
/** The operator's command, on this stack. */
const redrive = async (...more: string[]): Promise<string> => {
  const env = {
    ...process.env,
    ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'operator', AWS_SECRET_ACCESS_KEY: 'none' },
    AWS_ENDPOINT_URL: String((await local('health')).awsEndpointUrl),
  };
  const run = promisify(execFile)(process.execPath, [command, '--stage', 'local', ...more], { env });
  return (await run).stdout;
};
const forget = (): void => {
  for (const api of [world.operator, world.northwind]) api.forgetToken();
};
const runsOf = async (ids: string[]) =>
  (await world.around.executions()).filter(({ name }) => ids.some((id) => name.startsWith(id)));
const sequences = async (id: string): Promise<string[]> =>
  (await world.around.events(id)).map(({ detail }) => `${detail.type.split('.')[2]} ${detail.sequence}`);

test('what the relay set aside after a day is sent again: each event in order, each workflow once', async () => {
  const team = await receiver(world, [{ name: 'Pia Prado' }]);
  const pia = team.people[0] as Person;
  await world.around.rest();
  await world.around.refuse('events', 'states');
  const ids: string[] = [];
  for (let count = 0; count < 12; count++) ids.push((await proposeIn(world, team.partnershipId)).body.id);
  const { etag } = good(await world.northwind.get(`/v1/referrals/${ids[0]}`));
  good(await world.northwind.post(`/v1/referrals/${ids[0]}/withdraw`, {}, { etag }));
  await world.around.advance('P1DT1H');
  forget();
  expect(await sequences(ids[0] as string)).toEqual([]);
  expect(await runsOf(ids)).toEqual([]);
  expect(JSON.stringify(await local('queues'))).toMatch(/relay-dead-letters/);

  await expect(redrive()).rejects.toThrow(/refuses the next/);
  await world.around.refuse();
  await world.around.advance('PT2H');
  forget();
  expect(await redrive()).toMatch(/messages taken out of the queue/);

  expect(await sequences(ids[0] as string)).toEqual(['proposed 00000002.00', 'withdrawn 00000003.00']);
  for (const id of ids.slice(1)) expect(await sequences(id)).toEqual(['proposed 00000002.00']);
  expect(await runsOf(ids)).toHaveLength(2 * ids.length);
  const mails = await world.around.mail({ to: pia.email, text: 'Contoso Foods' });
  expect(mails).toHaveLength(ids.length - 1);
  expect((await send(await lastLink(world, pia), { choice: 'approve' })).status).toBe(200);
  await world.around.rest();
  const statuses = await Promise.all(
    ids.map(async (id) => good(await world.northwind.get(`/v1/referrals/${id}`)).body.status),
  );
  expect(statuses.toSorted()).toEqual(['accepted', ...Array(10).fill('proposed'), 'withdrawn']);
  expect(await redrive()).toMatch(/^0 messages taken out/);
});

test('a span of time that is sent twice changes nothing: events keep their ids, workflows their names', async () => {
  forget();
  const { fundId } = await new Walkthrough(world.settings, () => undefined).play();
  const events = await world.around.events();
  const runs = await world.around.executions();
  const span = ['--from', new Date(Date.parse(events[0]?.detail.time) - 1000).toISOString()];
  const now = String((await local('clock')).now);
  expect(await redrive(...span, '--to', now)).toMatch(/ sent\n0 messages/);
  const again = await world.around.events();
  expect(new Set(again.map(({ detail }) => detail.id))).toEqual(
    new Set(events.map(({ detail }) => detail.id)),
  );
  expect(again.length).toBeGreaterThan(events.length);
  expect((await world.around.executions()).map(({ id, status }) => `${id} ${status}`).toSorted()).toEqual(
    runs.map(({ id, status }) => `${id} ${status}`).toSorted(),
  );
  const { body } = await world.northwind.get(`/v1/funds/${fundId}/verification`);
  expect(body).toMatchObject({ holds: true, entries: 11 });
});
