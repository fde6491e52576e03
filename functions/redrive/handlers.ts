import { systemClock } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import { bucketsBetween, OUTBOX_INDEX } from '../platform/outbox.ts';
import { connect, type Item, indexes, openTable, tableName } from '../platform/table.ts';
import { type Outbound, sendOn } from '../relay/sending.ts';
import { resume } from './resuming.ts';

const table = openTable(connect(), tableName());
const clock = systemClock;

/** Starts the workflows of all that waits, after the table was put back to an earlier time. */
interface Resuming {
  resume: string;
  after?: string | null;
}

/** What was written from one instant to another, after a position that an earlier answer named. */
interface Asked {
  from: string;
  to: string;
  after?: Position | null;
}
interface Position {
  bucket: string;
  /** Sort key of the last one sent; null at the beginning of the bucket. */
  below: string | null;
}
interface Answer {
  sent: number;
  /** Where to go on; null when all is sent. */
  after: Position | null;
  /** The bus or a workflow would not take the next one. */
  refused: boolean;
}

const PAGE = 100;
/** Well below the function's time limit. */
const BUDGET_MS = 8_000;
const { pk, sk } = indexes[OUTBOX_INDEX];

/** Lambda entry, called by the operator: comes back before its time is up, with where to go on (`npm run redrive`). */
export const handler = async (asked: Asked | Resuming): Promise<unknown> =>
  'resume' in asked ? resume(table, asked.resume, asked.after ?? null, clock) : sendAgain(asked);

/**
 * Sends outbox items of a span of time on again, in the order of each record. The cost follows what was written in that
 * span. Sending what was sent before is harmless.
 */
const sendAgain = async ({ from, to, after }: Asked): Promise<Answer> => {
  const until = clock.now() + BUDGET_MS;
  const buckets = bucketsBetween(from, to);
  let sent = 0;
  for (let index = Math.max(0, buckets.indexOf(after?.bucket ?? '')); index < buckets.length; index++) {
    const bucket = buckets[index] as string;
    let below = after?.bucket === bucket ? after.below : null;
    for (;;) {
      if (clock.now() >= until) return answer(sent, { bucket, below });
      const page = await readPage(bucket, below ?? from, to);
      const failed = await sendOn(page.items as unknown as Outbound[]);
      const gone = failed.size > 0 ? Math.min(...failed) : page.items.length;
      sent += gone;
      below = gone > 0 ? String(page.items[gone - 1]?.[sk]) : below;
      if (failed.size > 0) return answer(sent, { bucket, below }, true);
      if (!page.more) break;
    }
  }
  return answer(sent, null);
};

const answer = (sent: number, after: Position | null, refused = false): Answer => {
  log('info', 'redrive', { sent, done: after === null, refused });
  return { sent, after, refused };
};

/** Index entries name the items; the items themselves are read by key. */
const readPage = async (
  bucket: string,
  above: string,
  to: string,
): Promise<{ items: Item[]; more: boolean }> => {
  const { items: entries, readTo } = await table.query({
    IndexName: OUTBOX_INDEX,
    KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :above AND :to',
    ProjectionExpression: 'pk, sk, #sk',
    ExpressionAttributeNames: { '#pk': pk, '#sk': sk },
    // "~" sorts after all that begins with the instant.
    ExpressionAttributeValues: { ':pk': bucket, ':above': above, ':to': `${to}~` },
    Limit: PAGE,
  });
  const fresh = entries.filter((entry) => entry[sk] !== above);
  const items =
    fresh.length > 0 ? await table.getAll(fresh.map((entry) => ({ pk: entry.pk, sk: entry.sk }))) : [];
  return { items: items.filter((item) => item !== undefined), more: readTo !== undefined };
};
