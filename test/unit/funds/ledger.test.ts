import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allocatedOf, type Balances, entrySchema, isMove, post } from '../../../functions/funds/ledger.ts';
import { AT, allowed, cause, empty, everyMove, found, move, posted, postings, usual } from './books.ts';

const none: Balances = { available: 0, reserved: 0, committed: 0, accrued: 0, settled: 0 };
const { allocate, deallocate, reserve, commit, accrue, settle, reverse } = usual;

describe('money moves', () => {
  test.each([
    ['allocated', [allocate(100)], { available: 100 }],
    ['taken back', [allocate(100), deallocate(30)], { available: 70 }],
    ['reserved', [allocate(100), reserve(40)], { available: 60, reserved: 40 }],
    ['committed', [allocate(100), reserve(40), commit(40)], { available: 60, committed: 40 }],
    [
      'committed for less than was asked, the rest released',
      [allocate(100), reserve(40), commit(25), move('release', 'reserved', 'available', 15)],
      { available: 75, committed: 25 },
    ],
    [
      'claimed',
      [allocate(100), reserve(40), commit(40), accrue(10)],
      { available: 60, committed: 30, accrued: 10 },
    ],
    [
      'claimed in vain',
      [allocate(100), reserve(40), commit(40), accrue(10), move('release', 'accrued', 'committed', 10)],
      { available: 60, committed: 40 },
    ],
    ['paid', [allocate(9), reserve(9), commit(9), accrue(9), settle(9)], { settled: 9 }],
    [
      'clawed back',
      [allocate(9), reserve(9), commit(9), accrue(9), settle(9), reverse(4)],
      { available: 4, settled: 5 },
    ],
    [
      'released by a closed fund, home to the funder',
      [allocate(9), reserve(9), move('release', 'reserved', 'funder', 9)],
      {},
    ],
  ])('%s', (_, moves, balances) => {
    const { book, entries } = posted(empty(), moves);
    expect(book.balances).toEqual({ ...none, ...balances });
    expect(entries).toHaveLength(moves.length);
    expect(found(book, entries)).toEqual([]);
  });

  test('in these ways and no others', () => {
    const ways = everyMove.filter(([kind, from, to]) => isMove(move(kind, from, to, 1)));
    expect(ways).toEqual(expect.arrayContaining([...allowed]));
    expect(ways).toHaveLength(allowed.length);
    expect(allowed.map((way) => way.join(' '))).toMatchInlineSnapshot(`
[
  "allocate funder available",
  "deallocate available funder",
  "reserve available reserved",
  "commit reserved committed",
  "release reserved available",
  "release reserved funder",
  "release committed available",
  "release committed funder",
  "release accrued committed",
  "release accrued available",
  "release accrued funder",
  "accrue committed accrued",
  "settle accrued settled",
  "reverse settled available",
  "reverse settled funder",
]
`);
  });

  test('one entry a move; a move of nothing makes none', () => {
    const before = empty();
    const { book, entries } = posted(before, [allocate(0), reserve(0)]);
    expect([book, entries]).toEqual([before, []]);
  });

  test('all or none: the second that is too much takes the first with it', () => {
    const { book } = posted(empty(), [allocate(100)]);
    expect(post(book, [reserve(60), reserve(60)], cause(), AT)).toEqual({
      ok: false,
      refusal: {
        code: 'insufficient_funds',
        detail: '60 are needed, and 40 are available (minor units of EUR).',
      },
    });
  });

  test('to the last unit, and not beyond', () => {
    const { book } = posted(empty(), [allocate(100)]);
    expect(post(book, [reserve(100)], cause(), AT).ok).toBe(true);
    expect(post(book, [reserve(101)], cause(), AT).ok).toBe(false);
  });

  test('a fund holds no more in all than can be counted exactly', () => {
    const { book } = posted(empty(), [allocate(Number.MAX_SAFE_INTEGER), reserve(7)]);
    expect(post(book, [allocate(1)], cause(), AT)).toMatchObject({
      ok: false,
      refusal: { code: 'invalid_input' },
    });
  });

  test.each([
    move('reserve', 'reserved', 'available', 1),
    move('settle', 'available', 'settled', 1),
    move('gift' as never, 'available', 'settled', 1),
    move('constructor' as never, 'available', 'settled', 1),
    reserve(-1),
    reserve(0.5),
    reserve(Number.NaN),
    reserve(2 ** 53),
    reserve('1' as never),
  ])('in another way is a bug: %j', (wrong) => {
    const { book } = posted(empty(), [allocate(100)]);
    expect(() => post(book, [wrong], cause(), AT)).toThrow('the ledger knows no');
  });
});

describe('an entry', () => {
  test('says when, what, what for and what was there then, and is chained to the one before', () => {
    const { entries } = posted(empty(), [allocate(100), reserve(40)], { reason: 'A webinar' });
    const [first, second] = entries;
    expect(first).toMatchObject({ sequence: 1, previousHash: '' });
    expect(second).toEqual({
      sequence: 2,
      at: AT,
      ...{ kind: 'reserve', from: 'available', to: 'reserved', amountMinor: 40 },
      cause: cause({ reason: 'A webinar' }),
      balances: { ...none, available: 60, reserved: 40 },
      previousHash: first?.hash,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('has a hash that stays what it is: chains that are kept depend on it', () => {
    const { entries } = posted(empty(), [allocate(100)]);
    expect(entries[0]?.hash).toMatchInlineSnapshot(
      `"2bf90d209898f820fc8563a8dbbe044e5c5c3bb25beade476e4371b118744f61"`,
    );
  });

  test('is never older than the one before it, whatever the clocks say', () => {
    const { book } = posted(empty(), [allocate(100)]);
    const { entries } = posted(book, [reserve(1)], {}, '2026-11-23T08:59:59.000Z');
    expect(entries[0]?.at).toBe(AT);
  });
});

test('whatever is posted: entries follow one another, nothing falls below nothing, and all is what was allocated', () => {
  fc.assert(
    fc.property(postings, (given) => {
      let book = empty();
      const entries: unknown[] = [];
      let allocated = 0n;
      for (const { moves, minutes, reason } of given) {
        const at = new Date(Date.parse(AT) + minutes * 60_000).toISOString();
        const result = post(book, moves, cause({ reason }), at);
        if (!result.ok) continue;
        for (const entry of result.value.entries) {
          expect(entrySchema.safeParse(entry).success).toBe(true);
          if (entry.from === 'funder') allocated += BigInt(entry.amountMinor);
          if (entry.to === 'funder') allocated -= BigInt(entry.amountMinor);
          expect(Object.values(entry.balances).every((held) => held >= 0)).toBe(true);
          expect(allocatedOf(entry.balances)).toBe(Number(allocated));
        }
        entries.push(...result.value.entries);
        book = result.value.book;
        expect(found(book, entries)).toEqual([]);
      }
    }),
  );
});
