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
} from '../../support/newcomers.ts';
import type { Stack } from '../../support/stack.ts';
import { ownWorld, type World } from '../../support/world.ts';

type Team = Newcomer & { partnershipId: string };
let world: World & { stack: Stack | undefined };
beforeAll(async () => {
  world = await ownWorld();
});
afterAll(() => world?.stack?.stop());

const step = (people: Person[], more: Record<string, unknown> = {}) => ({
  name: 'Step',
  approvers: { memberIds: people.map(({ id }) => id) },
  ...more,
});
const five = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve'].map((name) => ({ name, roles: ['seller'] }));
const teamWith = (steps: (people: Person[]) => unknown[]): Promise<Team> =>
  receiver(world, five, (people) => ({ steps: steps(people) }));
const mailed = async (people: Person[]): Promise<string[]> => {
  const mails = await world.around.mail();
  return people
    .filter(({ email }) => mails.some(({ to, text }) => to.includes(email) && text.includes('/approve/')))
    .map(({ name }) => name);
};
const answer = async (person: Person | undefined, choice = 'approve', more: Record<string, string> = {}) => {
  const page = await send(await lastLink(world, person as Person), { choice, ...more });
  await world.around.rest();
  return page;
};
const statusOf = async (id: string): Promise<string> => {
  world.northwind.forgetToken();
  return good(await world.northwind.get(`/v1/referrals/${id}`)).body.status;
};
const approvalOf = async ({ api }: Team) => {
  api.forgetToken();
  return good(await api.get('/v1/approvals?limit=1')).body.items[0];
};

test('two steps: the second is asked when the first has approved, and not by whoever had a say before', async () => {
  const team = await teamWith((people) => [step(people.slice(0, 2)), step(people.slice(0, 3))]);
  const [ada, ben, cleo] = team.people;
  const { body } = await proposeIn(world, team.partnershipId);
  expect(await mailed(team.people)).toEqual(['Ada', 'Ben']);
  const early = await lastLink(world, ben as Person);
  expect((await answer(ada)).html).toContain('Others still have to decide');
  expect(await statusOf(body.id)).toBe('proposed');
  // Four eyes: Ada approved step one. Ben's first link belongs to a step that is over; he has a new one.
  expect((await look(early)).status).toBe(410);
  expect(await mailed(team.people)).toEqual(['Ada', 'Ben', 'Cleo']);
  const { steps } = await approvalOf(team);
  expect(steps[1].approvers.map(({ name }: Person) => name)).toEqual(['Ben', 'Cleo']);
  expect((await answer(cleo)).status).toBe(200);
  expect(await statusOf(body.id)).toBe('accepted');
  const heard = await world.around.events((await approvalOf(team)).id);
  expect(heard.map(({ detailType }) => detailType.split('.')[2])).toEqual([
    'requested',
    'requested',
    'decided',
  ]);
});

test('where four eyes leave nobody, those it escalates to are asked at once', async () => {
  const team = await teamWith((people) => [
    step(people.slice(0, 1)),
    step(people.slice(0, 1), { escalateAfter: 'P5D', escalateTo: { memberIds: [people[4]?.id] } }),
  ]);
  const { body } = await proposeIn(world, team.partnershipId);
  await answer(team.people[0]);
  expect(await mailed(team.people)).toEqual(['Ada', 'Eve']);
  await answer(team.people[4]);
  expect(await statusOf(body.id)).toBe('accepted');
});

test('where four eyes leave nobody at all, the operator is mailed, and an API client can still decide', async () => {
  const team = await teamWith((people) => [step(people.slice(0, 1)), step(people.slice(0, 1))]);
  const { body } = await proposeIn(world, team.partnershipId);
  await answer(team.people[0]);
  const { id } = await approvalOf(team);
  expect((await world.around.mail({ text: id })).map(({ subject }) => subject)).toEqual([
    `Nobody can decide ${id}`,
  ]);
  const escalated = (await world.around.events(id)).at(-1);
  expect(escalated).toMatchObject({
    detailType: 'cosell.approval.escalated.v1',
    detail: { data: { toOperator: true } },
  });
  const { etag } = await team.api.get(`/v1/referrals/${body.id}`);
  good(await team.api.post(`/v1/referrals/${body.id}/accept`, {}, { etag }));
  await world.around.rest();
  expect((await world.around.executions(body.id)).map(({ status }) => status)).toEqual([
    'SUCCEEDED',
    'SUCCEEDED',
  ]);
});

test('all of them: settled by the last approval, or by the first decline', async () => {
  const team = await teamWith((people) => [step(people.slice(0, 3), { quorum: 'all' })]);
  const [ada, ben, cleo] = team.people;
  const first = await proposeIn(world, team.partnershipId);
  for (const person of [cleo, ada]) await answer(person);
  expect(await statusOf(first.body.id)).toBe('proposed');
  await answer(ben);
  expect(await statusOf(first.body.id)).toBe('accepted');
  const second = await proposeIn(world, team.partnershipId);
  await world.around.rest();
  await answer(ada);
  await answer(ben, 'reject', { reason: 'not_a_fit' });
  expect(await statusOf(second.body.id)).toBe('declined');
  expect((await look(await lastLink(world, cleo as Person))).status).toBe(410);
});

test('two of four at once: both count, and a third is not needed any more', async () => {
  const team = await teamWith((people) => [step(people.slice(0, 4), { quorum: 2 })]);
  const { body } = await proposeIn(world, team.partnershipId);
  const links = [];
  for (const person of team.people.slice(0, 4)) links.push(await lastLink(world, person));
  const pages = await Promise.all(links.slice(0, 3).map((link) => send(link, { choice: 'approve' })));
  expect(pages.filter(({ status }) => status === 200)).toHaveLength(2);
  await world.around.rest();
  expect(await statusOf(body.id)).toBe('accepted');
  const { steps } = await approvalOf(team);
  expect(steps[0].approvers.filter(({ decision }: { decision: unknown }) => decision)).toHaveLength(2);
  expect((await look(links[3] as string)).status).toBe(410);
});

test('amount bands: a step counts from its amount on, and for what cannot be compared', async () => {
  const team = await teamWith((people) => [
    step(people.slice(0, 1)),
    step(people.slice(1, 2), { fromAmount: { amountMinor: 100_000, currency: 'EUR' } }),
  ]);
  const stepsFor = async (estimatedAmount: unknown): Promise<number> => {
    await proposeIn(world, team.partnershipId, { estimatedAmount });
    await world.around.rest();
    return (await approvalOf(team)).steps.length;
  };
  expect(await stepsFor({ amountMinor: 99_999, currency: 'EUR' })).toBe(1);
  expect(await stepsFor({ amountMinor: 100_000, currency: 'EUR' })).toBe(2);
  expect(await stepsFor({ amountMinor: 1, currency: 'USD' })).toBe(2);
  expect(await stepsFor(null)).toBe(2);
});

test('out of office: the stand-in is asked in both names, and the one who is away has no link', async () => {
  const team = await teamWith((people) => [step(people.slice(0, 1))]);
  const [ada, ben, cleo] = team.people;
  const day = 86_400_000;
  const today = Date.now();
  const on = (offset: number) => new Date(today + offset * day).toISOString().slice(0, 10);
  const away = { startsOn: on(-1), endsOn: on(400) };
  good(await team.api.post('/v1/delegations', { fromMemberId: ada?.id, toMemberId: ben?.id, ...away }));
  good(await team.api.post('/v1/delegations', { fromMemberId: ben?.id, toMemberId: cleo?.id, ...away }));
  const { body } = await proposeIn(world, team.partnershipId);
  expect(await mailed(team.people)).toEqual(['Cleo']);
  expect((await look(await lastLink(world, cleo as Person))).html).toContain('in place of Ada');
  await answer(cleo);
  expect(await statusOf(body.id)).toBe('accepted');
  expect((await approvalOf(team)).decision).toMatchObject({ byName: 'Cleo', delegatorName: 'Ada' });
});

test('a policy that is changed holds for what is asked from then on; open questions go on under the old one', async () => {
  const team = await teamWith((people) => [step(people.slice(0, 1))]);
  const { body } = await proposeIn(world, team.partnershipId);
  await world.around.rest();
  good(await team.api.put('/v1/approval-policies/referral', { steps: [step(team.people.slice(1, 2))] }));
  await answer(team.people[0]);
  expect(await statusOf(body.id)).toBe('accepted');
  await proposeIn(world, team.partnershipId);
  expect(await mailed(team.people)).toEqual(['Ada', 'Ben']);
});

test('money and dates are written as the reader writes them', async () => {
  const people = [
    { name: 'Anna', locale: 'de-DE', timeZone: 'Europe/Berlin' },
    { name: 'Bill', locale: 'en-US', timeZone: 'America/New_York' },
    { name: 'Chie', locale: 'ja-JP', timeZone: 'Asia/Tokyo' },
  ];
  const { people: readers, partnershipId } = await receiver(world, people);
  await proposeIn(world, partnershipId, {
    estimatedAmount: { amountMinor: 123_456_789, currency: 'KWD' },
    expectedCloseDate: '2027-03-01',
  });
  const pages = [];
  for (const reader of readers)
    pages.push((await look(await lastLink(world, reader))).html.replaceAll(/\s/g, ' '));
  expect(pages[0]).toMatch(/123\.456,789 KWD.*1\. März 2027/);
  expect(pages[1]).toMatch(/KWD 123,456\.789.*March 1, 2027/);
  expect(pages[2]).toMatch(/KWD 123,456\.789.*2027年3月1日/);
  expect(pages[1]).toMatch(/ (?:EST|EDT)</);
});
