import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { good, lastLink, type Newcomer, proposeIn, receiver, send } from '../../support/newcomers.ts';
import type { Answer } from '../../support/partner.ts';
import type { Stack } from '../../support/stack.ts';
import { ownWorld, referralBody, type World } from '../../support/world.ts';

type Team = Newcomer & { partnershipId: string };
let world: World & { stack: Stack | undefined };
let team: Team;
beforeAll(async () => {
  world = await ownWorld();
  team = await receiver(world, [{ name: 'Pia Prado' }, { name: 'Quim Reis' }]);
});
afterAll(() => world?.stack?.stop());

const times = <Made>(count: number, make: (position: number) => Promise<Made>): Promise<Made[]> =>
  Promise.all(Array.from({ length: count }, (_, position) => make(position)));
const statuses = (answers: { status: number }[]): number[] => answers.map(({ status }) => status).sort();
const codes = (answers: Answer[]): string[] => answers.map(({ body }) => body.code ?? 'done').sort();
const draft = async (changes: Record<string, unknown> = {}): Promise<Answer> =>
  good(await world.northwind.post('/v1/referrals', referralBody(team.partnershipId, changes)));
const read = async (id: string): Promise<Answer> => good(await world.northwind.get(`/v1/referrals/${id}`));
const verbsOf = async (id: string): Promise<string[]> => {
  const { body } = await world.northwind.get(`/v1/referrals/${id}/timeline`);
  return body.items.map(({ verb }: { verb: string }) => verb);
};
const heard = async (id: string): Promise<string[]> =>
  (await world.around.events(id)).map(({ detailType }) => detailType.split('.')[2] as string);

test('of a decision by link and one over the API exactly one wins; the other is told who was first', async () => {
  const proposals = await times(12, (turn) =>
    proposeIn(world, team.partnershipId, { title: `Race ${turn}.` }),
  );
  await world.around.rest();
  const links = await Promise.all(
    proposals.map(async ({ body }) => {
      const [mail] = await world.around.mail({ to: team.people[0]?.email ?? '', text: body.title });
      return mail?.text.match(/http\S+\/approve\/\S+/)?.[0] as string;
    }),
  );
  const rounds = await times(12, async (turn) => {
    const { body, etag } = proposals[turn] as Answer;
    const [page, answer] = await Promise.all([
      send(links[turn] as string, { choice: 'approve' }),
      team.api.post(`/v1/referrals/${body.id}/decline`, { reasonCode: 'no_capacity' }, { etag }),
    ]);
    return { id: body.id as string, page, answer };
  });
  await world.around.rest();
  for (const { id, page, answer } of rounds) {
    const byLink = page.status === 200;
    expect(byLink).toBe(answer.status !== 200);
    if (byLink)
      expect(`${answer.body.code} ${answer.body.detail}`).toMatch(
        /already_decided Pia Prado accepted it|transition_not_allowed It is accepted/,
      );
    else expect([409, 410]).toContain(page.status);
    if (page.status === 409) expect(page.html).toContain(`${team.name} declined it`);
    const settled = byLink ? 'accepted' : 'declined';
    expect((await read(id)).body.status).toBe(settled);
    expect(await heard(id)).toEqual(['proposed', settled]);
    expect(await verbsOf(id)).toEqual([byLink ? 'accept' : 'decline', 'propose', 'create']);
  }
});

test('two approvers at once: one decides, the other reads who was faster', async () => {
  const { body } = await proposeIn(world, team.partnershipId);
  const [pia, quim] = team.people;
  const links = [await lastLink(world, pia as never), await lastLink(world, quim as never)];
  const pages = await Promise.all([
    send(links[0] as string, { choice: 'approve' }),
    send(links[1] as string, { choice: 'reject', reason: 'other' }),
  ]);
  expect(statuses(pages)[0]).toBe(200);
  const late = pages.find(({ status }) => status !== 200);
  expect([409, 410]).toContain(late?.status);
  if (late?.status === 409) expect(late.html).toMatch(/(Pia Prado accepted|Quim Reis declined) it/);
  await world.around.rest();
  expect((await verbsOf(body.id)).length).toBe(3);
});

test('accepting against withdrawing: the record ends as one of them says', async () => {
  const proposals = await times(8, () => proposeIn(world, team.partnershipId));
  await world.around.rest();
  const rounds = await times(8, async (turn) => {
    const { body, etag } = proposals[turn] as Answer;
    return Promise.all([
      team.api.post(`/v1/referrals/${body.id}/accept`, {}, { etag }),
      world.northwind.post(`/v1/referrals/${body.id}/withdraw`, {}, { etag }),
    ]);
  });
  for (const [turn, answers] of rounds.entries()) {
    const { id } = (proposals[turn] as Answer).body;
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const winner = answers[0].status === 200 ? 'accepted' : 'withdrawn';
    expect((await read(id)).body.status).toBe(winner);
    expect(await heard(id)).toEqual(['proposed', winner]);
  }
});

test('proposing twice at once proposes once; with the same key both are answered alike', async () => {
  for (let turn = 0; turn < 8; turn++) {
    const { body, etag } = await draft();
    const path = `/v1/referrals/${body.id}/propose`;
    const key = turn % 2 ? crypto.randomUUID() : undefined;
    const ask = { etag, ...(key && { key }) };
    const answers = await times(3, () => world.northwind.post(path, {}, ask));
    if (key) {
      expect(statuses(answers)).toEqual([200, 200, 200]);
      expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    } else {
      expect(statuses(answers)[0]).toBe(200);
      // The same referral is no duplicate of itself.
      const late = codes(answers).filter((code) => code !== 'done');
      expect([
        late.length,
        late.filter((code) => !['stale_revision', 'transition_not_allowed'].includes(code)),
      ]).toEqual([2, []]);
    }
    expect(await heard(body.id)).toEqual(['proposed']);
  }
});

test('of two proposals for the same customer at once one is first, and the other is told which', async () => {
  for (let turn = 0; turn < 4; turn++) {
    const { customer } = referralBody(team.partnershipId);
    const drafts = [await draft({ customer }), await draft({ customer }), await draft({ customer })];
    const answers = await Promise.all(
      drafts.map(({ body, etag }) => world.northwind.post(`/v1/referrals/${body.id}/propose`, {}, { etag })),
    );
    expect(codes(answers)).toEqual(['done', 'possible_duplicate', 'possible_duplicate']);
    const first = answers.find(({ status }) => status === 200)?.body.id;
    for (const { body } of answers.filter(({ status }) => status === 409))
      expect(body.detail).toContain(first);
  }
});

test('of twenty changes with one ETag one is made', async () => {
  const { body, etag } = await draft();
  const answers = await times(20, (turn) =>
    world.northwind.patch(`/v1/referrals/${body.id}`, { title: `Title ${turn}` }, { etag }),
  );
  expect(codes(answers)).toEqual(['done', ...Array(19).fill('stale_revision')]);
  const winner = answers.find(({ status }) => status === 200);
  expect((await read(body.id)).body).toMatchObject({ revision: 2, title: winner?.body.title });
});

test('one Idempotency-Key sent many times at once has one effect and one answer', async () => {
  const body = referralBody(team.partnershipId, { title: 'Sent ten times' });
  const key = crypto.randomUUID();
  const answers = await times(10, () => world.northwind.post('/v1/referrals', body, { key }));
  expect(statuses(answers)).toEqual(Array(10).fill(201));
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  expect(answers.filter(({ headers }) => !headers.get('idempotent-replayed'))).toHaveLength(1);
  const { body: list } = await world.northwind.get('/v1/referrals?limit=100&status=draft');
  expect(list.items.filter(({ title }: { title: string }) => title === 'Sent ten times')).toHaveLength(1);
  // Keys are each organisation's own.
  const other = await team.api.post('/v1/referrals', referralBody(team.partnershipId), { key });
  expect([other.status, other.headers.get('idempotent-replayed')]).toEqual([201, null]);
});

test('two bodies under one key at once: one is done, the other is told that the key is used', async () => {
  const key = crypto.randomUUID();
  const answers = await times(6, (turn) =>
    world.northwind.post('/v1/referrals', referralBody(team.partnershipId, { title: `Body ${turn}` }), {
      key,
    }),
  );
  expect(codes(answers)).toEqual(['done', ...Array(5).fill('idempotency_key_reused')]);
});

test('a partnership suspended while its proposal is accepted by link: accepted, or lapsed, and never half', async () => {
  for (let turn = 0; turn < 4; turn++) {
    const other = await receiver(world, [{ name: 'Rui Sol' }]);
    const { body } = await proposeIn(world, other.partnershipId);
    const link = await lastLink(world, other.people[0] as never);
    const { etag } = await world.northwind.get(`/v1/partnerships/${other.partnershipId}`);
    const [suspended, page] = await Promise.all([
      world.northwind.post(`/v1/partnerships/${other.partnershipId}/suspend`, {}, { etag }),
      send(link, { choice: 'approve' }),
    ]);
    expect(suspended.status).toBe(200);
    await world.around.rest();
    const { status, reasonCode } = (await read(body.id)).body;
    expect(['accepted null', 'expired partnership_not_active', 'proposed null']).toContain(
      `${status} ${reasonCode}`,
    );
    if (page.status === 200) expect(status).not.toBe('proposed');
    const runs = await world.around.executions(body.id);
    if (status !== 'proposed') expect(runs.map((run) => run.status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  }
});
