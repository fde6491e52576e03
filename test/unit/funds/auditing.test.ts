import { describe, expect, test } from '@jest/globals';
import { audit, newAudit } from '../../../functions/funds/auditing.ts';
import { entryItem, readEntries } from '../../../functions/funds/entries.ts';
import type { Book, Entry } from '../../../functions/funds/ledger.ts';
import type { Table } from '../../../functions/platform/table.ts';
import { FUND } from './books.ts';
import { ledgerOf, tableOf } from './shelf.ts';

const whole = async (table: Table, book: Book) => {
  const { state, done } = await audit(table, book, newAudit(), 1_000);
  return { done, entries: state.audited.sequence, faults: state.faults.map(({ fault }) => fault) };
};

describe('an audit of what the table holds', () => {
  const { book, entries } = ledgerOf(25);

  test('follows every entry, however early a query stops, and reads what is there now', async () => {
    for (const atOnce of [2, 3, 24, 25, 26]) {
      const { table, queries } = tableOf(book, entries, atOnce);
      expect(await whole(table, book)).toEqual({ done: true, entries: 25, faults: [] });
      expect(queries.every(({ ConsistentRead }) => ConsistentRead)).toBe(true);
    }
  });

  test('stops when it has read enough, and goes on from there', async () => {
    const { table } = tableOf(book, entries, 10);
    const first = await audit(table, book, newAudit(), 2);
    expect([first.done, first.state.audited.sequence]).toEqual([false, 19]);
    const second = await audit(table, book, JSON.parse(JSON.stringify(first.state)), 2);
    expect([second.done, second.state.audited.sequence, second.state.faults]).toEqual([true, 25, []]);
  });

  test('leaves what is posted meanwhile to the next one', async () => {
    const { table } = tableOf(book, entries);
    const earlier = ledgerOf(20).book;
    expect(await whole(table, earlier)).toEqual({ done: true, entries: 20, faults: [] });
  });

  test('finds entries that the book never knew', async () => {
    const { table } = tableOf(ledgerOf(20).book, entries);
    const { faults } = await whole(table, ledgerOf(20).book);
    expect(faults).toEqual(Array(5).fill('was added without the book'));
  });

  test('finds the last entries gone', async () => {
    const { table } = tableOf(book, entries.slice(0, 20));
    expect((await whole(table, book)).faults).toContain('the last entry is 20');
  });

  test.each(['', 'nonsense', 'null', '[]', '{"sequence":7}', '{"sequence":"7"}'])(
    'finds an entry that became %j',
    async (body) => {
      const { table, items } = tableOf(book, entries);
      items[6] = { ...entryItem(FUND, entries[6] as Entry), body };
      expect((await whole(table, book)).faults).toContain('is no entry of a ledger');
    },
  );

  test('names twenty faults, and then no more', async () => {
    const { table } = tableOf(
      book,
      entries.map((entry) => ({ ...entry, hash: '' })),
    );
    expect((await whole(table, book)).faults).toHaveLength(20);
  });
});

describe('the pages of a statement', () => {
  const { entries } = ledgerOf(25);
  const all = async (table: Table, limit: number, days: { from?: string; to?: string } = {}) => {
    const pages: number[][] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await readEntries(table, FUND, { limit, cursor, ...days });
      if (!page.ok) throw new Error(page.refusal.code);
      pages.push(page.value.entries.map(({ sequence }) => sequence));
      if (!page.value.nextCursor) return pages;
      cursor = page.value.nextCursor;
    }
  };
  const inOrder = entries.map(({ sequence }) => sequence);

  test('hold every entry once, oldest first, whatever the limit and however early a query stops', async () => {
    for (const limit of [1, 2, 5, 24, 25, 26])
      for (const atOnce of [2, 3, 7, 1_000]) {
        const pages = await all(tableOf(undefined, entries, atOnce).table, limit);
        expect(pages.flat()).toEqual(inOrder);
        expect(pages.every(({ length }) => length > 0 && length <= limit)).toBe(true);
      }
  });

  test('are those of the days asked for, both included', async () => {
    const { table, items } = tableOf(undefined, []);
    const days = ['2026-11-01', '2026-11-02', '2026-11-02', '2026-11-03'];
    for (const [position, day] of days.entries())
      items.push(
        entryItem(FUND, {
          ...(entries[position] as Entry),
          at: `${day}T${position ? '23:59' : '00:00'}:59.999Z`,
        }),
      );
    expect((await all(table, 1, { from: '2026-11-02', to: '2026-11-02' })).flat()).toEqual([2, 3]);
    expect((await all(table, 9, { from: '2026-11-02' })).flat()).toEqual([2, 3, 4]);
    expect((await all(table, 9, { to: '2026-11-01' })).flat()).toEqual([1]);
    expect((await all(table, 9, { from: '2026-12-01' })).flat()).toEqual([]);
  });

  test('go on by a cursor of the same fund and days alone', async () => {
    const { table } = tableOf(undefined, entries);
    const first = await readEntries(table, FUND, { limit: 1, from: '2026-11-01' });
    const cursor = (first.ok && first.value.nextCursor) || '';
    const codes = await Promise.all(
      [
        [FUND, { from: '2026-11-01' }],
        [FUND, { from: '2026-11-02' }],
        [FUND, {}],
        ['fnd_01JD0000000000000000000061', { from: '2026-11-01' }],
      ].map(async ([fund, days]) => {
        const page = await readEntries(table, fund as string, { limit: 1, cursor, ...(days as object) });
        return page.ok ? 'ok' : page.refusal.code;
      }),
    );
    expect(codes).toEqual(['ok', ...Array(3).fill('invalid_cursor')]);
  });
});
