import { openCursor, sealCursor } from '../platform/http/cursor.ts';
import { recordOf } from '../platform/record.ts';
import { ok, type Result, refused } from '../platform/result.ts';
import type { Item, Table } from '../platform/table.ts';
import type { Entry } from './ledger.ts';

/** The items of a ledger, and reading a page of them for the statement. */

/** By instant first: a statement of some days is one query. Within an instant, in the order of the ledger. */
export const entryItem = (fundId: string, entry: Entry): Item => ({
  pk: fundId,
  sk: `ENTRY#${entry.at}#${String(entry.sequence).padStart(12, '0')}`,
  entity: 'entry',
  body: JSON.stringify(entry),
});

/** Sorts before every entry, and after every entry of what stands before it. */
export const FIRST = 'ENTRY#';
export const LAST = '~';

/** Entries between two sort keys, both included. Consistent: what the book knows is there. */
export const queryEntries = (table: Table, fundId: string, from: string, to: string, limit: number) =>
  table.query({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': fundId, ':from': from, ':to': to },
    ConsistentRead: true,
    Limit: limit,
  });

/** Entries of these days (UTC), oldest first: one query. The caller has shown its right to the fund. */
export const readEntries = async (
  table: Table,
  fundId: string,
  page: { limit: number; cursor?: string | undefined; from?: string | undefined; to?: string | undefined },
): Promise<Result<{ entries: Entry[]; nextCursor: string | null }>> => {
  const scope = JSON.stringify(['statement', fundId, page.from, page.to]);
  const after = page.cursor ? await openCursor(table, scope, page.cursor) : undefined;
  if (page.cursor && after === undefined) return refused({ code: 'invalid_cursor' });
  const from = after ?? `${FIRST}${page.from ?? ''}`;
  const to = `${FIRST}${page.to ?? ''}${LAST}`;
  // Two more than asked for: BETWEEN takes in the entry that the cursor names, and one more tells whether there is a next page.
  const { items, readTo } = await queryEntries(table, fundId, from, to, page.limit + 2);
  const fresh = items.filter((item) => item.sk !== after);
  const taken = fresh.slice(0, page.limit);
  const last = taken.at(-1);
  // A query also stops at a megabyte, which long reasons come to sooner than the limit.
  const more = last !== undefined && (fresh.length > taken.length || readTo !== undefined);
  return ok({
    entries: taken.map((item) => recordOf<Entry>(item)),
    nextCursor: more ? await sealCursor(table, scope, last.sk) : null,
  });
};
