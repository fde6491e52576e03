import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { auditBook, auditEntries, unaudited } from '../../../functions/funds/audit.ts';
import { type Entry, hashOf } from '../../../functions/funds/ledger.ts';
import { empty, found, posted, usual, written } from './books.ts';

/** Which entry, of a ledger of any length. */
const place = fc.nat();
const at = <One>(list: readonly One[], position: number): number => position % list.length;

/** What somebody with access to the table could do to the entries. Each gives other entries than there were. */
const tampering: Record<string, (entries: Entry[], position: number) => unknown[]> = {
  'another amount': (entries, position) =>
    entries.with(at(entries, position), {
      ...(entries[at(entries, position)] as Entry),
      amountMinor: (entries[at(entries, position)] as Entry).amountMinor + 1,
    }),
  'another kind': (entries, position) =>
    entries.with(at(entries, position), {
      ...(entries[at(entries, position)] as Entry),
      kind: 'gift' as never,
    }),
  'another reason': (entries, position) => {
    const entry = entries[at(entries, position)] as Entry;
    return entries.with(at(entries, position), {
      ...entry,
      cause: { ...entry.cause, reason: `${entry.cause.reason}!` },
    });
  },
  'by somebody else': (entries, position) => {
    const entry = entries[at(entries, position)] as Entry;
    return entries.with(at(entries, position), { ...entry, cause: { ...entry.cause, by: 'nobody' } });
  },
  'other balances': (entries, position) => {
    const entry = entries[at(entries, position)] as Entry;
    const balances = { ...entry.balances, settled: entry.balances.settled + 1 };
    return entries.with(at(entries, position), { ...entry, balances });
  },
  'an amount that is text': (entries, position) => {
    const entry = entries[at(entries, position)] as Entry;
    return entries.with(at(entries, position), { ...entry, amountMinor: '1' as never });
  },
  'a field more': (entries, position) =>
    entries.with(at(entries, position), { ...(entries[at(entries, position)] as Entry), note: 1 } as Entry),
  'another hash': (entries, position) =>
    entries.with(at(entries, position), {
      ...(entries[at(entries, position)] as Entry),
      hash: '0'.repeat(64),
    }),
  'an amount and the hash that goes with it': (entries, position) => {
    const entry = entries[at(entries, position)] as Entry;
    const changed = { ...entry, amountMinor: entry.amountMinor + 1 };
    return entries.with(at(entries, position), { ...changed, hash: hashOf(empty(), changed) });
  },
  'a reason and the hash that goes with it': (entries, position) => {
    const entry = entries[at(entries, position)] as Entry;
    const changed = { ...entry, cause: { ...entry.cause, reason: `${entry.cause.reason}!` } };
    return entries.with(at(entries, position), { ...changed, hash: hashOf(empty(), changed) });
  },
  removed: (entries, position) => entries.toSpliced(at(entries, position), 1),
  'there twice': (entries, position) =>
    entries.toSpliced(at(entries, position), 0, entries[at(entries, position)] as Entry),
  'in another order': (entries, position) => {
    const first = at(entries.slice(1), position);
    return entries.toSpliced(first, 2, entries[first + 1] as Entry, entries[first] as Entry);
  },
  'no entry at all': (entries, position) => entries.with(at(entries, position), null as never),
};

describe('an audit', () => {
  test('finds nothing wrong where nothing is', () => {
    fc.assert(fc.property(written, ({ book, entries }) => expect(found(book, entries)).toEqual([])));
  });

  test.each(Object.entries(tampering))('finds an entry with: %s', (_, tamper) => {
    fc.assert(
      fc.property(written, place, ({ book, entries }, position) => {
        expect(found(book, tamper(entries, position))).not.toEqual([]);
      }),
    );
  });

  test('finds a book that says something else', () => {
    fc.assert(
      fc.property(
        written,
        fc.constantFrom('available', 'reserved', 'settled'),
        ({ book, entries }, account) => {
          const balances = { ...book.balances, [account]: book.balances[account as 'available'] + 1 };
          expect(found({ ...book, balances }, entries)).toEqual([
            `${book.sequence}: the balances kept are not what the entries add up to`,
          ]);
          expect(found({ ...book, sequence: book.sequence + 1 }, entries)).not.toEqual([]);
          expect(found({ ...book, lastHash: '' }, entries)).not.toEqual([]);
          expect(found({ ...book, currency: 'USD' }, entries)).not.toEqual([]);
        },
      ),
    );
  });

  test('comes to the same in one go and in parts', () => {
    fc.assert(
      fc.property(written, place, ({ book, entries }, position) => {
        const cut = at(entries, position);
        const first = auditEntries(book, unaudited(), entries.slice(0, cut));
        const { audited, faults } = auditEntries(book, first.audited, entries.slice(cut));
        expect([...first.faults, ...faults, ...auditBook(book, audited)]).toEqual([]);
        expect(audited.balances).toEqual(book.balances);
      }),
    );
  });

  test('names the entry at fault, and goes on by what the moves say, not by what was written down', () => {
    const { book, entries } = posted(empty(), [usual.allocate(100), usual.reserve(40), usual.commit(40)]);
    const second = entries[1] as Entry;
    const wrong = { ...second, balances: { ...second.balances, available: 61 } };
    const forged = { ...wrong, hash: hashOf(book, wrong) };
    expect(found(book, entries.with(1, forged))).toEqual([
      '2: the balances written with it are not what the entries add up to',
      '3: the chain of hashes is broken: an entry was changed, added or taken away',
    ]);
  });

  test('says of money that was not there that it was not there', () => {
    const { book, entries } = posted(empty(), [usual.allocate(100), usual.reserve(40)]);
    const first = { ...(entries[0] as Entry), amountMinor: 10 };
    expect(found(book, entries.with(0, first))).toContain('2: takes more than there is on available');
  });
});
