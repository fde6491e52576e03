import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { type Key, openTable } from '../../../functions/platform/table.ts';

/** A database that takes a hundred keys a call, as DynamoDB does, and leaves some of them for another. */
const table = (atOnce: number) => {
  const calls: number[] = [];
  const send = async ({ input }: { input: { RequestItems: { T: { Keys: Key[] } } } }) => {
    const { Keys } = input.RequestItems.T;
    if (Keys.length > 100) throw new Error('ValidationException: too many keys');
    calls.push(Keys.length);
    const Responses = { T: Keys.slice(0, atOnce).filter(({ pk }) => pk !== 'gone') };
    return { Responses, UnprocessedKeys: { T: { Keys: Keys.slice(atOnce) } } };
  };
  return { calls, ...openTable({ send } as unknown as DynamoDBDocumentClient, 'T') };
};
const keys = (count: number): Key[] =>
  Array.from({ length: count }, (_, position) => ({ pk: `k${position}`, sk: 'RECORD' }));

test('any number of items is read, a hundred a call, in the order asked for', async () => {
  const { calls, getAll } = table(100);
  expect((await getAll(keys(250))).map((item) => item?.pk)).toEqual(keys(250).map(({ pk }) => pk));
  expect(calls).toEqual([100, 100, 50]);
});

test('what was left out of an answer is asked for again; what is not there is undefined, and nothing is asked twice', async () => {
  const { calls, getAll } = table(30);
  const asked = [...keys(70), { pk: 'gone', sk: 'RECORD' }, ...keys(3)];
  expect((await getAll(asked)).map((item) => item?.pk)).toEqual(
    asked.map(({ pk }) => (pk === 'gone' ? undefined : pk)),
  );
  expect(calls).toEqual([71, 41, 11]);
});

test('nothing asked for is no call', async () => {
  const { calls, getAll } = table(100);
  expect([await getAll([]), calls]).toEqual([[], []]);
});
