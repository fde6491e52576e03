import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { cloudEvent, contractsOf, sharedRecord } from '../../../events/define.ts';
import { announce } from '../../../functions/platform/change.ts';
import {
  bucketsBetween,
  makeEvent,
  outboxItem,
  sequenceOf,
  wakeItem,
} from '../../../functions/platform/outbox.ts';
import type { Table } from '../../../functions/platform/table.ts';
import { asPartOf } from '../../../functions/platform/trace.ts';
import { handClock, START_MS } from '../../support/arbitraries.ts';

const data = {
  id: 'lmp_1',
  revision: 3,
  status: 'lit',
  previousStatus: 'dark',
  organizationIds: ['org_1', 'org_2'],
  links: { self: '/v1/lamps/lmp_1' },
  hue: 30,
};
const lampLit = contractsOf('cosell.lamps')({
  type: 'cosell.lamp.lit.v1',
  summary: 'A lamp was lit.',
  audience: 'parties',
  data: z.strictObject({ ...sharedRecord, hue: z.int() }),
  example: data,
});
const clock = handClock();
const make = (options: Partial<Parameters<typeof makeEvent>[3]> = {}) =>
  makeEvent(lampLit, data, clock, { audience: ['org_1', 'org_2'], ...options });

describe('an event', () => {
  test('is a CloudEvent of its contract', () => {
    const { event, source, type, audience } = make();
    expect({ source, type, audience }).toEqual({
      source: 'cosell.lamps',
      type: 'cosell.lamp.lit.v1',
      audience: ['org_1', 'org_2'],
    });
    expect(event).toMatchObject({
      specversion: '1.0',
      source: '/v1/lamps',
      subject: 'lmp_1',
      time: '2026-11-23T09:00:00.000Z',
      sequence: '00000003.00',
      dataschema: '/events/cosell.lamp.lit.v1.json',
      data,
    });
    expect(cloudEvent(lampLit).safeParse(event).error).toBeUndefined();
  });

  test('that does not fit what was published is a bug, and thrown', () => {
    expect(() => makeEvent(lampLit, { ...data, hue: 'red' } as never, clock, { audience: [] })).toThrow();
    expect(() => makeEvent(lampLit, { ...data, secret: 1 } as never, clock, { audience: [] })).toThrow();
  });

  test('has an id of its own each time it is made, and keeps it from then on', () => {
    const [one, two] = [make(), make()];
    expect(one.event.id).not.toBe(two.event.id);
    expect(JSON.parse(String(outboxItem(one, clock).event))).toMatchObject({ id: one.event.id });
  });
});

test('sequences of a record sort as text, by revision and then by order', () => {
  const made = [
    [1, 0],
    [1, 1],
    [2, 0],
    [9, 9],
    [10, 0],
    [10, 10],
    [99_999_999, 0],
  ] as const;
  const sequences = made.map(([revision, order]) => sequenceOf(revision, order));
  expect([...sequences].sort()).toEqual(sequences);
  expect(new Set(sequences).size).toBe(made.length);
});

describe('the item in the outbox', () => {
  test('names the request that wrote it, where one did', () => {
    const wake = { taskToken: 't', output: {} };
    const [event, woken] = asPartOf('r1', () => [
      outboxItem(make(), clock),
      wakeItem('lmp_1', 2, wake, clock),
    ]);
    expect([event?.requestId, woken?.requestId]).toEqual(['r1', 'r1']);
    expect(outboxItem(make(), clock)).not.toHaveProperty('requestId');
  });

  test('stands with its record in order, for 35 days', () => {
    const outgoing = make();
    expect(outboxItem(outgoing, clock)).toEqual({
      pk: 'EVENT#lmp_1',
      sk: `00000003.00#${outgoing.event.id}`,
      ownerStatusPk: expect.stringMatching(/^OUTBOX#2026-11-23T09#[0-7]$/),
      changedSk: `2026-11-23T09:00:00.000Z#lmp_1#00000003.00#${outgoing.event.id}`,
      entity: 'event',
      source: 'cosell.lamps',
      type: 'cosell.lamp.lit.v1',
      event: JSON.stringify(outgoing.event),
      audience: ['org_1', 'org_2'],
      expiresAt: START_MS / 1000 + 35 * 86_400,
    });
  });

  test('names the workflow to start, and the one to wake; the token is in no event', () => {
    const start = { workflow: 'referral', name: 'lmp_1-3', input: { recordId: 'lmp_1' } };
    const item = outboxItem(
      make({ start, wake: { taskToken: 'task-token', output: { outcome: 'x' } } }),
      clock,
    );
    expect(item).toMatchObject({
      startWorkflow: 'referral',
      startName: 'lmp_1-3',
      startInput: '{"recordId":"lmp_1"}',
      taskToken: 'task-token',
      wakeOutput: '{"outcome":"x"}',
    });
    expect(String(item.event)).not.toContain('task-token');
  });

  test('that only wakes is no event', () => {
    expect(wakeItem('apr_1', 4, { taskToken: 't', output: 1 }, clock)).toEqual({
      pk: 'EVENT#apr_1',
      sk: '00000004.00#wake',
      ownerStatusPk: expect.stringMatching(/^OUTBOX#2026-11-23T09#[0-7]$/),
      changedSk: '2026-11-23T09:00:00.000Z#apr_1#00000004.00#wake',
      entity: 'wake',
      taskToken: 't',
      wakeOutput: '1',
      expiresAt: START_MS / 1000 + 35 * 86_400,
    });
  });

  test('is found again by the hour in which it was made, all of a record in one partition', () => {
    const buckets = bucketsBetween('2026-11-23T08:59:59.000Z', '2026-11-23T10:00:00.000Z');
    expect(buckets).toHaveLength(3 * 8);
    expect(buckets).toContain(outboxItem(make(), clock).ownerStatusPk);
    expect(buckets.map((bucket) => bucket.slice(0, 20))).toEqual(
      buckets.map((bucket) => bucket.slice(0, 20)).toSorted(),
    );
    expect(wakeItem('lmp_1', 4, { taskToken: 't', output: 1 }, clock).ownerStatusPk).toBe(
      outboxItem(make(), clock).ownerStatusPk,
    );
    expect(bucketsBetween('2026-11-23T10:00:00.000Z', '2026-11-23T08:00:00.000Z')).toEqual([]);
  });

  test('is put once: the same event cannot be put again', () => {
    const { write } = announce({ name: 'T' } as Table, make(), clock);
    expect(write.Put?.ConditionExpression).toBe('attribute_not_exists(pk)');
  });
});
