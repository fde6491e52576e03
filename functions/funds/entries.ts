import { openCursor, sealCursor } from '../platform/http/cursor.ts';
import { recordOf } from '../platform/record.ts';
import { ok, type Result, refused } from '../platform/result.ts';
import type { Table } from '../platform/table.ts';
import { type Audited, auditBook, auditEntries, type LedgerFault, unaudited } from './audit.ts';
import type { Book, Entry } from './ledger.ts';

/** Reading a ledger: a page for the statement, or all of it for the audit. */

const pageOf = async (table: Table, fundId: string, from: string, to: string, limit: number) => {
  const { items, readTo } = await table.query({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': fundId, ':from': from, ':to': to },
    Limit: limit,
  });
  return { items, readTo };
};

/** Sorts after every entry of an instant or a day that begins so. */
const LAST = '~';

/** Entries of these days (UTC), oldest first: one query. The caller has shown its right to the fund. */
export const readEntries = async (
  table: Table,
  fundId: string,
  page: { limit: number; cursor?: string | undefined; from?: string | undefined; to?: string | undefined },
): Promise<Result<{ entries: Entry[]; nextCursor: string | null }>> => {
  const scope = `statement ${fundId} ${page.from} ${page.to}`;
  const after = page.cursor ? await openCursor(table, scope, page.cursor) : undefined;
  if (page.cursor && after === undefined) return refused({ code: 'invalid_cursor' });
  const from = after ?? `ENTRY#${page.from ?? ''}`;
  // Two more than asked for: BETWEEN takes in the entry that the cursor names, and one more tells whether there is a next page.
  const { items } = await pageOf(table, fundId, from, `ENTRY#${page.to ?? ''}${LAST}`, page.limit + 2);
  const fresh = items.filter((item) => item.sk !== after);
  const taken = fresh.slice(0, page.limit);
  const last = taken.at(-1);
  const more = last !== undefined && fresh.length > taken.length;
  return ok({
    entries: taken.map((item) => recordOf<Entry>(item)),
    nextCursor: more ? await sealCursor(table, scope, last.sk) : null,
  });
};

/** Entries that an audit reads with one call: well under the megabyte that a query gives. */
const AUDIT_PAGE = 1000;

/** Where an audit stands in a ledger: what it has found out so far, and how far it has read. */
export interface AuditState {
  audited: Audited;
  readTo: string;
  faults: LedgerFault[];
}
export const newAudit = (): AuditState => ({ audited: unaudited(), readTo: 'ENTRY#', faults: [] });

/** More faults than this say nothing new. */
const MOST_FAULTS = 20;

/**
 * Follows the entries up to the one that the book was read with: what is posted meanwhile is the next audit's.
 * Stops after `pages` queries; `done` says whether that was all.
 */
export const audit = async (
  table: Table,
  book: Book,
  state: AuditState,
  pages: number,
): Promise<{ state: AuditState; done: boolean }> => {
  let { audited, readTo, faults } = state;
  for (let page = 0; page < pages; page++) {
    const { items } = await pageOf(table, book.fundId, readTo, `ENTRY#${LAST}`, AUDIT_PAGE);
    const fresh = items.filter((item) => item.sk !== readTo);
    const entries = fresh
      .map((item) => recordOf<Entry>(item))
      .filter((entry) => entry.sequence <= book.sequence);
    const followed = auditEntries(book, audited, entries);
    audited = followed.audited;
    faults = [...faults, ...followed.faults].slice(0, MOST_FAULTS);
    readTo = fresh.at(-1)?.sk ?? readTo;
    const done = items.length < AUDIT_PAGE || entries.length < fresh.length;
    if (done) {
      const all = [...faults, ...auditBook(book, audited)].slice(0, MOST_FAULTS);
      return { state: { audited, readTo, faults: all }, done };
    }
  }
  return { state: { audited, readTo, faults }, done: false };
};
