import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Item, indexes, type Table } from '../../../functions/platform/table.ts';

/**
 * A table in memory that answers the queries of lists as DynamoDB does: in key order, Limit counted before the filter,
 * and a key to go on from whenever it stopped at the Limit, even where nothing follows.
 */
export const shelves = (items: Item[], mostPerPage = Number.POSITIVE_INFINITY) => {
  const seen: Omit<QueryCommandInput, 'TableName'>[] = [];
  const kept = new Map<string, Item>();
  const table = {
    name: 'T',
    get: async ({ pk, sk }) => kept.get(`${pk} ${sk}`),
    transact: async (writes) => {
      for (const { Put } of writes)
        if (Put?.Item) kept.set(`${Put.Item.pk} ${Put.Item.sk}`, Put.Item as Item);
      return { done: true };
    },
    query: async (input) => {
      seen.push(input);
      const index = indexes[input.IndexName as keyof typeof indexes] as
        | { pk: string; sk: string }
        | undefined;
      const { pk, sk } = index ?? { pk: 'pk', sk: 'sk' };
      const values = input.ExpressionAttributeValues ?? {};
      const names = input.ExpressionAttributeNames ?? {};
      const inKeys = keyCondition(input.KeyConditionExpression ?? '', values, sk);
      const found = items
        .filter((item) => item[pk] === values[':pk'] && inKeys(item))
        .sort((a, b) => (String(a[sk]) < String(b[sk]) ? -1 : 1));
      if (input.ScanIndexForward === false) found.reverse();
      const read = found.slice(0, Math.min(input.Limit ?? Number.POSITIVE_INFINITY, mostPerPage));
      const stopped = read.length === input.Limit || read.length < found.length;
      const last = read.at(-1);
      const filters = (input.FilterExpression ?? '').split(' AND ').filter(Boolean);
      const matches = (item: Item) =>
        filters.every((filter) => {
          const [name = '', value = ''] = filter.split(' = ');
          return item[names[name] ?? name] === values[value];
        });
      return {
        items: read.filter(matches),
        ...(stopped && last && { readTo: { pk: last.pk, sk: last.sk, [pk]: last[pk], [sk]: last[sk] } }),
      };
    },
  } satisfies Partial<Table>;
  return { table: table as unknown as Table, seen };
};

const keyCondition = (
  expression: string,
  values: Record<string, string>,
  sk: string,
): ((item: Item) => boolean) => {
  const between = /BETWEEN (:\w+) AND (:\w+)/.exec(expression);
  const value = (name: string | undefined): string => String(values[name ?? '']);
  if (between) {
    const [low, high] = [value(between[1]), value(between[2])];
    if (low > high) throw new Error('ValidationException: BETWEEN must have its lower bound first');
    return (item) => String(item[sk]) >= low && String(item[sk]) <= high;
  }
  const compared = /#sk ([<>]) (:\w+)/.exec(expression);
  if (!compared) return () => true;
  return (item) =>
    compared[1] === '<' ? String(item[sk]) < value(compared[2]) : String(item[sk]) > value(compared[2]);
};
