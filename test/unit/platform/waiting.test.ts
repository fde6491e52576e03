import { describe, expect, test } from '@jest/globals';
import { Busy } from '../../../functions/platform/busy.ts';
import { DAY_MS, instant } from '../../../functions/platform/clock.ts';
import type { Item, Outcome, Table, Write } from '../../../functions/platform/table.ts';
import {
  beginWait,
  replaceWaited,
  restUntil,
  waitTokenOf,
  wakeOf,
} from '../../../functions/platform/waiting.ts';
import { handClock, idOf, START_MS } from '../../support/arbitraries.ts';

/** A table that answers every transaction as told, and keeps what it was asked. */
const answering = (...outcomes: Outcome[]) => {
  const asked: Write[][] = [];
  const table = {
    name: 'Cosell',
    transact: async (writes: Write[]) => {
      asked.push(writes);
      return outcomes[Math.min(asked.length, outcomes.length) - 1] as Outcome;
    },
  } as unknown as Table;
  return { table, asked };
};
const done: Outcome = { done: true };
const failed = (item?: Item): Outcome => ({
  ...{ done: false, reasons: [{ code: 'ConditionalCheckFailed', ...(item && { item }) }] },
});
const record = { id: idOf('fpp', 1), revision: 4 };
const execution = (livedDays: number) => ({
  ...{ workflow: 'fund_proposal', approvalId: idOf('apr', 1) },
  startedAt: instant(START_MS - livedDays * DAY_MS),
});
const rest = (atMs: number, livedDays = 0, table = answering(done).table) =>
  restUntil(table, record, atMs, execution(livedDays), handClock());

describe('a workflow rests', () => {
  test.each([
    ['until what is next', 90_000, 90],
    ['a part of a second as one', 90_001, 91],
    ['a second where it is due', 0, 1],
    ['a second where it is late', -5_000, 1],
    ['sixty days at most', 61 * DAY_MS, 60 * 86_400],
    ['sixty days where no day is due at all', Number.POSITIVE_INFINITY, 60 * 86_400],
  ])('%s', async (_, inMs, waitSeconds) => {
    expect(await rest(START_MS + inMs)).toEqual({ waitSeconds, revision: 4 });
  });

  test('in an execution that has lived 270 days no more: a new one, named after it, rests in its place', async () => {
    const { table, asked } = answering(done);
    expect(await rest(START_MS + DAY_MS, 269.99, table)).toMatchObject({ revision: 4 });
    expect(asked).toEqual([]);
    expect(await rest(START_MS + DAY_MS, 270, table)).toEqual({ waitSeconds: 0, revision: 0 });
    const name = `${record.id}-20260226090000000`;
    expect(name.length).toBeLessThanOrEqual(80);
    expect(asked[0]?.[0]?.Put?.Item).toMatchObject({
      ...{ entity: 'wake', pk: `EVENT#${record.id}`, startWorkflow: 'fund_proposal', startName: name },
      startInput: JSON.stringify({ recordId: record.id, approvalId: idOf('apr', 1), resumed: true }),
    });
    expect(asked[0]?.[0]?.Put?.ConditionExpression).toBe('attribute_not_exists(pk)');
  });

  test('and hands over once, however often the state is tried', async () => {
    const { table } = answering(failed({ pk: 'EVENT#', sk: '' }));
    expect(await rest(START_MS + DAY_MS, 300, table)).toEqual({ waitSeconds: 0, revision: 0 });
  });

  test('but does not end where the new one could not be written down', async () => {
    const { table } = answering({ done: false, reasons: [{ code: 'TransactionConflict' }] });
    await expect(rest(START_MS + DAY_MS, 300, table)).rejects.toBeInstanceOf(Busy);
  });
});

describe('a wait', () => {
  const task = { task: 'wait', recordId: record.id, seenRevision: 4, taskToken: 'token' } as const;
  test('begins while the record is as it was last seen', async () => {
    const { table, asked } = answering(done);
    await beginWait(table, task);
    expect(asked[0]?.[0]?.Update).toMatchObject({
      ...{ Key: { pk: record.id, sk: 'RECORD' }, UpdateExpression: 'SET waitToken = :token' },
      ...{ ConditionExpression: 'revision = :seen' },
      ExpressionAttributeValues: { ':token': 'token', ':seen': 4 },
    });
  });
  test('does not begin where the record moved on: the workflow looks again', async () => {
    await expect(beginWait(answering(failed()).table, task)).rejects.toMatchObject({ name: 'MovedOn' });
  });
  test('is there to be woken, or is not', () => {
    expect(waitTokenOf({ pk: '', sk: '', waitToken: 'token' })).toBe('token');
    expect([waitTokenOf({ pk: '', sk: '' }), waitTokenOf(undefined)]).toEqual([undefined, undefined]);
    expect(wakeOf('token')).toEqual({ taskToken: 'token', output: {} });
    expect(wakeOf(undefined)).toBeUndefined();
  });
});

describe('a change of a record that a workflow waits for', () => {
  const item: Item = { pk: record.id, sk: 'RECORD', revision: 5 };
  const step = (waitToken: string | undefined, keepToken = false) =>
    replaceWaited(answering(done).table, item, { revision: 4, waitToken }, keepToken);

  test('is held to the revision and to the token that were read', () => {
    expect(step('token').write.Put).toMatchObject({
      ...{ Item: item, ConditionExpression: 'revision = :revision AND waitToken = :token' },
      ExpressionAttributeValues: { ':revision': 4, ':token': 'token' },
    });
    expect(step(undefined).write.Put).toMatchObject({
      ...{ Item: item, ConditionExpression: 'revision = :revision AND attribute_not_exists(waitToken)' },
      ExpressionAttributeValues: { ':revision': 4 },
    });
  });
  test('takes the token with it, or leaves the workflow waiting', () => {
    expect(step('token').write.Put?.Item).not.toHaveProperty('waitToken');
    expect(step('token', true).write.Put?.Item).toEqual({ ...item, waitToken: 'token' });
  });
  test('meets a wait that has just begun: busy, and looked at again; another change: stale', () => {
    const { onConflict } = step(undefined);
    expect(onConflict({ ...item, revision: 4, waitToken: 'new' })).toEqual({ code: 'busy' });
    expect(onConflict({ ...item, revision: 6 })).toMatchObject({ code: 'stale_revision' });
    expect(onConflict(undefined)).toMatchObject({ code: 'stale_revision', detail: 'The record is gone.' });
  });
});
