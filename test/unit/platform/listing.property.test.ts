import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changedKey, type Listing, listPage } from '../../../functions/platform/listing.ts';
import type { Item } from '../../../functions/platform/table.ts';
import { shelves } from './shelves.ts';

/** Records on the shelves of one organisation: sent or received, of two partnerships, often changed at the same instant. */
const record = fc.record({
  second: fc.integer({ min: 0, max: 30 }),
  sent: fc.boolean(),
  partnershipId: fc.constantFrom('prt_a', 'prt_a', 'prt_b'),
});
const records = fc.array(record, { maxLength: 60 });
const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 9, 0, second)).toISOString();

const itemsOf = (given: { second: number; sent: boolean; partnershipId: string }[]): Item[] =>
  given.map(({ second, sent, partnershipId }, position) => {
    const id = `rfl_${String(position).padStart(3, '0')}`;
    return {
      pk: id,
      sk: 'RECORD',
      partnershipId,
      changedSk: changedKey(at(second), id),
      [sent ? 'ownerPk' : 'counterpartPk']: 'ORG#org_1#referral',
      summary: JSON.stringify({ id }),
    };
  });
const both: Listing['shelves'] = [
  { index: 'byOwner', pk: 'ORG#org_1#referral' },
  { index: 'byCounterpart', pk: 'ORG#org_1#referral' },
];
const newestFirst = (items: Item[]): string[] =>
  items
    .map((item) => String(item.changedSk))
    .sort()
    .reverse()
    .map((key) => key.slice(key.indexOf('#') + 1));

/** All pages, one after the other. */
const readAll = async (table: Parameters<typeof listPage>[0], listing: Listing) => {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await listPage(table, { ...listing, cursor });
    if (!page.ok) throw new Error(page.refusal.code);
    pages.push(page.value.entries.map((entry) => String(entry.id)));
    cursor = page.value.nextCursor ?? undefined;
    if (pages.length > 300) throw new Error('the list never ends');
  } while (cursor);
  return pages;
};

describe('all pages of a list together are all its entries, newest change first, none lost and none twice', () => {
  test('of two shelves', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.integer({ min: 1, max: 9 }), async (given, limit) => {
        const items = itemsOf(given);
        const pages = await readAll(shelves(items).table, { shelves: both, limit });
        expect(pages.flat()).toEqual(newestFirst(items));
        for (const page of pages) expect(page.length).toBeLessThanOrEqual(limit);
        // Without filters no page is short but the last ones.
        for (const page of pages.slice(0, -2)) expect(page).toHaveLength(limit);
      }),
    );
  });

  test('changed after an instant, filtered, and where each query stops early as it does at a megabyte', async () => {
    const options = fc.record({
      limit: fc.integer({ min: 1, max: 9 }),
      mostPerPage: fc.constantFrom(2, 3, 7, 1_000),
      after: fc.option(fc.integer({ min: 0, max: 31 }), { nil: undefined }),
      partnershipId: fc.constantFrom(undefined, 'prt_a', 'prt_b', 'prt_none'),
      sides: fc.constantFrom(both, both.slice(0, 1), both.slice(1)),
    });
    await fc.assert(
      fc.asyncProperty(
        records,
        options,
        async (given, { limit, mostPerPage, after, partnershipId, sides }) => {
          const items = itemsOf(given);
          const updatedAfter = after === undefined ? undefined : at(after);
          const pages = await readAll(shelves(items, mostPerPage).table, {
            shelves: sides,
            limit,
            updatedAfter,
            where: { partnershipId },
          });
          const wanted = items.filter(
            (item) =>
              (partnershipId === undefined || item.partnershipId === partnershipId) &&
              (updatedAfter === undefined || String(item.changedSk).slice(0, 24) > updatedAfter) &&
              sides.some(({ index }) => (index === 'byOwner' ? item.ownerPk : item.counterpartPk)),
          );
          expect(pages.flat()).toEqual(newestFirst(wanted));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the cost of a page', () => {
  const items = itemsOf(
    Array.from({ length: 900 }, (_, position) => ({
      second: position % 60,
      sent: true,
      partnershipId: 'prt_a',
    })),
  );
  test('is one query a shelf, of little more than the page', async () => {
    const { table, seen } = shelves(items);
    await listPage(table, { shelves: both, limit: 25 });
    expect(seen.map(({ IndexName, Limit }) => [IndexName, Limit])).toEqual([
      ['byOwner', 27],
      ['byCounterpart', 27],
    ]);
  });
  test('has a bound where filters leave nothing, and the cursor goes on', async () => {
    const { table, seen } = shelves(items);
    const page = await listPage(table, {
      shelves: both.slice(0, 1),
      limit: 25,
      where: { partnershipId: 'prt_none' },
    });
    expect(seen.map(({ Limit }) => Limit)).toEqual([400]);
    expect(page).toMatchObject({ ok: true, value: { entries: [], nextCursor: expect.any(String) } });
  });
});
