import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { EventContract } from '../../events/define.ts';
import { type Clock, DAY_MS, instant } from './clock.ts';
import { newId } from './ids.ts';
import type { IndexName, Item } from './table.ts';
import { requestId } from './trace.ts';

/** How long the outbox keeps an event: the feed promises at least 30 days. */
const KEPT_DAYS = 35;

/** A workflow to wake when the event has been written: the token that it waits with, and what it is told. */
export interface Wake {
  taskToken: string;
  output: unknown;
}

/** A workflow to start with the event. `name` is made of the record and its revision, so that a repeat starts nothing twice. */
export interface Start {
  workflow: string;
  name: string;
  input: unknown;
}

/** An event on its way out: a CloudEvent, the bus fields around it, and the workflow that it starts or wakes. */
export interface Outgoing {
  source: string;
  type: string;
  event: { id: string; subject: string; sequence: string; time: string } & Record<string, unknown>;
  /** Organisations that may hear it; none for the operator's own. */
  audience: readonly string[];
  wake?: Wake;
  start?: Start;
}

/** Where an event stands among those of its record. `order` tells apart the events of one revision. */
export const sequenceOf = (revision: number, order = 0): string =>
  `${String(revision).padStart(8, '0')}.${String(order).padStart(2, '0')}`;

/**
 * Makes an event of a contract. Parsing fails loudly (a bug) when the data does not fit what was published.
 * `order` tells apart several events of one revision of one record.
 */
export const makeEvent = <Data extends z.ZodType>(
  contract: EventContract<Data>,
  data: z.input<Data>,
  clock: Clock,
  options: {
    audience: readonly string[];
    order?: number;
    /** Where it stands, for a record whose events are not told apart by its revisions. */
    sequence?: string | undefined;
    wake?: Wake | undefined;
    start?: Start | undefined;
  },
): Outgoing => {
  const parsed = contract.data.parse(data) as { id: string; revision: number; links: { self: string } };
  return {
    source: contract.source,
    type: contract.type,
    audience: options.audience,
    ...(options.wake && { wake: options.wake }),
    ...(options.start && { start: options.start }),
    event: {
      specversion: '1.0',
      id: newId('event', clock),
      source: parsed.links.self.slice(0, parsed.links.self.lastIndexOf('/')),
      type: contract.type,
      subject: parsed.id,
      time: instant(clock.now()),
      datacontenttype: 'application/json',
      dataschema: `/events/${contract.type}.json`,
      sequence: options.sequence ?? sequenceOf(parsed.revision, options.order),
      data: parsed,
    },
  };
};

const expiry = (clock: Clock): number => Math.floor((clock.now() + KEPT_DAYS * DAY_MS) / 1000);
/** Which request it was, for those who look for it in the logs. */
const origin = () => {
  const id = requestId();
  return id === undefined ? {} : { requestId: id };
};
const wakeAttributes = (wake: Wake) => ({
  taskToken: wake.taskToken,
  wakeOutput: JSON.stringify(wake.output),
});

const startAttributes = (start: Start) => ({
  startWorkflow: start.workflow,
  startName: start.name,
  startInput: JSON.stringify(start.input),
});

/** Where the outbox is found again by time, should the relay have been unable to send it (docs/operating.md). */
export const OUTBOX_INDEX: IndexName = 'byOwnerStatus';
/** So many partitions an hour: all of a record's items are in one, and no partition has to take all that is written. */
const SHARDS = 8;
const HOUR_MS = 3_600_000;

const shardOf = (recordId: string): number =>
  (createHash('sha256').update(recordId).digest()[0] as number) % SHARDS;
const bucketOf = (instantText: string, shard: number): string =>
  `OUTBOX#${instantText.slice(0, 13)}#${shard}`;

const findable = (recordId: string, at: string, key: string) => ({
  ownerStatusPk: bucketOf(at, shardOf(recordId)),
  changedSk: `${at}#${recordId}#${key}`,
});

/** The partitions of the index that hold what was written from one instant to another; a record's own in their order. */
export const bucketsBetween = (from: string, to: string): string[] => {
  const first = Math.floor(Date.parse(from) / HOUR_MS);
  const hours = Math.floor(Date.parse(to) / HOUR_MS) - first + 1;
  return Array.from({ length: Math.max(0, hours) }, (_, hour) => instant((first + hour) * HOUR_MS)).flatMap(
    (hour) => Array.from({ length: SHARDS }, (_, shard) => bucketOf(hour, shard)),
  );
};

/** The outbox item: the relay reads it from the table's stream. */
export const outboxItem = (outgoing: Outgoing, clock: Clock): Item => ({
  pk: `EVENT#${outgoing.event.subject}`,
  sk: `${outgoing.event.sequence}#${outgoing.event.id}`,
  ...findable(outgoing.event.subject, outgoing.event.time, `${outgoing.event.sequence}#${outgoing.event.id}`),
  entity: 'event',
  source: outgoing.source,
  type: outgoing.type,
  event: JSON.stringify(outgoing.event),
  audience: outgoing.audience,
  ...(outgoing.wake && wakeAttributes(outgoing.wake)),
  ...(outgoing.start && startAttributes(outgoing.start)),
  ...origin(),
  expiresAt: expiry(clock),
});

/** An outbox item that only wakes a workflow. */
export const wakeItem = (recordId: string, revision: number, wake: Wake, clock: Clock): Item => ({
  pk: `EVENT#${recordId}`,
  sk: `${sequenceOf(revision)}#wake`,
  ...findable(recordId, instant(clock.now()), `${sequenceOf(revision)}#wake`),
  entity: 'wake',
  ...wakeAttributes(wake),
  ...origin(),
  expiresAt: expiry(clock),
});

/** An outbox item that only starts a workflow. */
export const startItem = (recordId: string, revision: number, start: Start, clock: Clock): Item => ({
  pk: `EVENT#${recordId}`,
  sk: `${sequenceOf(revision)}#start#${start.name}`,
  ...findable(recordId, instant(clock.now()), `${sequenceOf(revision)}#start#${start.name}`),
  entity: 'wake',
  ...startAttributes(start),
  ...origin(),
  expiresAt: expiry(clock),
});
