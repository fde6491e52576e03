/**
 * An event source mapping from a table's stream to a function. At least once: what it is done with is kept in the
 * store, and everything after that is sent again after a restart.
 */

import { matcher } from '../bus/pattern.ts';
import type { Functions, Ground, Resource } from '../parts.ts';
import { Lane } from './lane.ts';
import { failureNotice, mappingSettings } from './outcome.ts';
import type { Follower } from './reader.ts';
import type { StreamRecord } from './record.ts';

const schema = `CREATE TABLE IF NOT EXISTS stream_mapping (
  mapping TEXT PRIMARY KEY, reached INTEGER NOT NULL) WITHOUT ROWID;`;

export interface MappingParts {
  ground: Ground;
  functions: Functions;
  table: string;
  /** Puts a message into the queue of this ARN. */
  sendToQueue(queueArn: string, body: string): void;
  /** The newest position when the runner started. */
  newest: number;
}
export interface StreamMapping extends Follower {
  backlog(): boolean;
  close(): void;
}

/** @throws Error when a filter's pattern is not one. */
export function createMapping(resource: Resource, parts: MappingParts): StreamMapping {
  const { ground, functions, table } = parts;
  const { store, clock, activity } = ground;
  const settings = mappingSettings(resource.properties);
  store.exec(schema);
  const keep = store.prepare('INSERT OR REPLACE INTO stream_mapping VALUES (?, ?)');
  const row = store.prepare('SELECT reached FROM stream_mapping WHERE mapping = ?').get(resource.logicalId);
  const kept = (row as { reached: number } | undefined)?.reached;
  // A table that was put back from a copy has a stream of its own: what was reached in the other one says nothing.
  let reached =
    kept === undefined ? (settings.startAtOldest ? 0 : parts.newest) : Math.min(kept, parts.newest);
  if (!row) keep.run(resource.logicalId, reached);
  let seen = reached;
  const wanted = filterOf(resource.properties.FilterCriteria?.Filters);
  const functionArn = functionArnOf(settings.functionName, ground);

  const keepSoon = onceATurn(() => {
    if (store.isOpen) keep.run(resource.logicalId, reached);
  });
  const moved = (): void => {
    const now = Math.min(seen, ...lanes.map((lane) => lane.oldest() - 1));
    if (now <= reached) return;
    reached = now;
    keepSoon();
  };
  const log = (line: Record<string, unknown>): void => ground.log({ ...line, mapping: resource.logicalId });
  const lane = (): Lane =>
    new Lane({
      ...{ settings, clock, activity, moved },
      invoke: (records) =>
        functions.invoke(settings.functionName, { Records: records.map(({ event }) => event) }),
      dropped: (records, condition, sent) => {
        const notice = failureNotice(records, condition, functionArn, sent, clock.now());
        if (settings.failureQueueArn) {
          parts.sendToQueue(settings.failureQueueArn, JSON.stringify(notice));
          ground.called?.({ by: functionArn, action: 'sqs:SendMessage', resource: settings.failureQueueArn });
        }
        log({ level: 'ERROR', message: 'stream records given up', condition, records: records.length });
      },
      failed: (answer, records, retryInMs) => {
        const error = answer.ok ? 'records reported as failed' : answer.error;
        log({ level: 'WARN', message: 'stream batch failed', records: records.length, error, retryInMs });
      },
    });
  const lanes = Array.from({ length: settings.lanes }, lane);

  return {
    table,
    reached: () => reached,
    held: () => lanes.reduce((sum, one) => sum + one.held(), 0),
    take: (records, upTo) => {
      for (const record of records) {
        if (record.position <= reached || !wanted(record)) continue;
        lanes[laneOf(record.partition, lanes.length)]?.push(record);
      }
      seen = Math.max(seen, upTo);
      for (const one of lanes) one.go();
      moved();
    },
    backlog: () => lanes.map((one) => one.backlog()).includes(true),
    close: () => {
      for (const one of lanes) one.close();
    },
  };
}

/** Several calls in a turn of the event loop make one. */
function onceATurn(work: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setImmediate(() => {
      waiting = false;
      work();
    });
  };
}

/** A record passes when any of the filters matches it; without filters all do. */
function filterOf(filters: { Pattern: string }[] | undefined): (record: StreamRecord) => boolean {
  if (!filters?.length) return () => true;
  const matchers = filters.map(({ Pattern }) => matcher(JSON.parse(Pattern)));
  return ({ event }) => matchers.some((matches) => matches(event));
}

function functionArnOf(name: string, { stack }: Ground): string {
  return name.startsWith('arn:') ? name : `arn:aws:lambda:${stack.region}:${stack.account}:function:${name}`;
}

function laneOf(partition: string, lanes: number): number {
  if (lanes === 1) return 0;
  let hash = 0;
  for (let index = 0; index < partition.length; index += 1)
    hash = (hash * 31 + partition.charCodeAt(index)) | 0;
  return Math.abs(hash) % lanes;
}
