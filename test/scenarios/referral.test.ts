import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { linkIn } from '../support/local.ts';
import { unique } from '../support/newcomers.ts';
import type { Stack } from '../support/stack.ts';
import { organizationOf, ownWorld, propose, type World } from '../support/world.ts';

let world: World & { stack: Stack | undefined };
beforeAll(async () => {
  world = await ownWorld();
});
afterAll(() => world?.stack?.stop());

const ana = () => {
  const member = organizationOf(world, 'Brightpath').members.find(({ name }) => name === 'Ana Lima');
  if (!member) throw new Error('the demo has no Ana Lima');
  return member;
};
const decide = (link: string, fields: Record<string, string>) =>
  fetch(link, { method: 'POST', body: new URLSearchParams(fields) });

test('a referral goes from draft to opportunity: proposed, accepted by link, connected, converted', async () => {
  const { northwind, brightpath, around } = world;
  const title = `Data platform ${unique()}`;
  const proposed = await propose(world, { title });
  const { id } = proposed.body;
  expect(proposed.body).toMatchObject({ status: 'proposed', nextSide: 'receiver', side: 'sender' });

  const [mail, ...others] = await around.mail({ to: ana().email, text: title });
  expect(others).toHaveLength(0);
  const link = linkIn(mail as never);
  const page = await fetch(link);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Send decision');

  const done = await decide(link, { choice: 'approve', comment: 'Gladly.' });
  expect(done.status).toBe(200);
  expect(await done.text()).toContain('You accepted');
  await around.rest();

  const accepted = await brightpath.get(`/v1/referrals/${id}`);
  expect(accepted.body).toMatchObject({
    status: 'accepted',
    redacted: false,
    customer: { contacts: [{ name: 'Rita Alves' }] },
  });
  const connected = await northwind.post(`/v1/referrals/${id}/connect`, {}, { etag: accepted.etag });
  expect(connected.body).toMatchObject({ status: 'connected' });
  const converted = await brightpath.post(`/v1/referrals/${id}/convert`, {}, { etag: connected.etag });
  expect(converted.body).toMatchObject({ status: 'converted' });
  const opportunity = await northwind.get(`/v1/opportunities/${converted.body.opportunityId}`);
  expect(opportunity.body).toMatchObject({
    reviewStatus: 'pending_submission',
    stage: 'prospect',
    referralId: id,
  });

  const heard = (await around.events(id)).map(({ detailType }) => detailType);
  expect(heard).toEqual([
    'cosell.referral.proposed.v1',
    'cosell.referral.accepted.v1',
    'cosell.referral.connected.v1',
    'cosell.referral.converted.v1',
  ]);
  const runs = await around.executions(id);
  expect(runs).toHaveLength(2);
  expect(runs.every(({ status }) => status === 'SUCCEEDED')).toBe(true);
  const timeline = await brightpath.get(`/v1/referrals/${id}/timeline`);
  expect(timeline.body.items.map(({ verb }: { verb: string }) => verb)).toEqual([
    'convert',
    'connect',
    'accept',
    'propose',
    'create',
  ]);
  expect(timeline.body.items[2]).toMatchObject({ byName: 'Ana Lima' });
});

test('nobody answers: reminders on days 3 and 7, escalation on day 10, expiry on day 14; every link says so then', async () => {
  const { around, northwind, brightpath } = world;
  const title = `Waiting for an answer ${unique()}`;
  const { body } = await propose(world, { title });
  const about = { to: ana().email, text: title };
  expect(await around.mail(about)).toHaveLength(1);
  await around.advance('P3D');
  expect((await around.mail(about)).map(({ subject }) => subject.startsWith('Reminder: '))).toEqual([
    false,
    true,
  ]);
  await around.advance('P4D');
  const mails = await around.mail(about);
  expect(mails).toHaveLength(3);
  // The links of all reminders go on working.
  for (const mail of mails) expect((await fetch(linkIn(mail))).status).toBe(200);
  await around.advance('P3D');
  const admin = organizationOf(world, 'Brightpath').members.find(({ roles }) => roles.includes('admin'));
  expect(await around.mail({ to: admin?.email ?? '', text: title })).toHaveLength(1);
  await around.advance('P4D');
  for (const partner of [northwind, brightpath]) partner.forgetToken();
  expect((await northwind.get(`/v1/referrals/${body.id}`)).body).toMatchObject({ status: 'expired' });
  expect((await brightpath.get(`/v1/referrals/${body.id}`)).body).toEqual(
    expect.not.objectContaining({ title: expect.anything() }),
  );
  for (const mail of mails) {
    const page = await fetch(linkIn(mail));
    expect(page.status).toBe(410);
    expect(await page.text()).not.toContain('Contoso');
  }
  const heard = (await around.events(body.id)).map(({ detailType }) => detailType);
  expect(heard).toEqual([
    'cosell.referral.proposed.v1',
    'cosell.referral.response_due.v1',
    'cosell.referral.response_due.v1',
    'cosell.referral.expired.v1',
  ]);
});
