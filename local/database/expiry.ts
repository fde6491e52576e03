/**
 * Time to live: DynamoDB deletes an item some time after the second its attribute names. The ledger learns from
 * the stream which items will expire, so that no table is ever scanned; a sweep deletes those that are due on the
 * runner's clock. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */

import type { DatabaseSync } from 'node:sqlite';
import type { Activity, Clock } from '../parts.ts';
import { transaction } from '../store.ts';
import type { DatabaseClient } from './client.ts';
import type { Follower } from './reader.ts';
import { type Image, keyText, type StreamRecord } from './record.ts';
import type { StreamedTable } from './tables.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS expiry (
    "table" TEXT NOT NULL, key TEXT NOT NULL, expires_at INTEGER NOT NULL, deleting INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("table", key)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS expiry_due ON expiry (expires_at);
  CREATE TABLE IF NOT EXISTS expiry_reached ("table" TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS expired (position INTEGER PRIMARY KEY);
`;
/** Of real time; on AWS it takes up to a few days, so nothing may lean on it. */
const sweepEveryMs = 5_000;
const atOnce = 200;

export interface Expiry {
  followers: Follower[];
  /** Whether a removal was an expiry: its record then names the service that made it. */
  expired(table: string, record: StreamRecord): boolean;
  /** Deletes all that is due now. */
  sweep(): Promise<void>;
  close(): void;
}
export interface ExpiryParts {
  store: DatabaseSync;
  client: DatabaseClient;
  clock: Clock;
  activity: Activity;
  tables: StreamedTable[];
  /** The newest position of the streams when the runner started. */
  newest: number;
}

export function createExpiry(parts: ExpiryParts): Expiry {
  const { store, clock, activity } = parts;
  store.exec(schema);
  const due = store.prepare(
    'SELECT "table", key, expires_at FROM expiry WHERE expires_at <= ? AND deleting = 0 ORDER BY expires_at LIMIT ?',
  );
  const unmark = store.prepare('UPDATE expiry SET deleting = 0 WHERE "table" = ? AND key = ?');
  const mark = store.prepare('UPDATE expiry SET deleting = 1 WHERE "table" = ? AND key = ?');
  const drop = store.prepare('DELETE FROM expiry WHERE "table" = ? AND key = ?');
  const marked = store.prepare('SELECT 1 FROM expiry WHERE "table" = ? AND key = ? AND deleting = 1');
  const noted = store.prepare('SELECT 1 FROM expired WHERE position = ?');
  const streamed = parts.tables.filter((table) => table.expiryAttribute !== undefined);

  const expired: Expiry['expired'] = (table, record) =>
    noted.get(record.position) !== undefined ||
    marked.get(table, keyText(record.event.dynamodb.Keys)) !== undefined;
  /** Gives whether the database answered. */
  const remove = async (table: StreamedTable, key: string): Promise<boolean> => {
    mark.run(table.name, key);
    const input = {
      TableName: table.name,
      Key: Object.fromEntries(JSON.parse(key) as [string, unknown][]),
      ConditionExpression: '#expiry <= :now',
      ExpressionAttributeNames: { '#expiry': table.expiryAttribute },
      ExpressionAttributeValues: { ':now': { N: String(Math.floor(clock.now() / 1000)) } },
    };
    try {
      await parts.client.call('DeleteItem', input);
      return true; // Its mark stays until the stream shows the removal.
    } catch (error) {
      const refused = (error as Error).name === 'ConditionalCheckFailedException';
      // Refused: it is gone, or lives longer now, and the stream has told or will tell.
      (refused ? drop : unmark).run(table.name, key);
      return refused;
    }
  };
  let sweeping: Promise<void> | undefined;
  let fresh = true;
  const sweepAll = async (): Promise<void> => {
    const ended = activity.begin('expiry');
    try {
      // By the first sweep the stream is read: a mark still there is of a delete that a kill cut short.
      if (fresh) store.exec('UPDATE expiry SET deleting = 0 WHERE deleting = 1');
      fresh = false;
      for (;;) {
        const rows = due.all(Math.floor(clock.now() / 1000), atOnce) as { table: string; key: string }[];
        for (const { table: name, key } of rows) {
          const table = streamed.find((candidate) => candidate.name === name);
          if (!table) drop.run(name, key);
          else if (!(await remove(table, key))) return;
        }
        if (rows.length < atOnce) return;
      }
    } finally {
      ended();
      sweeping = undefined;
    }
  };
  const timer = setInterval(() => void self.sweep(), sweepEveryMs).unref();
  const self: Expiry = {
    followers: streamed.map((table) => ledger(store, table, parts.newest)),
    expired,
    sweep: () => {
      sweeping ??= sweepAll();
      return sweeping;
    },
    close: () => clearInterval(timer),
  };
  return self;
}

/** Follows a table and keeps, for each item that will expire, when. */
function ledger(store: DatabaseSync, { name, expiryAttribute }: StreamedTable, newest: number): Follower {
  const put = store.prepare('INSERT OR REPLACE INTO expiry ("table", key, expires_at) VALUES (?, ?, ?)');
  const drop = store.prepare('DELETE FROM expiry WHERE "table" = ? AND key = ?');
  const note = store.prepare('INSERT OR IGNORE INTO expired VALUES (?)');
  const reach = store.prepare('INSERT OR REPLACE INTO expiry_reached VALUES (?, ?)');
  const row = store.prepare('SELECT position FROM expiry_reached WHERE "table" = ?').get(name);
  let reached = Math.min((row as { position: number } | undefined)?.position ?? 0, newest);
  const secondsOf = (image: Image | undefined): string | undefined =>
    image?.[expiryAttribute as string]?.N as string | undefined;
  const learn = ({ position, event }: StreamRecord): void => {
    const { Keys, NewImage, OldImage } = event.dynamodb;
    const until = secondsOf(NewImage);
    if (until !== undefined) put.run(name, keyText(Keys), Math.floor(Number(until)));
    else if (secondsOf(OldImage) !== undefined) drop.run(name, keyText(Keys));
    if (event.userIdentity) note.run(position);
  };
  return {
    table: name,
    reached: () => reached,
    held: () => 0,
    take: (records, upTo) => {
      const news = records.filter(
        ({ position, event }) =>
          position > reached && (secondsOf(event.dynamodb.NewImage) ?? secondsOf(event.dynamodb.OldImage)),
      );
      if (upTo <= reached) return;
      reached = upTo;
      if (news.length === 0) return;
      transaction(store, () => {
        for (const record of news) learn(record);
        reach.run(name, upTo);
      });
    },
  };
}
