import type { Item, Table } from '../platform/table.ts';
import { type Audited, auditBook, auditEntries, type LedgerFault, unaudited } from './audit.ts';
import { FIRST, LAST, queryEntries } from './entries.ts';
import type { Book } from './ledger.ts';
import { getBook } from './store.ts';

/** Where an audit stands in a ledger: what it has found out so far, and how far it has read. */
export interface AuditState {
  audited: Audited;
  readTo: string;
  faults: LedgerFault[];
}
export const newAudit = (): AuditState => ({ audited: unaudited(), readTo: FIRST, faults: [] });

/** Entries that an audit reads with one call. */
const AUDIT_PAGE = 1000;
/** More faults than this say nothing new. */
const MOST_FAULTS = 20;

/**
 * Follows the entries of a ledger, up to the one that its book was read with: what is posted meanwhile is the next audit's.
 * Stops after `pages` queries; `done` says whether that was all.
 */
export const audit = async (
  table: Table,
  book: Book,
  { audited, readTo, faults }: AuditState,
  pages: number,
): Promise<{ state: AuditState; done: boolean }> => {
  const found = [...faults];
  const state = () => ({ audited, readTo, faults: found.slice(0, MOST_FAULTS) });
  for (let page = 0; page < pages; page++) {
    const { items, readTo: goesOn } = await queryEntries(
      table,
      book.fundId,
      readTo,
      `${FIRST}${LAST}`,
      AUDIT_PAGE,
    );
    const entries = items.filter((item) => item.sk !== readTo).map(contentOf);
    const later = entries.findIndex((entry) => sequenceIn(entry) > book.sequence);
    const followed = auditEntries(book, audited, later < 0 ? entries : entries.slice(0, later));
    audited = followed.audited;
    found.push(...followed.faults);
    readTo = items.at(-1)?.sk ?? readTo;
    if (goesOn && later < 0) continue;
    found.push(...auditBook(book, audited));
    if (later >= 0) found.push(...(await strays(table, book.fundId, entries.slice(later))));
    return { state: state(), done: true };
  }
  return { state: state(), done: false };
};

/** Entry and book are written together: what the book does not know of by now, it never did. */
const strays = async (table: Table, fundId: string, later: readonly unknown[]): Promise<LedgerFault[]> => {
  const known = (await getBook(table, fundId))?.sequence ?? 0;
  return later
    .map(sequenceIn)
    .filter((sequence) => sequence > known)
    .map((sequence) => ({ sequence, fault: 'was added without the book' }));
};

/** What stands in an item, whatever it is. */
const contentOf = (item: Item): unknown => {
  try {
    return JSON.parse(String(item.body));
  } catch {
    return undefined;
  }
};
const sequenceIn = (entry: unknown): number =>
  Number((entry as { sequence?: unknown } | null)?.sequence ?? 0);
