import {
  type Balances,
  type Book,
  balancesAfter,
  type Entry,
  emptyBook,
  entrySchema,
  hashOf,
  isMove,
} from './ledger.ts';

/** What an audit found wrong: at which entry, and what. */
export interface LedgerFault {
  sequence: number;
  fault: string;
}

/** How far an audit has come: what the entries so far make of the balances. */
export type Audited = Pick<Book, 'sequence' | 'lastHash' | 'lastAt' | 'balances'>;

export const unaudited = (): Audited => {
  const { sequence, lastHash, lastAt, balances } = emptyBook('', '', '');
  return { sequence, lastHash, lastAt, balances };
};

const same = (one: Balances, other: Balances): boolean =>
  Object.entries(one).every(([account, held]) => other[account as keyof Balances] === held);

/**
 * Recomputes the balances from further entries, in order, and names every entry that does not follow from those before.
 * What is kept may say anything by now, so it is taken as unknown: an entry that is none is a fault, never a throw.
 */
export const auditEntries = (
  fund: Pick<Book, 'fundId' | 'currency'>,
  before: Audited,
  entries: readonly unknown[],
): { audited: Audited; faults: LedgerFault[] } => {
  const faults: LedgerFault[] = [];
  let audited = before;
  for (const kept of entries) {
    const { success, data: entry } = entrySchema.safeParse(kept);
    const sequence = success ? entry.sequence : audited.sequence + 1;
    const wrong = (fault: string) => faults.push({ sequence, fault });
    if (!success) {
      wrong('is no entry of a ledger');
      continue;
    }
    if (sequence !== audited.sequence + 1)
      wrong(`follows entry ${audited.sequence}: one is missing or twice there`);
    if (entry.previousHash !== audited.lastHash || entry.hash !== hashOf(fund, entry))
      wrong('the chain of hashes is broken: an entry was changed, added or taken away');
    if (entry.at < audited.lastAt) wrong('is older than the entry before it');
    audited = {
      sequence,
      lastHash: entry.hash,
      lastAt: entry.at,
      balances: recomputed(audited, entry, wrong),
    };
  }
  return { audited, faults };
};

/** Never the balances that the entry claims: what was written down wrong must not become the truth. */
const recomputed = (
  { balances: before }: Audited,
  entry: Entry,
  wrong: (fault: string) => void,
): Balances => {
  if (!isMove(entry))
    wrong(`there is no ${entry.kind} of ${entry.amountMinor} from ${entry.from} to ${entry.to}`);
  const balances = balancesAfter(before, entry);
  if (!balances) wrong(`takes more than there is on ${entry.from}`);
  else if (!same(balances, entry.balances))
    wrong('the balances written with it are not what the entries add up to');
  return balances ?? before;
};

/** What the kept book says differently from its entries, once all of them were audited. */
export const auditBook = (book: Book, audited: Audited): LedgerFault[] => {
  const wrong = (fault: string): LedgerFault => ({ sequence: book.sequence, fault });
  return [
    ...(book.sequence === audited.sequence ? [] : [wrong(`the last entry is ${audited.sequence}`)]),
    ...(book.lastHash === audited.lastHash ? [] : [wrong('ends in another hash than its last entry')]),
    ...(same(book.balances, audited.balances)
      ? []
      : [wrong('the balances kept are not what the entries add up to')]),
  ];
};
