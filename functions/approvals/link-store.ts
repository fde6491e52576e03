import { createHash } from 'node:crypto';
import { create, replace, type Step, stale } from '../platform/change.ts';
import { DAY_MS } from '../platform/clock.ts';
import { recordOf } from '../platform/record.ts';
import type { Item, Table } from '../platform/table.ts';
import type { DeliveryStatus } from './delivery.ts';

/** Items: link (`LINK#<hash>`). The table keeps only the token's hash; with it the link's mail is marked, too. */

/** Whom a link was mailed to, in which round, what became of that mail, and its one-time code, if one was asked for. */
export interface Link {
  approvalId: string;
  stepIndex: number;
  memberId: string;
  /** Left out by versions that did not hear what became of a mail. */
  round?: number;
  delivery?: DeliveryStatus;
  code?: { hash: string; expiresAt: string; triesLeft: number };
  /** How many codes were mailed for it. */
  codesSent?: number;
  version: number;
}

const KEPT_AFTER_DEADLINE_DAYS = 180;
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
const linkKey = (hash: string) => ({ pk: `LINK#${hash}`, sk: 'LINK' });

/** The link explains itself for half a year after the deadline. */
const linkItem = (hash: string, link: Link, dueMs: number): Item => ({
  ...linkKey(hash),
  entity: 'link',
  version: link.version,
  body: JSON.stringify(link),
  dueMs,
  expiresAt: Math.floor((dueMs + KEPT_AFTER_DEADLINE_DAYS * DAY_MS) / 1000),
});

export const createLinkStep = (
  table: Table,
  token: string,
  link: Omit<Link, 'version'>,
  dueMs: number,
): Step => create(table, linkItem(hashOf(token), { ...link, version: 1 }, dueMs));

/** By its hash: `hashOf` of the token in the address, or the mark of its mail. */
export const getLink = async (
  table: Table,
  hash: string,
): Promise<{ link: Link; dueMs: number } | undefined> => {
  const item = await table.get(linkKey(hash));
  return item && { link: recordOf<Link>(item), dueMs: Number(item.dueMs) };
};

/** Writes a link over the version read, so that five tries are five, however many come at once. */
export const updateLinkStep = (
  table: Table,
  hash: string,
  before: Link,
  changes: Partial<Link>,
  dueMs: number,
): Step =>
  replace(
    table,
    linkItem(hash, { ...before, ...changes, version: before.version + 1 }, dueMs),
    { version: before.version },
    stale,
  );
