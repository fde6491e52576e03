/** The messages of all queues, in the runner's store. */
import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Properties, Resource } from '../parts.ts';
import { transaction } from '../store.ts';

export interface Queue {
  name: string;
  arn: string;
  url: string;
  visibilityMs: number;
  delayMs: number;
  retentionMs: number;
  /** Where a message goes that was received too often. */
  redrive: { arn: string; maxReceives: number } | undefined;
  properties: Properties;
}
export interface Message {
  id: string;
  queue: string;
  body: string;
  /** As the API gives them: name -> {DataType, StringValue | BinaryValue}. */
  attributes: Record<string, Properties>;
  /** Epoch ms. */
  sentAt: number;
  visibleAt: number;
  receives: number;
  firstReceivedAt: number | null;
  receipt: string;
}

const schema = `
  CREATE TABLE IF NOT EXISTS queue_message (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, queue TEXT NOT NULL, body TEXT NOT NULL,
    attributes TEXT NOT NULL, sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL,
    receives INTEGER NOT NULL DEFAULT 0, first_received_at INTEGER, receipt TEXT);
  CREATE INDEX IF NOT EXISTS queue_message_visible ON queue_message (queue, visible_at);
  CREATE INDEX IF NOT EXISTS queue_message_receipt ON queue_message (receipt) WHERE receipt IS NOT NULL;
`;
const columns =
  'sequence, id, queue, body, attributes, sent_at AS sentAt, visible_at AS visibleAt, receives, first_received_at AS firstReceivedAt, receipt';

/**
 * Defaults as CloudFormation's: visible again after 30 s, kept for 4 days.
 * @throws Error for a FIFO queue, whose order and deduplication are not kept here.
 */
export function queueOf({ logicalId, properties, arn, ref }: Resource): Queue {
  if (properties.FifoQueue === true)
    throw new Error(`queue ${logicalId}: only standard queues run here, not FIFO`);
  const redrive =
    typeof properties.RedrivePolicy === 'string'
      ? JSON.parse(properties.RedrivePolicy)
      : properties.RedrivePolicy;
  return {
    name: arn.slice(arn.lastIndexOf(':') + 1),
    arn,
    url: ref,
    visibilityMs: Number(properties.VisibilityTimeout ?? 30) * 1000,
    delayMs: Number(properties.DelaySeconds ?? 0) * 1000,
    retentionMs: Number(properties.MessageRetentionPeriod ?? 345_600) * 1000,
    redrive: redrive && { arn: redrive.deadLetterTargetArn, maxReceives: Number(redrive.maxReceiveCount) },
    properties,
  };
}

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export class Messages {
  readonly #store: DatabaseSync;
  readonly #statements;

  constructor(store: DatabaseSync) {
    this.#store = store;
    store.exec(schema);
    const prepare = (sql: string) => store.prepare(sql);
    this.#statements = {
      insert: prepare(
        'INSERT INTO queue_message (id, queue, body, attributes, sent_at, visible_at) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      visible: prepare(
        `SELECT ${columns} FROM queue_message WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, sequence LIMIT ?`,
      ),
      take: prepare(
        'UPDATE queue_message SET visible_at = ?, receives = receives + 1, receipt = ?, first_received_at = COALESCE(first_received_at, ?) WHERE sequence = ?',
      ),
      move: prepare('UPDATE queue_message SET queue = ?, visible_at = ?, receipt = NULL WHERE sequence = ?'),
      expire: prepare('DELETE FROM queue_message WHERE queue = ? AND visible_at <= ? AND sent_at <= ?'),
      remove: prepare('DELETE FROM queue_message WHERE queue = ? AND receipt = ?'),
      change: prepare('UPDATE queue_message SET visible_at = ? WHERE queue = ? AND receipt = ?'),
      next: prepare('SELECT MIN(visible_at) AS at FROM queue_message WHERE queue = ?'),
      purge: prepare('DELETE FROM queue_message WHERE queue = ?'),
      depth: prepare(`SELECT COUNT(*) AS total, COUNT(*) FILTER (WHERE visible_at <= ?) AS visible,
        COUNT(*) FILTER (WHERE visible_at > ? AND receipt IS NOT NULL) AS inFlight FROM queue_message WHERE queue = ?`),
    };
  }

  send(
    queue: Queue,
    body: string,
    attributes: Record<string, Properties>,
    now: number,
    delayMs: number,
  ): string {
    const id = randomUUID();
    this.#statements.insert.run(id, queue.name, body, JSON.stringify(attributes), now, now + delayMs);
    return id;
  }

  /** Takes at most `limit` messages out of sight. Those received too often move to the dead-letter queue instead. */
  receive(
    queue: Queue,
    limit: number,
    now: number,
    visibilityMs: number,
    deadLetters: Queue | undefined,
  ): Message[] {
    const { visible, take, move, expire } = this.#statements;
    return transaction(this.#store, () => {
      expire.run(queue.name, now, now - queue.retentionMs);
      const taken: Message[] = [];
      for (const row of visible.all(queue.name, now, limit) as (Properties & { sequence: number })[]) {
        if (queue.redrive && deadLetters && row.receives >= queue.redrive.maxReceives) {
          move.run(deadLetters.name, now, row.sequence);
          continue;
        }
        const receipt = randomUUID();
        take.run(now + visibilityMs, receipt, now, row.sequence);
        const { sequence: _sequence, ...message } = row;
        taken.push({
          ...(message as Message),
          attributes: JSON.parse(row.attributes),
          receives: row.receives + 1,
          firstReceivedAt: row.firstReceivedAt ?? now,
          receipt,
        });
      }
      return taken;
    });
  }

  remove(queue: Queue, receipt: string): boolean {
    return this.#statements.remove.run(queue.name, receipt).changes > 0;
  }

  /** @param visibleAt epoch ms from which others may receive it again */
  change(queue: Queue, receipt: string, visibleAt: number): boolean {
    return this.#statements.change.run(visibleAt, queue.name, receipt).changes > 0;
  }

  /** When the queue's next message may be received; undefined for an empty queue. */
  nextVisible(queue: Queue): number | undefined {
    return (this.#statements.next.get(queue.name) as { at: number | null }).at ?? undefined;
  }

  purge(queue: Queue): void {
    this.#statements.purge.run(queue.name);
  }

  depth(queue: Queue, now: number): { total: number; visible: number; inFlight: number } {
    return { ...(this.#statements.depth.get(now, now, queue.name) as ReturnType<Messages['depth']>) };
  }
}
