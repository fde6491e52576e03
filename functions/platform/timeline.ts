import * as z from 'zod';
import { create, type Step } from './change.ts';
import { instantSchema } from './fields.ts';
import { openCursor, sealCursor } from './http/cursor.ts';
import type { Page } from './listing.ts';
import { sequenceOf } from './outbox.ts';
import type { RecordHead } from './record.ts';
import { ok, type Result, refused } from './result.ts';
import type { Table } from './table.ts';

/** One change of a record: append-only, kept for the life of the record. */
export const timelineEntrySchema = z
  .strictObject({
    revision: z.int().positive(),
    at: instantSchema,
    verb: z.string().meta({ description: 'What was done', examples: ['propose'] }),
    from: z.string().nullable(),
    to: z.string(),
    organizationId: z.string().nullable().meta({ description: 'Whose side did it; null for the system' }),
    byName: z.string().meta({ description: 'The person, API client or organisation that did it' }),
    reasonCode: z.string().nullable(),
    comment: z.string().nullable(),
  })
  .meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.output<typeof timelineEntrySchema>;

/** What a transition says about itself beside what the record tells. */
export type Told = Pick<TimelineEntry, 'verb' | 'from' | 'to' | 'organizationId' | 'byName'> &
  Partial<Pick<TimelineEntry, 'reasonCode' | 'comment'>>;

/** Writes down one change of a record, in the transaction that makes it. */
export const tell = (table: Table, record: RecordHead, told: Told): Step =>
  write(table, record, told, sequenceOf(record.revision));

/** Writes down something that happened around a record and did not change it. `mark` is its own: a second one with it is refused. */
export const tellBeside = (table: Table, record: Dated, told: Told, mark: string): Step =>
  write(table, record, told, `${sequenceOf(record.revision)}#${mark}`);

type Dated = Pick<RecordHead, 'id' | 'revision' | 'updatedAt'>;

const write = (table: Table, record: Dated, told: Told, place: string): Step => {
  const entry: TimelineEntry = {
    reasonCode: null,
    comment: null,
    ...told,
    revision: record.revision,
    at: record.updatedAt,
  };
  return create(table, {
    pk: record.id,
    sk: `TIMELINE#${place}`,
    entity: 'timeline',
    body: JSON.stringify(entry),
  });
};

/** A page of a record's timeline, newest first: one query. The caller has shown its right to the record. */
export const readTimeline = async (
  table: Table,
  recordId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<Result<Page>> => {
  const scope = `timeline ${recordId}`;
  const below = page.cursor ? await openCursor(table, scope, page.cursor) : undefined;
  if (page.cursor && below === undefined) return refused({ code: 'invalid_cursor' });
  const { items, readTo } = await table.query({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':pk': recordId, ':first': 'TIMELINE#', ':last': below ?? 'TIMELINE#~' },
    ScanIndexForward: false,
    Limit: page.limit + 1,
  });
  // BETWEEN takes in the entry that the cursor names: it was on the page before.
  const entries = items.filter((item) => item.sk !== below).slice(0, page.limit);
  const last = entries.at(-1);
  const more = last && (readTo !== undefined || items.at(-1) !== last);
  return ok({
    entries: entries.map((item) => JSON.parse(String(item.body)) as Record<string, unknown>),
    nextCursor: more ? await sealCursor(table, scope, last.sk) : null,
  });
};
