/** Reads the feed once for all who follow it, at once when something may have happened. */
import type { Activity, Clock } from '../parts.ts';
import type { Feed } from './feed-file.ts';
import { type StreamRecord, type StreamRow, toRecord } from './record.ts';
import type { StreamedTable } from './tables.ts';

/** One who follows the streams: a mapping to a function, or the expiry ledger. */
export interface Follower {
  table: string;
  /** The last position that need not be read again after a restart. */
  reached(): number;
  /** Records in order, and the position up to which there are no others. */
  take(records: StreamRecord[], upTo: number): void;
  /** Records taken and not yet done with. */
  held(): number;
}

const rowsARead = 500;
/** Reading stops while a follower holds so many. */
const mostHeld = 5_000;
/** After a sign of change the write may not be visible yet: looks follow for so long. */
const lookForMs = 25;
const slowLookMs = 200;
const pruneEveryMs = 1_000;
const pruneAtOnce = 250;

export interface ReaderParts {
  feed: Feed;
  tables: StreamedTable[];
  region: string;
  clock: Clock;
  activity: Activity;
  /** Says whether a removal was an expiry, which its record must tell. */
  expired(table: string, record: StreamRecord): boolean;
}

export class StreamReader {
  readonly #parts: ReaderParts;
  readonly #tables: Map<string, StreamedTable>;
  readonly #followers: Follower[] = [];
  #position = 0;
  #lookUntil = 0;
  #looking: NodeJS.Timeout | undefined;
  #timers: NodeJS.Timeout[] = [];
  #closed = false;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
    this.#tables = new Map(parts.tables.map((table) => [table.name, table]));
  }

  /** Begins with the oldest record that a follower still needs. */
  start(followers: Follower[]): void {
    this.#followers.push(...followers);
    this.#position = this.#oldestNeeded();
    this.#timers = [
      setInterval(() => this.look(), slowLookMs).unref(),
      setInterval(() => this.prune(), pruneEveryMs).unref(),
    ];
    this.#parts.activity.addSource(async () => {
      await this.#parts.feed.refresh?.();
      return this.look() > 0;
    });
    this.look();
  }

  /** Something was perhaps written just now: looks at once and for a little while. */
  readonly stir = (): void => {
    this.#lookUntil = performance.now() + lookForMs;
    this.look();
    this.#looking ??= setInterval(() => {
      if (performance.now() < this.#lookUntil) return void this.look();
      clearInterval(this.#looking);
      this.#looking = undefined;
    }, 1).unref();
  };

  /** Hands out what is new. Gives how many rows there were. */
  readonly look = (): number => {
    if (this.#closed || this.#followers.some((follower) => follower.held() > mostHeld)) return 0;
    const rows = this.#parts.feed.rows(this.#position, rowsARead);
    const last = rows.at(-1);
    if (!last) return 0;
    this.#position = last.position;
    const now = this.#parts.clock.now();
    const byTable = Map.groupBy(rows, (row) => row.table);
    const records = new Map([...byTable].map(([name, of]) => [name, this.#records(name, of, now)]));
    for (const follower of this.#followers) follower.take(records.get(follower.table) ?? [], last.position);
    if (rows.length === rowsARead) setImmediate(this.look);
    return rows.length;
  };

  /** Forgets records that every follower is done with, a few at a time so that no write waits long. */
  prune(): void {
    if (this.#closed) return;
    const pruned = this.#parts.feed.prune(this.#oldestNeeded(), pruneAtOnce);
    if (pruned === pruneAtOnce) setTimeout(() => this.prune(), 20).unref();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#looking);
    for (const timer of this.#timers) clearInterval(timer);
  }

  #records(name: string, rows: StreamRow[], now: number): StreamRecord[] {
    const table = this.#tables.get(name);
    if (!table) return [];
    return rows.flatMap((row) => {
      const record = toRecord(row, table, this.#parts.region, now);
      if (!record) return [];
      if (row.eventName === 'REMOVE' && this.#parts.expired(name, record)) {
        record.event.userIdentity = { principalId: 'dynamodb.amazonaws.com', type: 'Service' };
      }
      return [record];
    });
  }

  #oldestNeeded(): number {
    const needs = this.#followers.map((follower) => follower.reached());
    return needs.length > 0 ? Math.min(...needs) : this.#parts.feed.last();
  }
}
