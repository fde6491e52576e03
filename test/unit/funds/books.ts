import fc from 'fast-check';
import { type Audited, auditBook, auditEntries, unaudited } from '../../../functions/funds/audit.ts';
import {
  type Account,
  accounts,
  type Book,
  type Cause,
  type Entry,
  type EntryKind,
  emptyBook,
  entryKinds,
  kinds,
  type Move,
  post,
} from '../../../functions/funds/ledger.ts';

export const AT = '2026-11-23T09:00:00.000Z';
export const FUND = 'fnd_01JD0000000000000000000060';
export const cause = (given: Partial<Cause> = {}): Cause => ({
  recordId: 'fpp_01JD0000000000000000000070',
  revision: 2,
  by: 'client',
  proposalId: null,
  reason: null,
  ...given,
});
export const empty = (currency = 'EUR'): Book => emptyBook(FUND, currency, AT);

export const move = (kind: EntryKind, from: Account, to: Account, amountMinor: number): Move => ({
  ...{ kind, from, to, amountMinor },
});
/** `allocate 100`, `reserve 40`: the usual way of each kind. */
export const usual = {
  allocate: (amount: number) => move('allocate', 'funder', 'available', amount),
  deallocate: (amount: number) => move('deallocate', 'available', 'funder', amount),
  reserve: (amount: number) => move('reserve', 'available', 'reserved', amount),
  commit: (amount: number) => move('commit', 'reserved', 'committed', amount),
  accrue: (amount: number) => move('accrue', 'committed', 'accrued', amount),
  settle: (amount: number) => move('settle', 'accrued', 'settled', amount),
  reverse: (amount: number) => move('reverse', 'settled', 'available', amount),
};

/** Every move that there is, from where to where. */
export const allowed: readonly (readonly [EntryKind, Account, Account])[] = entryKinds.flatMap((kind) =>
  Object.entries(kinds[kind]).flatMap(([from, tos]) =>
    (tos as readonly Account[]).map((to) => [kind, from as Account, to] as const),
  ),
);
export const everyMove: readonly (readonly [EntryKind, Account, Account])[] = entryKinds.flatMap((kind) =>
  accounts.flatMap((from) => accounts.map((to) => [kind, from, to] as const)),
);

/** Makes entries of moves; fails where they are refused. */
export const posted = (book: Book, moves: Move[], given: Partial<Cause> = {}, at = AT) => {
  const result = post(book, moves, cause(given), at);
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.value;
};

/** What an audit finds in a book and its entries. */
export const found = (book: Book, entries: readonly unknown[], before: Audited = unaudited()): string[] => {
  const { audited, faults } = auditEntries(book, before, entries);
  return [...faults, ...auditBook(book, audited)].map(({ sequence, fault }) => `${sequence}: ${fault}`);
};

const someMove: fc.Arbitrary<Move> = fc
  .tuple(fc.constantFrom(...allowed), fc.oneof(fc.nat(500), fc.maxSafeNat()))
  .map(([[kind, from, to], amountMinor]) => move(kind, from, to, amountMinor));
/** Postings of some moves each, one after the other, with clocks that do not agree. */
export const postings = fc.array(
  fc.record({
    moves: fc.array(someMove, { minLength: 1, maxLength: 3 }),
    minutes: fc.integer({ min: -5, max: 60 }),
    reason: fc.option(fc.string(), { nil: null }),
  }),
  { minLength: 1, maxLength: 40 },
);

/** A ledger of 4 entries at least: allocate, reserve, commit, accrue, and what else came of the postings. */
export const written: fc.Arbitrary<{ book: Book; entries: Entry[] }> = postings.map((given) => {
  const { allocate, reserve, commit, accrue } = usual;
  const start = posted(empty(), [allocate(1_000_000), reserve(600_000), commit(400_000), accrue(100_000)]);
  return given.reduce(({ book, entries }, { moves, reason, minutes }) => {
    const at = new Date(Date.parse(AT) + minutes * 60_000).toISOString();
    const result = post(book, moves, cause({ reason }), at);
    return result.ok
      ? { book: result.value.book, entries: [...entries, ...result.value.entries] }
      : { book, entries };
  }, start);
});
