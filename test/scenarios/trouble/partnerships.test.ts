import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  good,
  lastLink,
  look,
  newcomer,
  type Person,
  partnershipWith,
  proposeIn,
  receiver,
  send,
} from '../../support/newcomers.ts';
import type { Answer, Partner } from '../../support/partner.ts';
import type { Stack } from '../../support/stack.ts';
import { ownWorld, referralBody, type World } from '../../support/world.ts';

let world: World & { stack: Stack | undefined };
beforeAll(async () => {
  world = await ownWorld();
});
afterAll(() => world?.stack?.stop());

const invite = (inviteeId: string, message?: string): Promise<Answer> =>
  world.northwind.post('/v1/partnerships', { inviteeId, ...(message && { message }) });
/** Takes a step with the current ETag. */
const act = async (as: Partner, id: string, verb: string, body: unknown = {}): Promise<Answer> => {
  const { etag } = good(await as.get(`/v1/partnerships/${id}`));
  return as.post(`/v1/partnerships/${id}/${verb}`, body, { etag });
};
const statusOf = async (id: string): Promise<string> => {
  await world.around.rest();
  world.northwind.forgetToken();
  return good(await world.northwind.get(`/v1/partnerships/${id}`)).body.status;
};
const heard = async (id: string): Promise<string[]> =>
  (await world.around.events(id)).map(({ detailType }) => detailType.split('.')[2] as string);

test('an invitation is accepted or declined from the mail', async () => {
  const team = await newcomer(world, [{ name: 'Pia Prado' }]);
  const first = good(await invite(team.id, '<b>Shall we?</b>')).body;
  const link = await lastLink(world, team.people[0] as Person);
  expect((await look(link)).html).toContain('&lt;b&gt;Shall we?&lt;/b&gt;');
  expect((await send(link, { choice: 'reject', reason: 'not_now' })).html).toContain('You declined');
  expect(await statusOf(first.id)).toBe('declined');
  expect((await world.northwind.get(`/v1/partnerships/${first.id}`)).body.reasonCode).toBe('not_now');
  const second = good(await invite(team.id)).body;
  expect((await send(await lastLink(world, team.people[0] as Person), { choice: 'approve' })).status).toBe(
    200,
  );
  expect([await statusOf(second.id), await heard(second.id)]).toEqual(['active', ['invited', 'accepted']]);
  expect((await invite(team.id)).body).toMatchObject({
    code: 'already_exists',
    detail: expect.stringContaining(second.id),
  });
});

test('two who invite each other at once have one partnership', async () => {
  const team = await newcomer(world, [{ name: 'Pia Prado' }]);
  const northwindId = good(await world.northwind.get('/v1/organization')).body.id;
  const answers = await Promise.all([
    invite(team.id),
    team.api.post('/v1/partnerships', { inviteeId: northwindId }),
    invite(team.id),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  expect((await team.api.get('/v1/partnerships')).body.items).toHaveLength(1);
});

test('while it is suspended nothing new is shared; the side that suspended it resumes it', async () => {
  const team = await receiver(world, [{ name: 'Pia Prado' }]);
  const { body } = await proposeIn(world, team.partnershipId);
  const draft = good(await world.northwind.post('/v1/referrals', referralBody(team.partnershipId)));
  const link = await lastLink(world, team.people[0] as Person);
  good(await act(team.api, team.partnershipId, 'suspend'));
  const { etag } = await team.api.get(`/v1/referrals/${body.id}`);
  const refused = [
    await world.northwind.post('/v1/referrals', referralBody(team.partnershipId)),
    await world.northwind.post(`/v1/referrals/${draft.body.id}/propose`, {}, { etag: draft.etag }),
    await team.api.post(`/v1/referrals/${body.id}/accept`, {}, { etag }),
  ];
  expect(refused.map((answer) => [answer.status, answer.body.code])).toEqual(
    Array(3).fill([409, 'partnership_not_active']),
  );
  expect((await world.northwind.get(`/v1/referrals/${body.id}`)).body.status).toBe('proposed');
  expect((await act(world.northwind, team.partnershipId, 'resume')).body.code).toBe('wrong_side');
  good(await act(team.api, team.partnershipId, 'resume'));
  expect((await send(link, { choice: 'approve' })).status).toBe(200);
  await world.around.rest();
  expect((await team.api.get(`/v1/referrals/${body.id}`)).body.status).toBe('accepted');
});

test('a proposal accepted from the mail while the partnership rests lapses, and both can read why', async () => {
  const team = await receiver(world, [{ name: 'Pia Prado' }]);
  const { body } = await proposeIn(world, team.partnershipId);
  const link = await lastLink(world, team.people[0] as Person);
  good(await act(world.northwind, team.partnershipId, 'suspend'));
  await send(link, { choice: 'approve' });
  await world.around.rest();
  for (const api of [world.northwind, team.api])
    expect((await api.get(`/v1/referrals/${body.id}`)).body).toMatchObject({
      status: 'expired',
      reasonCode: 'partnership_not_active',
    });
});

test('ending it freezes its records: both read them, neither moves them; then the two can begin anew', async () => {
  const team = await receiver(world, [{ name: 'Pia Prado' }]);
  const accepted = await proposeIn(world, team.partnershipId);
  good(await team.api.post(`/v1/referrals/${accepted.body.id}/accept`, {}, { etag: accepted.etag }));
  const connected = await proposeIn(world, team.partnershipId);
  const yes = good(
    await team.api.post(`/v1/referrals/${connected.body.id}/accept`, {}, { etag: connected.etag }),
  );
  const last = good(
    await team.api.post(`/v1/referrals/${connected.body.id}/connect`, {}, { etag: yes.etag }),
  );
  good(await act(team.api, team.partnershipId, 'end'));
  const moves = [
    await world.northwind.post(`/v1/referrals/${accepted.body.id}/connect`, {}, { etag: yes.etag }),
    await team.api.post(`/v1/referrals/${connected.body.id}/convert`, {}, { etag: last.etag }),
    await world.northwind.post(
      `/v1/referrals/${connected.body.id}/close`,
      { reasonCode: 'no_budget' },
      { etag: last.etag },
    ),
    await world.northwind.post('/v1/referrals', referralBody(team.partnershipId)),
  ];
  expect(moves.map(({ body }) => body.code)).toEqual(Array(4).fill('partnership_not_active'));
  for (const verb of ['suspend', 'resume', 'end'])
    expect((await act(team.api, team.partnershipId, verb)).body.code).toBe('transition_not_allowed');
  for (const api of [world.northwind, team.api])
    expect((await api.get(`/v1/referrals/${connected.body.id}`)).body).toMatchObject({
      status: 'connected',
      customer: { contacts: [{ name: 'Rita Alves' }] },
    });
  const again = await partnershipWith(world, team);
  expect(again.body.id).not.toBe(team.partnershipId);
  expect((await proposeIn(world, again.body.id)).body.status).toBe('proposed');
  expect(await heard(team.partnershipId)).toEqual(['invited', 'accepted', 'ended']);
});

test('an invitee without members: the operator is mailed, the API answers for them', async () => {
  const nobody = await newcomer(world);
  const { body, etag } = good(await invite(nobody.id));
  const mails = await world.around.mail({ text: body.id });
  expect(mails.map(({ subject }) => /^Nobody can decide apr_/.test(subject))).toEqual([true]);
  good(await nobody.api.post(`/v1/partnerships/${body.id}/accept`, {}, { etag }));
  expect([await statusOf(body.id), await heard(body.id)]).toEqual(['active', ['invited', 'accepted']]);
  expect((await world.around.executions(body.id)).map(({ status }) => status)).toEqual([
    'SUCCEEDED',
    'SUCCEEDED',
  ]);
});

test('a member who has left is asked nothing, reminded of nothing, and decides nothing', async () => {
  const team = await receiver(world, [{ name: 'Pia Prado' }, { name: 'Quim Reis' }]);
  const { body } = await proposeIn(world, team.partnershipId);
  const [pia, quim] = team.people as [Person, Person];
  const link = await lastLink(world, pia);
  good(await team.api.patch(`/v1/members/${pia.id}`, { active: false }, { etag: pia.etag }));
  expect((await look(link)).status).toBe(410);
  expect((await send(link, { choice: 'approve' })).status).toBe(410);
  expect((await look(await lastLink(world, quim))).html).not.toContain('Pia Prado');
  const before = (await world.around.mail({ to: pia.email })).length;
  await world.around.advance('P3DT1M');
  expect((await world.around.mail({ to: pia.email })).length).toBe(before);
  expect((await send(await lastLink(world, quim), { choice: 'approve' })).status).toBe(200);
  await world.around.rest();
  world.northwind.forgetToken();
  expect((await world.northwind.get(`/v1/referrals/${body.id}`)).body.status).toBe('accepted');
});

test('an invitation that nobody answers ends after fifteen days, not before, and leaves the two free', async () => {
  for (const api of [world.operator, world.northwind]) api.forgetToken();
  const team = await newcomer(world, [{ name: 'Pia Prado' }]);
  const { body } = good(await invite(team.id));
  await world.around.rest();
  await world.around.advance('P14DT23H');
  expect(await statusOf(body.id)).toBe('invited');
  const link = await lastLink(world, team.people[0] as Person);
  await world.around.advance('PT1H1M');
  expect(await statusOf(body.id)).toBe('expired');
  expect((await look(link)).status).toBe(410);
  team.api.forgetToken();
  expect((await act(team.api, body.id, 'accept')).body.code).toBe('transition_not_allowed');
  expect((await invite(team.id)).status).toBe(201);
});
