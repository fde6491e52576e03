import { expect, test } from '@jest/globals';
import type { Attachment } from '../../../functions/platform/attachments/attachment.ts';
import {
  addSteps,
  changeSteps,
  listAttachments,
  requireStored,
  storedAttachments,
} from '../../../functions/platform/attachments/items.ts';
import type { Item } from '../../../functions/platform/table.ts';
import { shelves } from '../platform/shelves.ts';

const subject = { type: 'opportunity', id: 'opp_01JD0000000000000000000001' };
const attachment = (number: number, changes: Partial<Attachment> = {}): Attachment =>
  ({
    id: `att_01JD${String(number).padStart(22, '0')}`,
    subject,
    purpose: 'invoice',
    fileName: `${number}.pdf`,
    status: 'stored',
    revision: 2,
    updatedAt: '2026-11-23T09:00:00.000Z',
    ...changes,
  }) as Attachment;
const itemOf = (one: Attachment): Item =>
  changeSteps(shelves([]).table, one, one)[0]?.write.Put?.Item as unknown as Item;
const others: Item[] = [
  { pk: subject.id, sk: 'RECORD' },
  { pk: subject.id, sk: 'ATTACHMENTS', alive: 2 },
  { pk: subject.id, sk: 'TIMELINE#00000001.00' },
];

test('what a record rests on is read whole, however many pages it takes, and is what is stored alone', async () => {
  const all = [
    ...Array.from({ length: 7 }, (_, number) => attachment(number)),
    attachment(7, { status: 'removed' }),
    attachment(8, { status: 'awaiting_upload' }),
    attachment(9, { status: 'refused' }),
  ];
  const { table, seen } = shelves([...others, ...all.map(itemOf)], 3);
  const found = await storedAttachments(table, subject.id);
  expect(found.map(({ fileName }) => fileName)).toEqual(
    [6, 5, 4, 3, 2, 1, 0].map((number) => `${number}.pdf`),
  );
  expect(seen.every(({ ConsistentRead }) => ConsistentRead)).toBe(true);
});

test('a list goes page by page through all of them, once each', async () => {
  const { table } = shelves([
    ...others,
    ...Array.from({ length: 7 }, (_, number) => itemOf(attachment(number))),
  ]);
  const names: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAttachments(table, subject.id, { limit: 3, cursor });
    if (!page.ok) throw new Error(page.refusal.code);
    names.push(page.value.entries.map(({ fileName }) => fileName));
    cursor = page.value.nextCursor ?? undefined;
  } while (cursor);
  expect(names).toEqual([['6.pdf', '5.pdf', '4.pdf'], ['3.pdf', '2.pdf', '1.pdf'], ['0.pdf']]);
});

test('a record that rests on an attachment is changed only while that one is stored', () => {
  const { write, onConflict } = requireStored(shelves([]).table, attachment(1));
  expect(write.ConditionCheck).toMatchObject({
    Key: { pk: subject.id, sk: `ATTACHMENT#${attachment(1).id}` },
    ConditionExpression: '#status = :status',
    ExpressionAttributeValues: { ':status': 'stored' },
  });
  expect(onConflict(undefined)).toMatchObject({ code: 'busy' });
});

test('one that is over gives back its place once, and one that came to nothing is forgotten', () => {
  const { table } = shelves([]);
  const counted = (before: Attachment['status'], after: Attachment['status']) =>
    changeSteps(table, attachment(1, { status: before }), attachment(1, { status: after })).flatMap(
      ({ write }) => write.Update?.ExpressionAttributeValues?.[':by'] ?? [],
    );
  expect(addSteps(table, attachment(1), 20)[1]?.write.Update).toMatchObject({
    ConditionExpression: 'attribute_not_exists(alive) OR alive < :most',
    ExpressionAttributeValues: { ':by': 1, ':most': 20 },
  });
  expect(counted('awaiting_upload', 'stored')).toEqual([]);
  for (const after of ['refused', 'expired', 'removed'] as const)
    expect(counted('awaiting_upload', after)).toEqual([-1]);
  expect(counted('stored', 'removed')).toEqual([-1]);
  expect(counted('removed', 'removed')).toEqual([]);
  const forgottenAt = Date.parse('2026-12-23T09:00:00.000Z') / 1000;
  expect(itemOf(attachment(1, { status: 'expired' })).expiresAt).toBe(forgottenAt);
  expect(itemOf(attachment(1, { status: 'refused' })).expiresAt).toBe(forgottenAt);
  for (const status of ['awaiting_upload', 'stored', 'removed'] as const)
    expect(itemOf(attachment(1, { status })).expiresAt).toBeUndefined();
});
