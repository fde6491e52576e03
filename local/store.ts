/** The runner's own durable state: one SQLite file that every part keeps its tables in. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens DIR/runner.sqlite. WAL with synchronous NORMAL: a killed process loses nothing; a power cut may lose the
 * last moments, never the file.
 */
export function openStore(directory: string): DatabaseSync {
  const store = new DatabaseSync(join(directory, 'runner.sqlite'));
  store.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  `);
  return store;
}

/**
 * Runs `work` in one transaction, or within the one already open. Nothing may wait inside: all parts share the
 * connection. @throws what `work` throws, after a rollback.
 */
export function transaction<T>(store: DatabaseSync, work: () => T): T {
  if (store.isTransaction) return work();
  store.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    store.exec('COMMIT');
    return result;
  } catch (error) {
    if (store.isTransaction) store.exec('ROLLBACK');
    throw error;
  }
}

/** A value that outlives the process, as text. */
export function setting(
  store: DatabaseSync,
  name: string,
): { read(): string | undefined; write(value: string): void } {
  const select = store.prepare('SELECT value FROM setting WHERE name = ?');
  const upsert = store.prepare(
    'INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  return {
    read: () => (select.get(name) as { value: string } | undefined)?.value,
    write: (value) => void upsert.run(name, value),
  };
}
