import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  good,
  lastLink,
  type Newcomer,
  type Person,
  proposeIn,
  receiver,
  send,
  unique,
} from '../support/newcomers.ts';
import type { Partner } from '../support/partner.ts';
import type { Stack } from '../support/stack.ts';
import { ownWorld, type World } from '../support/world.ts';

/** Addresses of SES's mailbox simulator: the stand-in publishes what SES would. */
const simulated = (what: string): string => `${what}+${unique()}@simulator.amazonses.com`;
const escalating = (people: Person[]) => ({
  steps: [
    {
      name: 'Team',
      approvers: { memberIds: people.slice(0, -1).map(({ id }) => id), roles: [] },
      escalateAfter: 'P10D',
      escalateTo: { memberIds: people.slice(-1).map(({ id }) => id), roles: [] },
    },
  ],
});

let world: World & { stack: Stack | undefined };
beforeAll(async () => {
  world = await ownWorld();
});
afterAll(() => world?.stack?.stop());

/** A team whose first member has an address of the simulator by the time the first referral comes. */
const teamWith = async (what: string, names: string[], policy?: (people: Person[]) => unknown) => {
  const team = await receiver(
    world,
    names.map((name) => ({ name })),
    policy,
  );
  const [first] = team.people as [Person];
  await world.around.rest();
  first.email = simulated(what);
  const { etag } = await memberOf(team.api, first);
  good(await team.api.patch(`/v1/members/${first.id}`, { email: first.email }, { etag }));
  return team;
};
const approvalOf = async ({ api }: Newcomer, subjectId: string) => {
  await world.around.rest();
  const { body } = good(await api.get('/v1/approvals'));
  return body.items.find(({ subject }: { subject: { id: string } }) => subject.id === subjectId);
};
// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects
const deliveries = (approval: any): [string, string][] =>
  // biome-ignore lint/suspicious/noExplicitAny: the same
  approval.steps[0].approvers.map(({ name, delivery }: any) => [name, delivery?.status]);
const memberOf = async (api: Partner, { id }: Person) => good(await api.get(`/v1/members/${id}`));
const mailsTo = async ({ email }: Pick<Person, 'email'>) =>
  (await world.around.mail({ to: email })).filter(({ text }) => text.includes('/approve/'));

test('where the mails to all approvers bounce, the step escalates at once, and both sides see why', async () => {
  const team = await teamWith('bounce', ['Dora Bounce', 'Pia Prado'], escalating);
  const [person, pia] = team.people as [Person, Person];
  const { body } = await proposeIn(world, team.partnershipId);
  const approval = await approvalOf(team, body.id);
  expect(deliveries(approval)).toEqual([
    ['Dora Bounce', 'bounced'],
    ['Pia Prado', 'mailed'],
  ]);
  expect(approval).toMatchObject({ status: 'pending', steps: [{ escalated: true, trouble: null }] });
  expect((await memberOf(team.api, person)).body.unreachable).toMatchObject({
    status: 'bounced',
    reason: 'The address does not exist, or takes no mail.',
  });
  const timeline = good(await world.northwind.get(`/v1/referrals/${body.id}/timeline`)).body.items;
  expect(timeline[0]).toMatchObject({
    verb: 'mail_not_delivered',
    reasonCode: 'bounced',
    from: 'proposed',
    to: 'proposed',
  });
  expect(JSON.stringify(timeline)).not.toMatch(/Dora|simulator/);
  expect((await send(await lastLink(world, pia), { choice: 'approve' })).status).toBe(200);
  await world.around.rest();
  expect(good(await world.northwind.get(`/v1/referrals/${body.id}`)).body.status).toBe('accepted');
  expect((await world.around.executions(body.id)).map(({ status }) => status)).toEqual([
    'SUCCEEDED',
    'SUCCEEDED',
  ]);
});

test('an address that bounced is not mailed again, until the organisation says that it works', async () => {
  const team = await teamWith('bounce', ['Dora Bounce', 'Rui Rocha']);
  const [person] = team.people as [Person, Person];
  await proposeIn(world, team.partnershipId);
  await world.around.rest();
  const before = (await mailsTo(person)).length;
  const second = await proposeIn(world, team.partnershipId);
  expect(deliveries(await approvalOf(team, second.body.id))).toEqual([
    ['Dora Bounce', 'withheld'],
    ['Rui Rocha', 'mailed'],
  ]);
  expect(await mailsTo(person)).toHaveLength(before);

  const { etag } = await memberOf(team.api, person);
  const path = `/v1/members/${person.id}`;
  expect((await team.api.patch(path, { unreachable: { status: 'bounced' } }, { etag })).status).toBe(400);
  const cleared = good(await team.api.patch(path, { unreachable: null }, { etag }));
  expect(cleared.body.unreachable).toBeNull();
  const third = await proposeIn(world, team.partnershipId);
  expect(deliveries(await approvalOf(team, third.body.id))[0]).toEqual(['Dora Bounce', 'bounced']);
  expect(await mailsTo(person)).toHaveLength(before + 1);

  const now = await memberOf(team.api, person);
  const moved = good(await team.api.patch(path, { email: simulated('success') }, { etag: now.etag }));
  expect(moved.body.unreachable).toBeNull();
  const fourth = await proposeIn(world, team.partnershipId);
  expect(deliveries(await approvalOf(team, fourth.body.id))[0]).toEqual(['Dora Bounce', 'mailed']);
});

test('a mail that comes back for now is noted, and the next one is sent', async () => {
  const team = await teamWith('ooto', ['Otto Away']);
  const [otto] = team.people as [Person];
  const { body } = await proposeIn(world, team.partnershipId);
  expect(deliveries(await approvalOf(team, body.id))).toEqual([['Otto Away', 'soft_bounced']]);
  expect((await memberOf(team.api, otto)).body.unreachable).toBeNull();
  await world.around.advance('P3DT1M');
  for (const api of [world.northwind, world.operator, team.api]) api.forgetToken();
  expect((await mailsTo(otto)).map(({ subject }) => subject.startsWith('Reminder: '))).toEqual([false, true]);
});

test('where nobody is left to escalate to, the operator hears of it; deciding over the API still works', async () => {
  const team = await teamWith('complaint', ['Carla Spam']);
  const { body, etag } = await proposeIn(world, team.partnershipId);
  const approval = await approvalOf(team, body.id);
  expect(deliveries(approval)).toEqual([['Carla Spam', 'complained']]);
  expect(approval.steps[0].trouble).toMatchObject({ code: 'nobody_reached' });
  const told = await world.around.mail({ to: 'operator@cosell.example', text: approval.id });
  expect(told.map(({ subject }) => subject)).toEqual([`Nobody is reached for ${approval.id}`]);
  expect(told[0]?.text).not.toMatch(/Carla|simulator/);
  const escalated = (await world.around.events(approval.id)).filter(({ detailType }) =>
    /escalated/.test(detailType),
  );
  expect(escalated.map(({ detail }) => detail.data.toOperator)).toEqual([true]);
  good(await team.api.post(`/v1/referrals/${body.id}/accept`, {}, { etag }));
  await world.around.rest();
  expect((await world.around.executions(body.id)).map(({ status }) => status)).toEqual([
    'SUCCEEDED',
    'SUCCEEDED',
  ]);
});

test('nothing that was logged holds an address', async () => {
  if (!world.stack) return;
  const { readFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  const lines = readFileSync(join(world.stack.folder, 'logs', 'functions.log'), 'utf8');
  expect(lines).toContain('mail report');
  expect(lines).not.toMatch(/@simulator|@newcomer/);
});
