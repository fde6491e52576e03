import { openCursor, sealCursor } from './http/cursor.ts';
import { ok, type Result, refused } from './result.ts';
import { type IndexName, type Item, indexes, type Table } from './table.ts';

/** One partition of one index to list from. */
export interface Shelf {
  index: IndexName;
  pk: string;
}

export interface Listing {
  /** Partitions whose entries are merged, newest change first: sent and received, or one for each status. */
  shelves: Shelf[];
  limit: number;
  cursor?: string | undefined;
  /** Only what changed after this instant. */
  updatedAfter?: string | undefined;
  /** Further exact filters on projected attributes. */
  where?: Record<string, string | undefined>;
}

export interface Page {
  /** The summaries, parsed. */
  entries: Record<string, unknown>[];
  nextCursor: string | null;
}

/** Sort key of the indexes: the instant of the last change, then the id to tell apart what changed together. */
export const changedKey = (updatedAt: string, id: string): string => `${updatedAt}#${id}`;

/** With filters, at most this many entries are read for a page, so that its cost has a bound however few match. */
const MOST_READ = 400;
/** Sorts after every `<instant>#<id>` of that instant. */
const AFTER_INSTANT = '~';

/**
 * One page of a list, at the cost of one query a shelf. The cursor is a position in time, so that the same position
 * serves every shelf. A page may be short when filters leave little of what was read; the cursor then goes on.
 */
export const listPage = async (table: Table, listing: Listing): Promise<Result<Page>> => {
  const where = Object.entries(listing.where ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const scope = JSON.stringify([listing.shelves, where, listing.updatedAfter]);
  const below = listing.cursor ? await openCursor(table, scope, listing.cursor) : undefined;
  if (listing.cursor && below === undefined) return refused({ code: 'invalid_cursor' });

  const pages = await Promise.all(
    listing.shelves.map((shelf) => readShelf(table, shelf, listing, where, below)),
  );
  // Beyond the point where some shelf stopped reading, the merged order is not known yet.
  const frontier =
    pages
      .map((page) => page.readTo)
      .sort()
      .at(-1) ?? '';
  const merged = pages
    .flatMap((page) => page.items)
    .filter((item) => String(item.changedSk) >= frontier)
    .sort((a, b) => (String(a.changedSk) < String(b.changedSk) ? 1 : -1));
  const taken = merged.slice(0, listing.limit);
  const last = taken.at(-1);
  const position = merged.length > taken.length && last ? String(last.changedSk) : frontier;
  return ok({
    entries: taken.map((item) => JSON.parse(String(item.summary)) as Record<string, unknown>),
    nextCursor: position ? await sealCursor(table, scope, position) : null,
  });
};

const readShelf = async (
  table: Table,
  shelf: Shelf,
  listing: Listing,
  where: (readonly [string, string])[],
  below: string | undefined,
): Promise<{ items: Item[]; readTo: string }> => {
  const lower = listing.updatedAfter && `${listing.updatedAfter}${AFTER_INSTANT}`;
  const range = rangeOf(lower, below);
  const { items, readTo } = await table.query({
    IndexName: shelf.index,
    KeyConditionExpression: ['#pk = :pk', ...range.conditions].join(' AND '),
    ...(where.length > 0 && { FilterExpression: where.map(([name]) => `#${name} = :${name}`).join(' AND ') }),
    // Decoding is what a page costs us: two attributes an entry, not six.
    ProjectionExpression: 'summary, changedSk',
    ExpressionAttributeNames: {
      '#pk': indexes[shelf.index].pk,
      ...(range.conditions.length > 0 && { '#sk': 'changedSk' }),
      ...Object.fromEntries(where.map(([name]) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ':pk': shelf.pk,
      ...range.values,
      ...Object.fromEntries(where.map(([name, value]) => [`:${name}`, value])),
    },
    ScanIndexForward: false,
    // One more than asked for tells whether there is another page; one more again where BETWEEN takes in the cursor's own entry.
    Limit: where.length > 0 ? MOST_READ : listing.limit + 2,
  });
  const fresh = items.filter((item) => item.changedSk !== below);
  return { items: fresh, readTo: readTo ? String(readTo.changedSk) : '' };
};

const rangeOf = (
  lower: string | undefined,
  below: string | undefined,
): { conditions: string[]; values: Record<string, string> } => {
  if (lower && below)
    return { conditions: ['#sk BETWEEN :lower AND :below'], values: { ':lower': lower, ':below': below } };
  if (lower) return { conditions: ['#sk > :lower'], values: { ':lower': lower } };
  if (below) return { conditions: ['#sk < :below'], values: { ':below': below } };
  return { conditions: [], values: {} };
};
