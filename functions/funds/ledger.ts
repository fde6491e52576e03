import { createHash } from 'node:crypto';
import * as z from 'zod';
import { instantSchema } from '../platform/fields.ts';
import { ok, type Result, refused } from '../platform/result.ts';

/**
 * The ledger of a fund: double entry, in minor units of the fund's one currency. Pure: a book and moves in, the next
 * book and its entries out. Entries are never changed; what was wrong is set right by another entry.
 */

/** Where money of a fund can stand. `funder` is the source: what it holds negative is what the others hold together. */
export const accounts = ['funder', 'available', 'reserved', 'committed', 'accrued', 'settled'] as const;
export type Account = (typeof accounts)[number];
export type Held = Exclude<Account, 'funder'>;

/** What may move from where to where, by the kind of the entry. Nothing else is an entry. */
export const kinds = {
  allocate: { funder: ['available'] },
  deallocate: { available: ['funder'] },
  reserve: { available: ['reserved'] },
  commit: { reserved: ['committed'] },
  /** A fund that is closed takes nothing back: what is released goes home to the funder. */
  release: {
    reserved: ['available', 'funder'],
    committed: ['available', 'funder'],
    accrued: ['committed', 'available', 'funder'],
  },
  accrue: { committed: ['accrued'] },
  settle: { accrued: ['settled'] },
  reverse: { settled: ['available', 'funder'] },
} as const satisfies Record<string, Partial<Record<Account, readonly Account[]>>>;
export type EntryKind = keyof typeof kinds;
export const entryKinds = Object.keys(kinds) as [EntryKind, ...EntryKind[]];

const amount = z.int().nonnegative();
export const balancesSchema = z
  .strictObject({
    available: amount.meta({ description: 'Free to be asked for' }),
    reserved: amount.meta({ description: 'Asked for by proposals that are not decided' }),
    committed: amount.meta({ description: 'Approved for proposals, not claimed yet' }),
    accrued: amount.meta({ description: 'Claimed, not paid yet' }),
    settled: amount.meta({ description: 'Paid' }),
  })
  .meta({ id: 'FundBalances', description: 'In minor units of the fund. Together: what was allocated.' });
export type Balances = z.output<typeof balancesSchema>;

/** What the money moved for: the record, the revision of it that moved it, and who did. */
const causeSchema = z.strictObject({
  recordId: z.string(),
  revision: z.int().positive(),
  by: z
    .string()
    .meta({ description: 'The API client or member; `system` where a workflow or a deadline moved it' }),
  proposalId: z.string().nullable().meta({ description: 'The proposal whose money it is' }),
  reason: z.string().nullable(),
});
export type Cause = z.output<typeof causeSchema>;

export const entrySchema = z
  .strictObject({
    sequence: z.int().positive().meta({ description: 'From 1, without a gap' }),
    at: instantSchema,
    kind: z.enum(entryKinds),
    from: z.enum(accounts),
    to: z.enum(accounts),
    amountMinor: z.int().positive(),
    cause: causeSchema,
    balances: balancesSchema.meta({ description: 'After this entry' }),
    previousHash: z.string(),
    hash: z.string().meta({
      description: 'SHA-256 over this entry and the hash before it: an entry changed later breaks the chain',
    }),
  })
  .meta({ id: 'LedgerEntry' });
export type Entry = z.output<typeof entrySchema>;

/** How a ledger stands: its balances, and the last entry that made them so. */
export interface Book {
  fundId: string;
  currency: string;
  sequence: number;
  lastAt: string;
  lastHash: string;
  balances: Balances;
}

/** One entry to be made. `amountMinor` of 0 moves nothing, and makes none. */
export interface Move {
  kind: EntryKind;
  from: Account;
  to: Account;
  amountMinor: number;
}

export const emptyBook = (fundId: string, currency: string, at: string): Book => ({
  fundId,
  currency,
  sequence: 0,
  lastAt: at,
  lastHash: '',
  balances: { available: 0, reserved: 0, committed: 0, accrued: 0, settled: 0 },
});

/** What the funder has put in: the sum of everything that is held. */
export const allocatedOf = (balances: Balances): number =>
  Object.values(balances).reduce((sum, held) => sum + held, 0);

/** Whether there is such a move at all. */
export const isMove = ({ kind, from, to, amountMinor }: Move): boolean =>
  ((kinds[kind] as Partial<Record<Account, readonly Account[]>> | undefined)?.[from] ?? []).includes(to) &&
  Number.isSafeInteger(amountMinor) &&
  amountMinor >= 0;

/**
 * The hash of an entry: over everything that it says, and over the fund and its currency. The order is written out and
 * stays: a field or an account added to a schema later must not break the chains there are.
 */
export const hashOf = (book: Pick<Book, 'fundId' | 'currency'>, entry: Omit<Entry, 'hash'>): string => {
  const { cause, balances } = entry;
  return createHash('sha256')
    .update(
      JSON.stringify([
        book.fundId,
        book.currency,
        entry.previousHash,
        entry.sequence,
        entry.at,
        entry.kind,
        entry.from,
        entry.to,
        entry.amountMinor,
        [cause.recordId, cause.revision, cause.by, cause.proposalId, cause.reason],
        [balances.available, balances.reserved, balances.committed, balances.accrued, balances.settled],
      ]),
    )
    .digest('hex');
};

/** The balances after a move; undefined where they would leave what can be: below nothing, or beyond 2^53 - 1 in all. */
export const balancesAfter = (balances: Balances, { from, to, amountMinor }: Move): Balances | undefined => {
  const next = { ...balances };
  if (from !== 'funder') next[from] -= amountMinor;
  if (to !== 'funder') next[to] += amountMinor;
  const possible = (from === 'funder' || next[from] >= 0) && Number.isSafeInteger(allocatedOf(next));
  return possible ? next : undefined;
};

/**
 * Makes entries of moves, in order, all or none. Refused: `insufficient_funds` where an account would fall below nothing,
 * `invalid_input` where the fund would hold more than can be counted exactly. A kind of move that does not exist, or an
 * amount that is no whole number of minor units, is a bug and throws.
 */
export const post = (
  book: Book,
  moves: readonly Move[],
  cause: Cause,
  at: string,
): Result<{ book: Book; entries: Entry[] }> => {
  // Clocks of two instances differ: no entry is older than the one before it.
  let current = { ...book, lastAt: at > book.lastAt ? at : book.lastAt };
  const entries: Entry[] = [];
  for (const move of moves) {
    if (!isMove(move))
      throw new Error(
        `the ledger knows no ${move.kind} of ${move.amountMinor} from ${move.from} to ${move.to}`,
      );
    if (move.amountMinor === 0) continue;
    const balances = balancesAfter(current.balances, move);
    if (!balances) return tooMuch(current, move);
    const { kind, from, to, amountMinor } = move;
    const said = {
      ...{ sequence: current.sequence + 1, at: current.lastAt, kind, from, to, amountMinor },
      ...{ cause, balances, previousHash: current.lastHash },
    };
    const entry = { ...said, hash: hashOf(book, said) };
    entries.push(entry);
    current = { ...current, sequence: entry.sequence, lastHash: entry.hash, balances };
  }
  return ok({ book: current, entries });
};

const tooMuch = ({ balances, currency }: Book, { from, amountMinor }: Move) =>
  from === 'funder'
    ? refused({ code: 'invalid_input', detail: 'The fund would hold more than can be counted exactly.' })
    : refused({
        code: 'insufficient_funds',
        detail: `${amountMinor} are needed, and ${balances[from]} are ${from} (minor units of ${currency}).`,
      });
