/** Amazon EventBridge on one machine: keeps every event, and delivers it by the template's rules. */
import { randomUUID } from 'node:crypto';
import { AwsError, type AwsService, type Ground, type Stack } from '../parts.ts';
import { transaction } from '../store.ts';
import { busName } from '../template/identity.ts';
import { Dispatch } from './dispatch.ts';
import { type KeptEvent, Ledger } from './ledger.ts';
import { type Entry, readEntries } from './put-events.ts';
import { busesOf, rulesOf } from './rules.ts';
import { runSchedules, type Schedule, schedulesOf } from './schedules.ts';
import type { Reach } from './targets.ts';
import type { BusEvent } from './transform.ts';

export interface Bus {
  service: AwsService;
  /** Puts an event that needs no check onto a bus. */
  put(bus: string, event: BusEvent): void;
  /** Events after a sequence, oldest first. */
  events(after: number, limit: number): KeptEvent[];
  start(): void;
  close(): void;
}

/** @throws Error naming a rule whose pattern EventBridge would refuse. */
export function createBus(ground: Ground, reach: Omit<Reach, 'forward'>): Bus {
  const { store, clock, stack } = ground;
  const rules = rulesOf(stack);
  const buses = busesOf(stack);
  const ledger = new Ledger(store);
  const schedules = schedulesOf(stack);
  let endSchedules = (): void => {};
  const all = [...rules, ...schedules.map(({ rule }) => rule)];
  const dispatch = new Dispatch(ground, ledger, all, {
    ...reach,
    forward: (busArn, event) => put([{ bus: busName(busArn), event }]),
  });

  /** All events with what they owe in one transaction; deliveries begin after it. */
  const put = (accepted: { bus: string; event: BusEvent }[]): void => {
    const now = clock.now();
    const begun = transaction(store, () =>
      accepted.flatMap(({ bus, event }) => {
        const kept = { sequence: ledger.keep(bus, event, now), bus, receivedAt: now, event };
        const matching = rules.filter((rule) => rule.bus === bus && rule.matches(event));
        return matching.flatMap(({ arn, targets }) =>
          targets.map(({ id }) => ({ delivery: ledger.owe(kept.sequence, arn, id, now), kept })),
        );
      }),
    );
    for (const { delivery, kept } of begun) dispatch.push(delivery, kept);
  };
  /** A schedule's own event goes to its own targets, whatever other rules say. */
  const fire = ({ rule, source }: Schedule): void => {
    const now = clock.now();
    const event = scheduledEvent(stack, rule.arn, source, now);
    const begun = transaction(store, () => {
      const kept = { sequence: ledger.keep('default', event, now), bus: 'default', receivedAt: now, event };
      return rule.targets.map(({ id }) => ({ delivery: ledger.owe(kept.sequence, rule.arn, id, now), kept }));
    });
    for (const { delivery, kept } of begun) dispatch.push(delivery, kept);
  };
  const putEvents = (input: Record<string, unknown>): unknown => {
    const { account, region } = stack;
    const entries = readEntries(input, { account, region, now: clock.now(), buses });
    put(entries.flatMap((entry) => ('accepted' in entry ? [entry.accepted] : [])));
    const failed = entries.filter((entry) => 'refused' in entry).length;
    return { FailedEntryCount: failed, Entries: entries.map(answerOf) };
  };
  return {
    service: {
      signingName: 'events',
      handle: async ({ operation, body }) => {
        if (operation !== 'PutEvents') {
          throw new AwsError(
            'UnknownOperationException',
            `The local runner's bus does not offer ${operation}.`,
          );
        }
        return { status: 200, body: putEvents(JSON.parse(body.toString('utf8'))) };
      },
    },
    put: (bus, event) => put([{ bus, event }]),
    events: (after, limit) => ledger.after(after, limit),
    start: () => {
      dispatch.start();
      endSchedules = runSchedules(ground, schedules, fire);
    },
    close: () => {
      endSchedules();
      dispatch.close();
    },
  };
}

function scheduledEvent({ account, region }: Stack, arn: string, source: string, now: number): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source,
    account,
    time: `${new Date(now).toISOString().slice(0, 19)}Z`,
    region,
    resources: [arn],
    detail: {},
  };
}

const answerOf = (entry: Entry): unknown =>
  'accepted' in entry ? { EventId: entry.accepted.event.id } : entry.refused;
