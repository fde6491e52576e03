import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  good,
  lastLink,
  look,
  type Newcomer,
  type Person,
  proposeIn,
  receiver,
  send,
} from '../support/newcomers.ts';
import type { Stack } from '../support/stack.ts';
import { ownWorld, type World } from '../support/world.ts';

const command = fileURLToPath(new URL('../../infra/redrive.ts', import.meta.url));

let world: World & { stack: Stack };
let team: Newcomer & { partnershipId: string };
beforeAll(async () => {
  const { stack, ...rest } = await ownWorld();
  if (!stack) throw new Error('a restore is tried on a stack of its own');
  world = { ...rest, stack };
  team = await receiver(world, [{ name: 'Pia Prado' }]);
});
afterAll(() => world?.stack.stop());

const health = async () =>
  (await (await fetch(`${world.settings.baseUrl}/_local/health`)).json()) as Record<string, string> & {
    tables: string[];
  };
const resume = async (): Promise<string> => {
  const env = {
    ...process.env,
    ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'operator', AWS_SECRET_ACCESS_KEY: 'none' },
    AWS_ENDPOINT_URL: (await health()).awsEndpointUrl,
  };
  const run = promisify(execFile)(process.execPath, [command, '--stage', 'local', '--resume', 'first'], {
    env,
  });
  return (await run).stdout;
};
const databaseFile = (): string => join(world.stack.folder, 'database.sqlite');
const copyFile = (): string => join(world.stack.folder, 'earlier.sqlite');
const statusOf = async (id: string): Promise<string> => {
  await world.around.rest();
  const answer = await world.northwind.get(`/v1/referrals/${id}`);
  return answer.status === 200 ? answer.body.status : String(answer.status);
};
const decide = async (link: string): Promise<number> => (await send(link, { choice: 'approve' })).status;

test('after the table was put back to an earlier time, what waits then goes on, and the links of that time work', async () => {
  const pia = team.people[0] as Person;
  const decided = (await proposeIn(world, team.partnershipId)).body.id;
  const decidedLink = await lastLink(world, pia);
  const waiting = (await proposeIn(world, team.partnershipId)).body.id;
  const waitingLink = await lastLink(world, pia);

  await world.stack.kill('SIGTERM');
  copyFileSync(databaseFile(), copyFile());
  await world.stack.boot();
  expect(await decide(decidedLink)).toBe(200);
  const later = (await proposeIn(world, team.partnershipId)).body.id;
  const laterLink = await lastLink(world, pia);
  expect([await statusOf(decided), await statusOf(waiting), await statusOf(later)]).toEqual([
    'accepted',
    'proposed',
    'proposed',
  ]);

  await world.stack.kill('SIGTERM');
  copyFileSync(copyFile(), databaseFile());
  await world.stack.boot();
  expect([await statusOf(decided), await statusOf(waiting), await statusOf(later)]).toEqual([
    'proposed',
    'proposed',
    '404',
  ]);
  expect(await look(laterLink)).toMatchObject({
    status: 404,
    html: expect.stringContaining('This link does not work'),
  });

  expect(await resume()).toMatch(/^[1-9]\d* workflows resumed/);
  await world.around.rest();
  const running = (await world.around.executions(decided)).filter(({ status }) => status === 'RUNNING');
  expect(running.map(({ machine }) => machine).toSorted()).toHaveLength(2);
  const again = await resume();
  await world.around.rest();
  expect(again).toMatch(/workflows resumed/);
  expect((await world.around.executions(decided)).filter(({ status }) => status === 'RUNNING')).toHaveLength(
    2,
  );

  const mails = (await world.around.mail({ to: pia.email })).length;
  expect(await decide(decidedLink)).toBe(200);
  expect(await decide(waitingLink)).toBe(200);
  expect([await statusOf(decided), await statusOf(waiting)]).toEqual(['accepted', 'accepted']);
  expect(await world.around.mail({ to: pia.email })).toHaveLength(mails);

  await world.around.advance('P15D');
  world.northwind.forgetToken();
  const left = (await world.around.executions()).filter(
    ({ name, status }) => [decided, waiting].some((id) => name.startsWith(id)) && status !== 'SUCCEEDED',
  );
  expect(left).toEqual([]);
});

test('what an earlier version wrote is read, listed, and written in the new shape', async () => {
  for (const api of [world.operator, world.northwind, team.api]) api.forgetToken();
  const pia = team.people[0] as Person;
  const { body } = await proposeIn(world, team.partnershipId);
  await world.around.rest();
  const link = await lastLink(world, pia);
  const { databaseUrl, tables } = await health();
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'none' };
  const client = new DynamoDBClient({ region: 'eu-west-1', endpoint: databaseUrl as string, credentials });
  const table = DynamoDBDocumentClient.from(client);
  const TableName = tables[0] as string;
  const { Items = [] } = await table.send(new ScanCommand({ TableName }));
  const older = (text: string): string =>
    JSON.stringify(
      JSON.parse(text, (name, value) =>
        ['delivery', 'trouble', 'unreachable'].includes(name) ? undefined : value,
      ),
    );
  const touched = Items.filter(({ entity }) => entity === 'member' || entity === 'approval');
  for (const item of touched)
    await table.send(
      new PutCommand({ TableName, Item: { ...item, body: older(item.body), summary: older(item.summary) } }),
    );
  client.destroy();
  expect(touched.length).toBeGreaterThan(3);

  const members = good(await team.api.get('/v1/members')).body.items;
  expect(members.map(({ unreachable }: { unreachable: unknown }) => unreachable)).toEqual([null]);
  const listed = good(await team.api.get('/v1/approvals?status=pending')).body.items[0];
  expect(listed.steps[0]).toMatchObject({ trouble: null, approvers: [{ delivery: null }] });
  expect(good(await team.api.get(`/v1/approvals/${listed.id}`)).body).toEqual(listed);
  await world.around.advance('P3DT1M');
  for (const api of [world.northwind, team.api]) api.forgetToken();
  const reminded = good(await team.api.get(`/v1/approvals/${listed.id}`)).body;
  expect(reminded.steps[0].approvers[0].delivery.status).toBe('mailed');
  expect(await decide(link)).toBe(200);
  expect(await statusOf(body.id)).toBe('accepted');
});
