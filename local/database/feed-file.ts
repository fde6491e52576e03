/**
 * The stream read straight from the database's SQLite file: a look at an empty stream costs microseconds, so that
 * a change is delivered in about the time that its write takes to return.
 */
import { type FSWatcher, watch } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { StreamRow } from './record.ts';

export interface Feed {
  /** Rows after a position, oldest first. */
  rows(after: number, limit: number): StreamRow[];
  /** The newest position; 0 when there is none. */
  last(): number;
  /** Forgets at most `limit` rows up to the position. Gives how many. */
  prune(upTo: number, limit: number): number;
  /** Items whose partition key begins so, last written first, of rows before `before`; where the feed can see them. */
  items?(table: string, prefix: string, before: number, limit: number): { row: number; item: string }[];
  /** Brings in what the database holds and the feed does not yet. */
  refresh?(): Promise<void>;
  close(): void;
}

/**
 * @param changed called, often too often, when something may have been written
 */
export function fileFeed(file: string, changed: () => void): Feed {
  const db = new DatabaseSync(file);
  // Without the index each write of the database scans the whole stream for its newest number.
  db.exec(`
    PRAGMA busy_timeout = 5000;
    PRAGMA synchronous = NORMAL;
    CREATE INDEX IF NOT EXISTS cosell_stream ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
  `);
  const rows = db.prepare(`
    SELECT id AS position, table_name AS "table", event_name AS eventName, keys_json AS keys,
      new_image AS newImage, old_image AS oldImage
    FROM _stream_records WHERE id > ? ORDER BY id LIMIT ?`);
  const last = db.prepare('SELECT COALESCE(MAX(id), 0) AS last FROM _stream_records');
  // A table's newest row must stay: the database numbers the next one from it.
  const streamed = db.prepare('SELECT table_name AS name FROM _tables WHERE stream_enabled = 1');
  const newestOf = db.prepare('SELECT MAX(id) AS id FROM _stream_records WHERE table_name = ?');
  const prune = db.prepare(`
    DELETE FROM _stream_records WHERE id IN (
      SELECT id FROM _stream_records WHERE id <= ? AND id NOT IN (SELECT value FROM json_each(?))
      ORDER BY id LIMIT ?)`);
  const watcher = watchLog(`${file}-wal`, changed);
  return {
    rows: (after, limit) => rows.all(after, limit) as unknown as StreamRow[],
    last: () => (last.get() as { last: number }).last,
    prune: (upTo, limit) => {
      const names = streamed.all() as { name: string }[];
      const kept = names.map(({ name }) => (newestOf.get(name) as { id: number | null }).id);
      return Number(prune.run(upTo, JSON.stringify(kept), limit).changes);
    },
    items: (table, prefix, before, limit) => {
      // Keys are stored with their type in front; a write gives an item a new row.
      const items = db.prepare(`
        SELECT rowid AS row, item_json AS item FROM "${table.replaceAll('"', '""')}"
        WHERE rowid < ? AND substr(pk, 1, ?) = ? ORDER BY rowid DESC LIMIT ?`);
      const start = `S:${prefix}`;
      return items.all(before, start.length, start, limit) as { row: number; item: string }[];
    },
    close: () => {
      watcher?.close();
      db.close();
    },
  };
}

/** Where the system cannot watch a file, the reader's own slow look and the pokes of answered calls must do. */
function watchLog(file: string, changed: () => void): FSWatcher | undefined {
  try {
    return watch(file, { persistent: false }, changed).on('error', () => {});
  } catch {
    return undefined;
  }
}
