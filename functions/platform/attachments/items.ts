import { commit, create, replace, require, type Step, stale } from '../change.ts';
import { type Clock, DAY_MS } from '../clock.ts';
import { openCursor, sealCursor } from '../http/cursor.ts';
import type { Page } from '../listing.ts';
import { changed, recordOf } from '../record.ts';
import { ok, type Result, refused } from '../result.ts';
import type { Item, Key, Table } from '../table.ts';
import { type Attachment, type AttachmentStatus, statusAt } from './attachment.ts';

/**
 * Items, all in the partition of the record they are attached to: each attachment (`ATTACHMENT#att_…`), and how many
 * of them are awaited or stored (`ATTACHMENTS`).
 */
const PREFIX = 'ATTACHMENT#';
const attachmentKey = (subjectId: string, id: string): Key => ({ pk: subjectId, sk: `${PREFIX}${id}` });
const countKey = (subjectId: string): Key => ({ pk: subjectId, sk: 'ATTACHMENTS' });

/** What came to nothing is forgotten a month later. */
const FORGOTTEN_AFTER_MS = 30 * DAY_MS;
const isAlive = (status: AttachmentStatus): boolean => status === 'awaiting_upload' || status === 'stored';

const itemOf = (attachment: Attachment): Item => ({
  ...attachmentKey(attachment.subject.id, attachment.id),
  entity: 'attachment',
  revision: attachment.revision,
  status: attachment.status,
  body: JSON.stringify(attachment),
  ...(['refused', 'expired'].includes(attachment.status) && {
    expiresAt: Math.floor((Date.parse(attachment.updatedAt) + FORGOTTEN_AFTER_MS) / 1000),
  }),
});

/** One more, while there are fewer than `most`; or one fewer. */
const count = (table: Table, subjectId: string, by: 1 | -1, most: number): Step => ({
  write: {
    Update: {
      TableName: table.name,
      Key: countKey(subjectId),
      UpdateExpression: 'SET entity = :entity ADD alive :by',
      ConditionExpression: by > 0 ? 'attribute_not_exists(alive) OR alive < :most' : 'alive > :most',
      ExpressionAttributeValues: { ':entity': 'attachment-count', ':by': by, ':most': by > 0 ? most : 0 },
    },
  },
  onConflict: () => ({
    code: 'too_many_attachments',
    detail: `It holds ${most} attachments, and can hold no more.`,
  }),
});

/** A new attachment, as one of at most `most`. */
export const addSteps = (table: Table, attachment: Attachment, most: number): Step[] => [
  create(table, itemOf(attachment)),
  count(table, attachment.subject.id, 1, most),
];

/** The attachment as it is after a step; one that is over makes room for another. */
export const changeSteps = (table: Table, before: Attachment, after: Attachment): Step[] => [
  replace(table, itemOf(after), { revision: before.revision }, stale),
  ...(isAlive(before.status) && !isAlive(after.status) ? [count(table, before.subject.id, -1, 0)] : []),
];

/** Holds a change of the record to this: the attachment that it rests on is stored, and stays. */
export const requireStored = (table: Table, { subject, id, fileName }: Attachment): Step =>
  require(table, attachmentKey(subject.id, id), { status: 'stored' }, () => ({
    code: 'busy',
    detail: `The attachment ${fileName} was removed at this instant. Read the attachments again.`,
  }));

/** Whether as many are awaited or stored as may be. Only a hint: the transaction counts. */
export const isFull = async (table: Table, subjectId: string, most: number): Promise<boolean> =>
  Number((await table.get(countKey(subjectId)))?.alive ?? 0) >= most;

/** The caller has shown its right to the record; which of its attachments it may see is for the reader to say. */
export const getAttachment = async (
  table: Table,
  subjectId: string,
  id: string,
): Promise<Attachment | undefined> => {
  const item = await table.get(attachmentKey(subjectId, id));
  return item && recordOf<Attachment>(item);
};

const query = (table: Table, subjectId: string, limit: number, below = `${PREFIX}~`, consistent = false) =>
  table.query({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':pk': subjectId, ':first': PREFIX, ':last': below },
    ScanIndexForward: false,
    ConsistentRead: consistent,
    Limit: limit,
  });

/** A page of a record's attachments, whatever their state, newest first: one query. */
export const listAttachments = async (
  table: Table,
  subjectId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<Result<Page>> => {
  const scope = `attachments ${subjectId}`;
  const below = page.cursor ? await openCursor(table, scope, page.cursor) : undefined;
  if (page.cursor && below === undefined) return refused({ code: 'invalid_cursor' });
  const { items, readTo } = await query(table, subjectId, page.limit + 2, below);
  // BETWEEN takes in the attachment that the cursor names: it was on the page before.
  const others = items.filter((item) => item.sk !== below);
  const taken = others.slice(0, page.limit);
  const last = taken.at(-1);
  const more = last && (readTo !== undefined || others.length > taken.length);
  return ok({
    entries: taken.map((item) => recordOf<Record<string, unknown>>(item)),
    nextCursor: more ? await sealCursor(table, scope, last.sk) : null,
  });
};

/** All attachments of a record, or only those in a state. */
const allOf = async (table: Table, subjectId: string): Promise<Attachment[]> => {
  const all: Attachment[] = [];
  let below: string | undefined;
  do {
    const { items, readTo } = await query(table, subjectId, 100, below, true);
    all.push(...items.filter((item) => item.sk !== below).map((item) => recordOf<Attachment>(item)));
    below = readTo && String(readTo.sk);
  } while (below);
  return all;
};

/** What is stored with a record now, newest first: what a process counts on when the record is submitted. */
export const storedAttachments = async (table: Table, subjectId: string): Promise<Attachment[]> =>
  (await allOf(table, subjectId)).filter(({ status }) => status === 'stored');

/** Writes down which uploads were never completed, so that they no longer count. Gives how many there were. */
export const expireUnfinished = async (table: Table, subjectId: string, clock: Clock): Promise<number> => {
  const all = await allOf(table, subjectId);
  const over = all.filter((one) => one.status !== 'expired' && statusAt(one, clock.now()) === 'expired');
  for (const one of over)
    await commit(table, changeSteps(table, one, changed(one, { status: 'expired' }, 'system', clock)));
  return over.length;
};
