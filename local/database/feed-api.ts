/**
 * The stream of a database that is not ours (COSELL_DYNAMODB_ENDPOINT), read over the Streams API. What is read
 * is kept in the runner's store with the place reached in each shard, so that the rest works as with a file.
 */
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../store.ts';
import type { DatabaseClient } from './client.ts';
import type { Feed } from './feed-file.ts';
import type { StreamRow } from './record.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS stream_inbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT, "table" TEXT NOT NULL, eventName TEXT NOT NULL,
    keys TEXT NOT NULL, newImage TEXT, oldImage TEXT);
  CREATE TABLE IF NOT EXISTS stream_shard (shard TEXT PRIMARY KEY, reached TEXT NOT NULL) WITHOUT ROWID;
`;
const pollMs = 100;

interface ApiRecord {
  eventName: string;
  dynamodb: { Keys: unknown; NewImage?: unknown; OldImage?: unknown; SequenceNumber: string };
}

/** @param changed called when new rows were kept */
export function apiFeed(
  client: DatabaseClient,
  store: DatabaseSync,
  tables: string[],
  changed: () => void,
): Feed {
  store.exec(schema);
  const rows = store.prepare('SELECT * FROM stream_inbox WHERE position > ? ORDER BY position LIMIT ?');
  const last = store.prepare('SELECT COALESCE(MAX(position), 0) AS last FROM stream_inbox');
  const prune = store.prepare(
    'DELETE FROM stream_inbox WHERE position IN (SELECT position FROM stream_inbox WHERE position <= ? LIMIT ?)',
  );
  const insert = store.prepare(
    'INSERT INTO stream_inbox ("table", eventName, keys, newImage, oldImage) VALUES (?, ?, ?, ?, ?)',
  );
  const reach = store.prepare(
    'INSERT INTO stream_shard VALUES (?, ?) ON CONFLICT DO UPDATE SET reached = excluded.reached',
  );
  const reached = store.prepare('SELECT reached FROM stream_shard WHERE shard = ?');
  const text = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  const keep = (table: string, shard: string, records: ApiRecord[]): void => {
    if (records.length === 0) return;
    transaction(store, () => {
      for (const { eventName, dynamodb } of records) {
        insert.run(
          table,
          eventName,
          JSON.stringify(dynamodb.Keys),
          text(dynamodb.NewImage),
          text(dynamodb.OldImage),
        );
        reach.run(shard, dynamodb.SequenceNumber);
      }
    });
    changed();
  };
  const place = (shard: string): string | undefined =>
    (reached.get(shard) as { reached: string } | undefined)?.reached;
  let reading: Promise<void> | undefined;
  const refresh = (): Promise<void> => {
    reading ??= Promise.all(tables.map((table) => readTable(client, table, place, keep))).then(
      () => {
        reading = undefined;
      },
      () => {
        reading = undefined;
      },
    );
    return reading;
  };
  const timer = setInterval(() => void refresh(), pollMs).unref();
  return {
    rows: (after, limit) => rows.all(after, limit) as unknown as StreamRow[],
    last: () => (last.get() as { last: number }).last,
    prune: (upTo, limit) => Number(prune.run(upTo, limit).changes),
    refresh,
    close: () => clearInterval(timer),
  };
}

/** Reads what is new of every shard of a table, oldest shard first. */
async function readTable(
  client: DatabaseClient,
  table: string,
  place: (shard: string) => string | undefined,
  keep: (table: string, shard: string, records: ApiRecord[]) => void,
): Promise<void> {
  const { Table } = await client.call('DescribeTable', { TableName: table });
  const StreamArn = Table.LatestStreamArn;
  const { StreamDescription } = await client.call('DescribeStream', { StreamArn });
  for (const { ShardId } of StreamDescription.Shards ?? []) {
    const after = place(ShardId);
    const from = after
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }
      : { ShardIteratorType: 'TRIM_HORIZON' };
    const { ShardIterator } = await client.call('GetShardIterator', { StreamArn, ShardId, ...from });
    const { Records = [] } = await client.call('GetRecords', { ShardIterator, Limit: 1000 });
    keep(table, ShardId, Records);
  }
}
