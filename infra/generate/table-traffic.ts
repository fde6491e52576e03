import { readFileSync } from 'node:fs';
import type { IndexName } from '../../functions/platform/table.ts';

/** What the story in test/unit/docs showed of one kind of item. */
export interface RecordedEntity {
  keys: { pk: string; sk: string }[];
  /** Beside the keys, `entity`, `body` and `summary`. */
  attributes: string[];
  indexes: Partial<Record<IndexName, { pk: string; entryBytes: number }>>;
  bytes: { least: number; most: number };
}
export interface RecordedRead {
  call: 'GetItem' | 'BatchGetItem' | 'Query' | 'TransactWriteItems';
  /** File and function that made the call. */
  by: string;
  pk: string;
  sk: string;
  index: IndexName | null;
  consistent: boolean;
  usedBy: string[];
}
export interface Units {
  read: number;
  write: number;
  index: number;
}
export interface RecordedOperation {
  name: string;
  /** Calls of the table. */
  calls: number;
  writes: string[];
  units: Units;
}
/** The handlers and tasks as they met the table: written by test/unit/docs/record.ts, which runs them. */
export interface Recorded {
  entities: Record<string, RecordedEntity>;
  reads: RecordedRead[];
  operations: RecordedOperation[];
}

const file = new URL('../../test/unit/docs/golden/table-traffic.json', import.meta.url);

/** The record as it is committed. */
export const recorded = (): Recorded => JSON.parse(readFileSync(file, 'utf8')) as Recorded;
