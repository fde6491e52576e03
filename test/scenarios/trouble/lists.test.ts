import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { good, type Newcomer, receiver } from '../../support/newcomers.ts';
import type { Answer } from '../../support/partner.ts';
import type { Stack } from '../../support/stack.ts';
import { ownWorld, referralBody, type World } from '../../support/world.ts';

type Team = Newcomer & { partnershipId: string };
const MANY = 120;
const EVERY_THIRD = 3;
let world: World & { stack: Stack | undefined };
let team: Team;
let other: Team;
let made: Answer[];
beforeAll(async () => {
  world = await ownWorld();
  team = await receiver(world, [{ name: 'Pia Prado' }]);
  other = await receiver(world, [{ name: 'Quim Reis' }]);
  const { partnershipId } = team;
  // Sent by Northwind, received by the team, and a few the other way round.
  made = [];
  for (let batch = 0; batch < MANY; batch += 10)
    made.push(
      ...(await Promise.all(
        Array.from({ length: 10 }, async (_, position) => {
          const number = batch + position;
          const draft = good(
            await world.northwind.post(
              '/v1/referrals',
              referralBody(partnershipId, { title: `Number ${number}` }),
            ),
          );
          if (number % EVERY_THIRD) return draft;
          return good(
            await world.northwind.post(`/v1/referrals/${draft.body.id}/propose`, {}, { etag: draft.etag }),
          );
        }),
      )),
    );
  good(await team.api.post('/v1/referrals', referralBody(partnershipId, { title: 'The other way' })));
}, 60_000);
afterAll(() => world?.stack?.stop());

interface Entry {
  id: string;
  status: string;
  title: string;
  updatedAt: string;
  revision: number;
}
const MOST_PAGES = 200;
/** All pages of a list; `between` is done after each. */
const pages = async (
  api: Team['api'],
  query: string,
  between?: (page: number) => Promise<unknown>,
): Promise<Entry[][]> => {
  const all: Entry[][] = [];
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const { body } = good(await api.get(`/v1/referrals?${query}${cursor}`));
    all.push(body.items);
    if (body.nextCursor === null) return all;
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
    await between?.(page);
  }
  throw new Error('the list does not end');
};
const mine = () => `partnershipId=${team.partnershipId}`;

test('paging tells each entry once, newest change first, whatever the size of the page', async () => {
  for (const limit of [7, 25, 100]) {
    const entries = (await pages(world.northwind, `${mine()}&limit=${limit}`)).flat();
    expect(entries).toHaveLength(MANY);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(MANY);
    const times = entries.map(({ updatedAt }) => updatedAt);
    expect(times).toEqual([...times].sort().reverse());
  }
  const unfiltered = (await pages(team.api, 'limit=11')).flat();
  expect(unfiltered).toHaveLength(MANY / EVERY_THIRD + 1);
});

test('filters by side, status, partnership and time, alone and together', async () => {
  const count = async (api: Team['api'], query: string): Promise<number> =>
    (await pages(api, `limit=50&${query}`)).flat().length;
  const proposed = MANY / EVERY_THIRD;
  expect(await count(world.northwind, `side=sent&${mine()}`)).toBe(MANY);
  expect(await count(world.northwind, `side=received&${mine()}`)).toBe(0);
  expect(await count(team.api, 'side=received')).toBe(proposed);
  expect(await count(team.api, 'side=sent')).toBe(1);
  expect(await count(team.api, 'status=proposed')).toBe(proposed);
  expect(await count(team.api, 'status=draft')).toBe(1);
  expect(await count(world.northwind, `status=proposed&side=sent&${mine()}`)).toBe(proposed);
  expect(await count(world.northwind, `status=accepted&${mine()}`)).toBe(0);
  expect(await count(world.northwind, `partnershipId=${other.partnershipId}`)).toBe(0);
  const times = made.map(({ body }) => body.updatedAt as string).sort();
  const middle = times[60] as string;
  expect(await count(world.northwind, `${mine()}&updatedAfter=${middle}`)).toBe(
    times.filter((time) => time > middle).length,
  );
  expect(await count(world.northwind, `${mine()}&updatedAfter=2999-01-01T00:00:00.000Z`)).toBe(0);
});

test('while the list changes, what stays as it was is told exactly once, and what changed is found by time', async () => {
  const drafts = made.filter(({ body }) => body.status === 'draft').slice(0, 10);
  const [before] = [...made].sort((a, b) => (a.body.updatedAt < b.body.updatedAt ? 1 : -1));
  const walked = await pages(world.northwind, `${mine()}&limit=12`, async (page) => {
    const draft = drafts[page];
    if (draft)
      good(
        await world.northwind.patch(
          `/v1/referrals/${draft.body.id}`,
          { title: `Changed ${page}` },
          { etag: draft.etag },
        ),
      );
  });
  const seen = walked.flat().map(({ id }) => id);
  expect(new Set(seen).size).toBe(seen.length);
  const changed = (await pages(world.northwind, `${mine()}&updatedAfter=${before?.body.updatedAt}`))
    .flat()
    .map(({ id }) => id);
  const untouched = made.map(({ body }) => body.id as string).filter((id) => !changed.includes(id));
  expect(untouched.filter((id) => !seen.includes(id))).toEqual([]);
  expect(made.filter(({ body }) => !seen.includes(body.id) && !changed.includes(body.id))).toEqual([]);
  expect(changed).toHaveLength(Math.min(drafts.length, walked.length - 1));
});

test('a cursor fits its own list alone: changed, cut, foreign or with other filters it is refused', async () => {
  const first = good(await world.northwind.get(`/v1/referrals?limit=5&${mine()}`)).body.nextCursor as string;
  const bytes = Buffer.from(first, 'base64url');
  const flipped = (position: number): string => {
    const copy = Buffer.from(bytes);
    copy[position] = (copy[position] ?? 0) ^ 1;
    return copy.toString('base64url');
  };
  const refused = [
    await world.northwind.get(`/v1/referrals?limit=5&${mine()}&cursor=${flipped(0)}`),
    await world.northwind.get(`/v1/referrals?limit=5&${mine()}&cursor=${flipped(bytes.length - 1)}`),
    await world.northwind.get(`/v1/referrals?limit=5&${mine()}&cursor=${first.slice(0, -6)}`),
    await world.northwind.get(`/v1/referrals?limit=5&${mine()}&cursor=${first.slice(0, 10)}`),
    await world.northwind.get(`/v1/referrals?limit=5&cursor=${first}`),
    await world.northwind.get(`/v1/referrals?limit=5&side=sent&${mine()}&cursor=${first}`),
    await world.northwind.get(`/v1/partnerships?cursor=${first}`),
    await team.api.get(`/v1/referrals?limit=5&${mine()}&cursor=${first}`),
    await other.api.get(`/v1/referrals?cursor=${first}`),
  ];
  expect(refused.map(({ status, body }) => `${status} ${body.code}`)).toEqual(
    refused.map(() => '400 invalid_cursor'),
  );
  expect((await world.northwind.get(`/v1/referrals?${mine()}&cursor=${'A'.repeat(1025)}`)).body.code).toBe(
    'invalid_input',
  );
  // The size of the page is no part of the list.
  expect(
    good(await world.northwind.get(`/v1/referrals?limit=9&${mine()}&cursor=${first}`)).body.items,
  ).toHaveLength(9);
});

test('a timeline is paged too, and its cursor is no use for another record', async () => {
  let draft = good(await world.northwind.post('/v1/referrals', referralBody(team.partnershipId)));
  for (let turn = 0; turn < 7; turn++)
    draft = good(
      await world.northwind.patch(
        `/v1/referrals/${draft.body.id}`,
        { title: `Turn ${turn}` },
        { etag: draft.etag },
      ),
    );
  const revisions: number[] = [];
  let cursor = '';
  let last = '';
  for (let page = 0; page < 8; page++) {
    const { body } = good(
      await world.northwind.get(`/v1/referrals/${draft.body.id}/timeline?limit=3${cursor}`),
    );
    revisions.push(...body.items.map(({ revision }: Entry) => revision));
    if (!body.nextCursor) break;
    last = body.nextCursor;
    cursor = `&cursor=${last}`;
  }
  expect(revisions).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  const foreign = await world.northwind.get(`/v1/referrals/${made[0]?.body.id}/timeline?cursor=${last}`);
  expect(foreign.body.code).toBe('invalid_cursor');
});
