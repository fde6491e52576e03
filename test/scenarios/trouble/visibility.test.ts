import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  good,
  type Newcomer,
  newcomer,
  partnershipWith,
  proposeIn,
  receiver,
  unique,
} from '../../support/newcomers.ts';
import type { Answer, Partner } from '../../support/partner.ts';
import type { Stack } from '../../support/stack.ts';
import { ownWorld, referralBody, type World } from '../../support/world.ts';

type Team = Newcomer & { partnershipId: string };
let world: World & { stack: Stack | undefined };
let team: Team;
let stranger: Newcomer;
beforeAll(async () => {
  world = await ownWorld();
  team = await receiver(world, [{ name: 'Pia Prado' }]);
  stranger = await newcomer(world, [{ name: 'Zoe Strange' }]);
  await partnershipWith(world, stranger);
});
afterAll(() => world?.stack?.stop());

/** Words that occur nowhere else: finding one means that it leaked. */
const secrets = () => {
  const word = (of: string) => `${of}zq${unique().replaceAll('-', 'x')}`;
  return {
    street: word('street'),
    city: word('city'),
    postalCode: word('zip').slice(-20),
    contact: word('contact'),
    silent: word('silent'),
    note: word('note'),
  };
};
type Secrets = ReturnType<typeof secrets>;
const secretly = ({ street, city, postalCode, contact, silent, note }: Secrets) => {
  const { customer } = referralBody('');
  const contacts = [
    { name: contact, email: `${contact}@contoso.example`, consent: true },
    { name: silent, email: `${silent}@contoso.example`, consent: false },
  ];
  return {
    confidentialNote: note,
    customer: { ...customer, address: { street, city, region: 'Norte', postalCode }, contacts },
  };
};
const step = async (as: Partner, id: string, verb: string, body: unknown = {}): Promise<Answer> => {
  const { etag } = good(await world.northwind.get(`/v1/referrals/${id}`));
  return good(await as.post(`/v1/referrals/${id}/${verb}`, body, { etag }));
};
/** All that this organisation is told of a referral, as one text. */
const toldTo = async (as: Partner, id: string): Promise<string> => {
  const paths = [
    `/v1/referrals/${id}`,
    `/v1/referrals/${id}/timeline`,
    `/v1/referrals/${id}/private`,
    '/v1/referrals?limit=100',
    '/v1/approvals?limit=100',
    '/v1/opportunities?limit=100',
  ];
  const answers = await Promise.all(paths.map((path) => as.get(path)));
  const tries = await Promise.all([
    as.patch(`/v1/referrals/${id}`, { title: 'x' }, { etag: '"1"' }),
    as.post(`/v1/referrals/${id}/propose`, {}, { etag: '"1"' }),
    as.post(`/v1/referrals/${id}/convert`, {}, { etag: '"1"' }),
  ]);
  return JSON.stringify([...answers, ...tries].map(({ body }) => body));
};
const mailsAndEvents = async (id: string): Promise<string> => {
  const { around } = world;
  const about = (await around.events()).filter((event) => JSON.stringify(event).includes(id));
  return JSON.stringify([about, await around.mail()]);
};
const found = (told: string, words: Partial<Secrets>): string[] =>
  Object.entries(words)
    .filter(([, word]) => told.includes(word))
    .map(([name]) => name);

test('of a draft the receiver learns nothing at all', async () => {
  const words = secrets();
  const { body } = good(
    await world.northwind.post(
      '/v1/referrals',
      referralBody(team.partnershipId, { ...secretly(words), title: words.city }),
    ),
  );
  expect((await toldTo(team.api, body.id)).includes(body.id)).toBe(false);
  for (const path of ['', '/timeline', '/private'])
    expect((await team.api.get(`/v1/referrals/${body.id}${path}`)).body).toMatchObject({
      status: 404,
      code: 'not_found',
    });
  expect(await world.around.events(body.id)).toEqual([]);
  expect(await world.around.mail({ text: words.city })).toEqual([]);
});

test('the receiver sees what it needs to decide, then the shared fields, and never who did not agree to be contacted', async () => {
  const words = secrets();
  const { body } = await proposeIn(world, team.partnershipId, secretly(words));
  const proposed = await toldTo(team.api, body.id);
  expect(found(proposed, words)).toEqual([]);
  expect(proposed).toContain('Norte');
  expect(found(await mailsAndEvents(body.id), words)).toEqual([]);
  await step(team.api, body.id, 'accept');
  const { silent } = words;
  expect(found(await toldTo(team.api, body.id), words)).toEqual(
    Object.keys(words).filter((name) => name !== 'silent'),
  );
  for (const verb of ['connect', 'convert']) await step(team.api, body.id, verb);
  expect(await toldTo(team.api, body.id)).not.toContain(silent);
  expect(found(await mailsAndEvents(body.id), words)).toEqual([]);
  const [opportunity] = (await team.api.get('/v1/opportunities')).body.items;
  expect(JSON.stringify((await team.api.get(`/v1/opportunities/${opportunity.id}`)).body)).not.toContain(
    silent,
  );
});

test.each([
  [
    'declined',
    (api: Partner, id: string) =>
      step(api, id, 'decline', { reasonCode: 'no_capacity', comment: 'Between us' }),
    'no_capacity',
  ],
  ['withdrawn', (_: Partner, id: string) => step(world.northwind, id, 'withdraw'), null],
])('a referral that is %s leaves the receiver id, status and reason', async (status, end, reasonCode) => {
  const title = `Title ${unique()}`;
  const { body } = await proposeIn(world, team.partnershipId, { title });
  await end(team.api, body.id);
  const kept = {
    id: body.id,
    status,
    reasonCode,
    partnershipId: team.partnershipId,
    side: 'receiver',
    revision: 3,
    updatedAt: expect.any(String),
  };
  expect((await team.api.get(`/v1/referrals/${body.id}`)).body).toEqual(kept);
  const entry = (await team.api.get(`/v1/referrals?status=${status}`)).body.items.find(
    ({ id }: { id: string }) => id === body.id,
  );
  expect(entry).toEqual(kept);
  const timeline = (await team.api.get(`/v1/referrals/${body.id}/timeline`)).body.items;
  expect(timeline.map(({ to }: { to: string }) => to)).toEqual([status]);
  const sender = await toldTo(world.northwind, body.id);
  expect(sender).toContain(title);
  expect(sender).not.toContain('Between us');
});

test('a private overlay is its own side, whatever the other asks for', async () => {
  const [mine, theirs] = [unique(), unique()];
  const { body } = await proposeIn(world, team.partnershipId);
  const path = `/v1/referrals/${body.id}/private`;
  good(await world.northwind.put(path, { notes: mine }));
  good(await team.api.put(path, { notes: theirs, ownerId: team.people[0]?.id }));
  expect((await world.northwind.get(path)).body).toMatchObject({
    notes: mine,
    forecast: null,
    ownerId: null,
  });
  expect((await team.api.get(path)).body).toMatchObject({ notes: theirs });
  expect(await toldTo(team.api, body.id)).not.toContain(mine);
  expect(await toldTo(world.northwind, body.id)).not.toContain(theirs);
  const all = await mailsAndEvents(body.id);
  expect([all.includes(mine), all.includes(theirs)]).toEqual([false, false]);
  const foreign = await world.northwind.put(path, { ownerId: team.people[0]?.id });
  expect([foreign.status, foreign.body.code]).toEqual([422, 'unknown_reference']);
});

test('a third organisation sees nothing: no record, no entry, no difference to what does not exist', async () => {
  const { body } = await proposeIn(world, team.partnershipId);
  await step(team.api, body.id, 'accept');
  expect(await toldTo(stranger.api, body.id)).not.toContain(body.id);
  const { items } = (await stranger.api.get('/v1/referrals')).body;
  expect(items).toEqual([]);
  const [approval] = (await team.api.get('/v1/approvals?limit=1')).body.items;
  const [delegate, boss] = [team.people[0]?.id, stranger.people[0]?.id];
  const asks: [string, string][] = [
    [`/v1/approvals/${approval.id}`, 'apr'],
    [`/v1/partnerships/${team.partnershipId}`, 'prt'],
    [`/v1/partnerships/${team.partnershipId}/timeline`, 'prt'],
    [`/v1/members/${delegate}`, 'mem'],
  ];
  for (const [path] of asks) {
    const [strange, absent] = [
      await stranger.api.get(path),
      await stranger.api.get(path.replace(/_[0-9A-Z]{26}/, '_01JD0000000000000000000099')),
    ];
    expect([strange.status, strange.body.code, strange.body.detail]).toEqual([
      404,
      'not_found',
      absent.body.detail,
    ]);
  }
  // The sender of a referral is no party to how its receiver decides.
  expect((await world.northwind.get(`/v1/approvals/${approval.id}`)).status).toBe(404);
  const naming = { fromMemberId: boss, toMemberId: delegate, startsOn: '2026-01-01', endsOn: '2026-01-02' };
  expect((await stranger.api.post('/v1/delegations', naming)).body.code).toBe('unknown_reference');
  expect((await stranger.api.post('/v1/referrals', referralBody(team.partnershipId))).body.code).toBe(
    'unknown_reference',
  );
  expect((await stranger.api.get(`/v1/referrals?partnershipId=${team.partnershipId}`)).body.items).toEqual(
    [],
  );
});
