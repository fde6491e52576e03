import { entryItem } from '../../../functions/funds/entries.ts';
import type { Book, Entry } from '../../../functions/funds/ledger.ts';
import type { Item, Table } from '../../../functions/platform/table.ts';
import { empty, FUND, posted, usual } from './books.ts';

/** A ledger of so many entries, one a minute. */
export const ledgerOf = (count: number): { book: Book; entries: Entry[] } => {
  let { book, entries } = posted(empty(), [usual.allocate(1_000_000)]);
  while (entries.length < count) {
    const at = new Date(Date.parse(book.lastAt) + 60_000).toISOString();
    const next = posted(book, [usual.reserve(1)], {}, at);
    book = next.book;
    entries = [...entries, ...next.entries];
  }
  return { book, entries };
};

/** A table that holds a ledger and its book, whose queries stop after `atOnce` items, as at a megabyte. */
export const tableOf = (book: Book | undefined, entries: readonly Entry[], atOnce = 1_000) => {
  const items: Item[] = entries.map((entry) => entryItem(FUND, entry));
  const queries: { ConsistentRead?: boolean | undefined; Limit?: number | undefined }[] = [];
  const query: Table['query'] = async (input) => {
    queries.push(input);
    const { ':from': from, ':to': to } = input.ExpressionAttributeValues as Record<string, string>;
    const sorted = items.toSorted((one, other) => (one.sk < other.sk ? -1 : 1));
    const within = sorted.filter(({ sk }) => sk >= String(from) && sk <= String(to));
    const read = within.slice(0, Math.min(atOnce, input.Limit ?? atOnce));
    const last = read.at(-1);
    return {
      items: read,
      ...(last && read.length < within.length && { readTo: { pk: last.pk, sk: last.sk } }),
    };
  };
  const get: Table['get'] = async ({ pk, sk }) => {
    if (pk === 'SYSTEM#cursor-key') return { pk, sk, secret: 'secret' };
    return book && { pk, sk, body: JSON.stringify(book) };
  };
  return { table: { name: 'T', query, get } as unknown as Table, items, queries };
};
