import { type Clock, instant } from './clock.ts';
import { changedKey, type Shelf } from './listing.ts';
import type { Item } from './table.ts';

/** What every record carries beside its own fields. */
export interface RecordHead {
  id: string;
  revision: number;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
  updatedBy: string;
}

export const newHead = (id: string, by: string, clock: Clock): RecordHead => {
  const now = instant(clock.now());
  return { id, revision: 1, createdAt: now, createdBy: by, updatedAt: now, updatedBy: by };
};

/** The record changed: next revision, by whom, when. */
export const changed = <R extends RecordHead>(
  record: R,
  changes: Partial<R>,
  by: string,
  clock: Clock,
): R => ({
  ...record,
  ...changes,
  revision: record.revision + 1,
  updatedAt: instant(clock.now()),
  updatedBy: by,
});

export const recordKey = (id: string) => ({ pk: id, sk: 'RECORD' });

/** Where a record stands in the lists of its organisations. */
export interface Shelving {
  kind: string;
  ownerId: string;
  /** Left out while the second organisation may not see it. */
  counterpartId?: string | undefined;
  status?: string;
}
export const shelfOf = (organizationId: string, kind: string, status?: string): string =>
  ['ORG', organizationId, kind, ...(status ? [status] : [])].join('#');

/** Where a record that two organisations share stands for one of them, be it its first or its second; of one status, or of all. */
export const shelvesOfBoth = (organizationId: string, kind: string, status?: string): Shelf[] => {
  const pk = shelfOf(organizationId, kind, status);
  return status
    ? [
        { index: 'byOwnerStatus', pk },
        { index: 'byCounterpartStatus', pk },
      ]
    : [
        { index: 'byOwner', pk },
        { index: 'byCounterpart', pk },
      ];
};

/**
 * The item of a record. The record itself is one JSON text: the document client then has one attribute to carry instead
 * of a tree (see docs/decisions). What conditions, indexes and filters need stands beside it.
 */
export const recordItem = (
  record: RecordHead,
  shelving: Shelving,
  summary: unknown,
  attributes: Record<string, unknown> = {},
): Item => ({
  ...recordKey(record.id),
  entity: shelving.kind,
  revision: record.revision,
  status: shelving.status,
  ownerPk: shelfOf(shelving.ownerId, shelving.kind),
  changedSk: changedKey(record.updatedAt, record.id),
  ...(shelving.status && { ownerStatusPk: shelfOf(shelving.ownerId, shelving.kind, shelving.status) }),
  ...(shelving.counterpartId && {
    counterpartPk: shelfOf(shelving.counterpartId, shelving.kind),
    ...(shelving.status && {
      counterpartStatusPk: shelfOf(shelving.counterpartId, shelving.kind, shelving.status),
    }),
  }),
  summary: JSON.stringify(summary),
  body: JSON.stringify(record),
  ...attributes,
});

/** The record in an item. */
export const recordOf = <R>(item: Item): R => JSON.parse(String(item.body)) as R;
