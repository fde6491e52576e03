import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { good, lastLink, type Person, proposeIn, receiver, send } from '../support/newcomers.ts';
import type { Stack } from '../support/stack.ts';
import { ownWorld, type World } from '../support/world.ts';

let world: World & { stack: Stack | undefined };
beforeAll(async () => {
  world = await ownWorld();
});
afterAll(() => world?.stack?.stop());

const statusOf = async (id: string): Promise<string> => {
  await world.around.rest();
  world.northwind.forgetToken();
  return good(await world.northwind.get(`/v1/referrals/${id}`)).body.status;
};

test('an address that mail refuses keeps nobody else from deciding, and nobody is mailed over and over for it', async () => {
  const team = await receiver(world, [{ name: 'Ira Refused' }, { name: 'Pia Prado' }]);
  const [ira, pia] = team.people as [Person, Person];
  await world.around.refuseMailTo(ira.email);
  const { body } = await proposeIn(world, team.partnershipId);
  await world.around.rest();
  await world.around.advance('PT6H');
  expect(await world.around.mail({ to: pia.email, text: 'Contoso Foods' })).toHaveLength(1);
  expect((await send(await lastLink(world, pia), { choice: 'approve' })).status).toBe(200);
  expect(await statusOf(body.id)).toBe('accepted');
  const runs = await world.around.executions(body.id);
  expect(runs.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
});

test('where mail refuses the only approver, the question still runs its course', async () => {
  for (const api of [world.operator, world.northwind]) api.forgetToken();
  const team = await receiver(world, [{ name: 'Ira Refused' }]);
  await world.around.refuseMailTo((team.people[0] as Person).email);
  const { body } = await proposeIn(world, team.partnershipId);
  await world.around.rest();
  await world.around.advance('P14DT1H');
  expect(await statusOf(body.id)).toBe('expired');
  const runs = await world.around.executions(body.id);
  expect(runs.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
});

test('where mails cannot be sent for over an hour, that is written down, and asking goes on until it works', async () => {
  for (const api of [world.operator, world.northwind]) api.forgetToken();
  const team = await receiver(world, [{ name: 'Pia Prado' }]);
  const pia = team.people[0] as Person;
  await world.around.refuse('ses');
  const { body } = await proposeIn(world, team.partnershipId);
  await world.around.rest();
  await world.around.advance('PT2H');
  const waiting = async () => {
    team.api.forgetToken();
    const { items } = good(await team.api.get('/v1/approvals')).body;
    return items.find(({ subject }: { subject: { id: string } }) => subject.id === body.id);
  };
  const { id, status, steps } = await waiting();
  expect([status, steps[0].trouble.code]).toEqual(['pending', 'asking_failed']);
  const escalated = (await world.around.events(id)).filter(({ detailType }) => /escalated/.test(detailType));
  expect(escalated[0]?.detail.data).toMatchObject({ toOperator: true });
  await world.around.refuse();
  await world.around.advance('PT2H');
  expect((await waiting()).steps[0].trouble).toBeNull();
  expect((await send(await lastLink(world, pia), { choice: 'approve' })).status).toBe(200);
  expect(await statusOf(body.id)).toBe('accepted');
  const runs = await world.around.executions(body.id);
  expect(runs.map((run) => run.status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
});
