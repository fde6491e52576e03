import { describe, expect, test } from '@jest/globals';
import { changedKey, type Listing, listPage } from '../../../functions/platform/listing.ts';
import type { Item } from '../../../functions/platform/table.ts';
import { readTimeline } from '../../../functions/platform/timeline.ts';
import { shelves } from './shelves.ts';

const items: Item[] = Array.from({ length: 9 }, (_, position) => ({
  pk: `rfl_${position}`,
  sk: 'RECORD',
  ownerPk: 'ORG#org_1#referral',
  ownerStatusPk: 'ORG#org_1#referral#draft',
  changedSk: changedKey('2026-11-23T09:00:00.000Z', `rfl_${position}`),
  partnershipId: 'prt_1',
  summary: '{}',
}));
const { table } = shelves(items);
const listing: Listing = { shelves: [{ index: 'byOwner', pk: 'ORG#org_1#referral' }], limit: 3 };
const page = async (given: Partial<Listing>) => {
  const result = await listPage(table, { ...listing, ...given });
  return result.ok ? result.value : result.refusal;
};
const cursorOf = async (given: Partial<Listing> = {}): Promise<string> => {
  const first = await page(given);
  if (!('nextCursor' in first) || !first.nextCursor) throw new Error('no further page');
  return first.nextCursor;
};
const invalid = { code: 'invalid_cursor' };

test('a cursor goes on where its page ended', async () => {
  expect(await page({ cursor: await cursorOf() })).toMatchObject({ entries: [{}, {}, {}] });
});

describe('a cursor fits no other list', () => {
  test.each<[string, Partial<Listing>]>([
    ['of another organisation', { shelves: [{ index: 'byOwner', pk: 'ORG#org_2#referral' }] }],
    ['of another status', { shelves: [{ index: 'byOwnerStatus', pk: 'ORG#org_1#referral#draft' }] }],
    ['of the other side', { shelves: [{ index: 'byCounterpart', pk: 'ORG#org_1#referral' }] }],
    ['with another filter', { where: { partnershipId: 'prt_1' } }],
    ['changed after another instant', { updatedAfter: '2026-01-01T00:00:00.000Z' }],
  ])('%s', async (_, other) => {
    expect(await page({ ...other, cursor: await cursorOf() })).toEqual(invalid);
  });
  test('such as a timeline', async () => {
    const result = await readTimeline(table, 'rfl_1', { limit: 5, cursor: await cursorOf() });
    expect(result).toEqual({ ok: false, refusal: invalid });
  });
  test('but a page of another size it does', async () => {
    expect(await page({ limit: 2, cursor: await cursorOf() })).toMatchObject({ entries: [{}, {}] });
  });
});

describe('a cursor that was tampered with', () => {
  test('is refused, whichever byte it was', async () => {
    const bytes = Buffer.from(await cursorOf(), 'base64url');
    for (let position = 0; position < bytes.length; position++) {
      const changed = Buffer.from(bytes);
      changed[position] = (changed[position] ?? 0) ^ 1;
      expect(await page({ cursor: changed.toString('base64url') })).toEqual(invalid);
    }
  });
  test('or cut off, or made up', async () => {
    const whole = await cursorOf();
    const made = [
      'x',
      'null',
      '=',
      '%',
      '../..',
      'é',
      Buffer.alloc(16).toString('base64url'),
      'A'.repeat(1_024),
    ];
    for (const cursor of [whole.slice(0, -4), whole.slice(4), `${whole}AAAA`, ...made])
      expect(await page({ cursor })).toEqual(invalid);
  });
  test('or signed with no key at all', async () => {
    const forged = Buffer.concat([Buffer.alloc(16), Buffer.from(String(items[3]?.changedSk))]);
    expect(await page({ cursor: forged.toString('base64url') })).toEqual(invalid);
  });
});

describe('a timeline', () => {
  const entries: Item[] = Array.from({ length: 7 }, (_, position) => ({
    pk: 'rfl_1',
    sk: `TIMELINE#0000000${position + 1}.00`,
    body: JSON.stringify({ revision: position + 1 }),
  }));
  test.each([1, 2, 3, 6, 7, 8])('in pages of %i comes whole, newest first', async (limit) => {
    const kept = shelves([...entries, { pk: 'rfl_1', sk: 'RECORD' }, { pk: 'rfl_1', sk: 'PRIVATE#org_1' }]);
    const revisions: unknown[] = [];
    let cursor: string | undefined;
    do {
      const read = await readTimeline(kept.table, 'rfl_1', { limit, cursor });
      if (!read.ok) throw new Error(read.refusal.code);
      revisions.push(...read.value.entries.map((entry) => entry.revision));
      cursor = read.value.nextCursor ?? undefined;
    } while (cursor);
    expect(revisions).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });
});
