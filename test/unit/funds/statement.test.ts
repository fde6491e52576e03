import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fund } from '../../../functions/funds/fund.ts';
import type { Book, Entry } from '../../../functions/funds/ledger.ts';
import { statementOf, statementQuerySchema, statementSchema } from '../../../functions/funds/statement.ts';
import { asCsv } from '../../../functions/funds/statement-csv.ts';
import { asPage as pageOf } from '../../../functions/funds/statement-page.ts';
import { AT, empty, FUND, move, posted, usual } from './books.ts';

const { allocate, reserve } = usual;
const statement = (
  { book, entries }: { book: Book; entries: Entry[] },
  given: { name?: string; nextCursor?: string | null } = {},
) => {
  const { name = 'Brightpath 2027', nextCursor = null } = given;
  return statementOf({ id: FUND, name, currency: book.currency } as Fund, book, entries, nextCursor);
};
const of = (currency: string, amountMinor: number, reason: string | null = null) =>
  statement(posted(empty(currency), [allocate(amountMinor)], { reason }));

/** Reads CSV as RFC 4180 says, strictly: what is not to its letter throws. */
const csv = (text: string): string[][] => {
  const record = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const rows: string[][] = [[]];
  while (record.lastIndex < text.length) {
    const at = record.lastIndex;
    const [, quoted, plain, end] = record.exec(text) ?? [];
    if (end === undefined) throw new Error(`no CSV at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
  }
  expect(rows.pop()).toEqual([]);
  return rows;
};
const cellsOf = (text: string): Record<string, string> => {
  const [head = [], row = []] = csv(text);
  return Object.fromEntries(head.map((name, position) => [name, row[position] ?? '']));
};

describe('as CSV', () => {
  test('is a head and a row an entry, with the balances after it', () => {
    const rows = csv(
      asCsv(statement(posted(empty(), [allocate(1_250_000), reserve(250)], { reason: 'Booth, hall 3' }))),
    );
    expect(rows[0]).toEqual(
      [
        ...['sequence', 'at', 'kind', 'from', 'to', 'amount', 'currency'],
        ...['available', 'reserved', 'committed', 'accrued', 'settled'],
        ...['recordId', 'proposalId', 'by', 'reason', 'hash'],
      ].map(String),
    );
    expect(rows[2]?.slice(0, -1)).toEqual([
      ...['2', '2026-11-23T09:00:00.000Z', 'reserve', 'available', 'reserved', '2.50', 'EUR'],
      ...['12497.50', '2.50', '0.00', '0.00', '0.00'],
      ...['fpp_01JD0000000000000000000070', '', 'client', 'Booth, hall 3'],
    ]);
    expect(rows).toHaveLength(3);
  });

  test('of no entries is a head alone', () => {
    expect(csv(asCsv(statement({ book: empty(), entries: [] })))).toHaveLength(1);
  });

  test.each([
    ['EUR', 5, '0.05'],
    ['EUR', Number.MAX_SAFE_INTEGER, '90071992547409.91'],
    ['JPY', 1_250_000, '1250000'],
    ['KWD', 5, '0.005'],
    ['KWD', 1_250_000, '1250.000'],
  ])('writes %s %i as %s', (currency, amountMinor, text) => {
    expect(cellsOf(asCsv(of(currency, amountMinor))).amount).toBe(text);
  });

  test.each(['=1+2', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠A1'])(
    'holds no formula: %j is a text',
    (reason) => {
      expect(cellsOf(asCsv(of('EUR', 1, reason))).reason).toBe(`'${reason}`);
    },
  );

  test('keeps every other text to the letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (reason) => {
        fc.pre(!/^[=+\-@\t\r\n＝＋－＠]/.test(reason));
        expect(cellsOf(asCsv(of('EUR', 1, reason))).reason).toBe(reason);
      }),
    );
  });

  test('keeps every hash to the letter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (amountMinor) => {
        const one = of('EUR', amountMinor);
        expect(cellsOf(asCsv(one)).hash).toBe(one.items[0]?.hash);
      }),
    );
  });
});

describe('as a page', () => {
  const asPage = (of: Parameters<typeof pageOf>[0], days: Parameters<typeof pageOf>[2]) =>
    pageOf(of, { funderName: 'Northwind & Co', partnerName: 'Brightpath' }, days, AT);
  const plain = (text: string): string => text.replaceAll(/\s/g, ' ');

  test('shows what people typed, and is never made by it', () => {
    const name = '<script>alert(1)</script>';
    const page = asPage(
      statement(posted(empty(), [allocate(1)], { reason: '"><img src=x onerror=alert(2)>' }), { name }),
      {},
    );
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('&quot;&gt;&lt;img src=x onerror=alert(2)&gt;');
  });

  test('says in a reader’s words what happened, and when it was drawn up', () => {
    const moves = [allocate(100), reserve(40), move('release', 'reserved', 'funder', 40)];
    const page = asPage(statement(posted(empty(), moves)), {});
    for (const words of [
      'Allocated',
      'Reserved',
      'Released, from reserved to the funder',
      '2026-11-23 09:00',
    ])
      expect(page).toContain(`>${words}<`);
    expect(page).toContain('Balances on 2026-11-23 09:00');
  });

  test('loads nothing, and runs nothing', () => {
    expect(asPage(of('EUR', 1), {})).not.toMatch(/\b(?:src|href|on\w+)=|url\(|@import|javascript:/i);
  });

  test.each([
    ['EUR', '€12,500.00'],
    ['JPY', 'JP¥1,250,000'],
    ['KWD', 'KWD 1,250.000'],
  ])('writes money of %s as %s', (currency, text) => {
    expect(plain(asPage(of(currency, 1_250_000), {}))).toContain(text);
  });

  test('says when there is nothing to show, when there is more, and of which days it tells', () => {
    const none = statement({ book: empty(), entries: [] });
    expect(asPage(none, {})).toContain('No entries');
    expect(asPage(none, {})).not.toContain('<table');
    expect(asPage(of('EUR', 1), {})).not.toContain('next page');
    const days = { from: '2026-11-01', to: '2026-11-30' };
    const more = statement(posted(empty(), [allocate(1)]), { nextCursor: 'more' });
    expect(asPage(more, days)).toContain('next page');
    expect(asPage(more, days)).toContain('Northwind &amp; Co gives Brightpath');
    expect(plain(asPage(more, days))).toContain('1 November 2026 to 30 November 2026');
    expect(plain(asPage(more, { from: '2026-11-01' }))).toContain('from 1 November 2026');
    expect(plain(asPage(more, { to: '2026-11-30' }))).toContain('to 30 November 2026');
  });
});

test('as JSON is what was declared', () => {
  expect(statementSchema.safeParse(of('EUR', 1, 'Why')).error).toBeUndefined();
});

describe('its days', () => {
  const fits = (query: Record<string, string>) => statementQuerySchema.safeParse(query).success;
  test('end on the day they began, or later', () => {
    expect(fits({ from: '2026-11-01', to: '2026-11-01' })).toBe(true);
    expect(fits({ from: '2026-11-01' })).toBe(true);
    expect(fits({ to: '2026-11-01' })).toBe(true);
    expect(fits({ from: '2026-11-02', to: '2026-11-01' })).toBe(false);
    expect(fits({ from: '2026-02-30' })).toBe(false);
  });
});
