import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** Base key of every item: the record it is part of, and which part. */
export interface Key {
  pk: string;
  sk: string;
}
export type Item = Key & Record<string, unknown>;

/** The overloaded indexes. Each item names the ones it wants to stand in by filling their keys. */
export const indexes = {
  /** A record as its first organisation lists it (referrals sent, invitations made): `ORG#<id>#<kind>` by time of change. */
  byOwner: { pk: 'ownerPk', sk: 'changedSk' },
  /** The same, by status: `ORG#<id>#<kind>#<status>`. */
  byOwnerStatus: { pk: 'ownerStatusPk', sk: 'changedSk' },
  /** As its second organisation lists it (referrals received); left out while that side may not see it. */
  byCounterpart: { pk: 'counterpartPk', sk: 'changedSk' },
  byCounterpartStatus: { pk: 'counterpartStatusPk', sk: 'changedSk' },
} as const;
export type IndexName = keyof typeof indexes;

/** Attributes that lists answer from and filter by; projected into every index. */
export const projected = ['summary', 'partnershipId'] as const;

export const tableName = (): string => process.env.TABLE_NAME ?? 'Cosell';

/** SDK middleware that does nothing for us on a path that runs on every request. */
const unneeded = ['getUserAgentMiddleware', 'recursionDetectionMiddleware', 'loggerMiddleware'];

/** The document client: strings and numbers in, undefined left out. One a function instance. */
export const connect = (): DynamoDBDocumentClient => {
  const client = new DynamoDBClient({ maxAttempts: 4 });
  for (const name of unneeded) client.middlewareStack.remove(name);
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
};

/** DynamoDB's bound on one BatchGetItem. */
const MOST_KEYS = 100;

export type Table = ReturnType<typeof openTable>;
export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** What happened to a transaction: done, or the reason of each item that was in the way, with the item as it stands. */
export type Outcome = { done: true } | { done: false; reasons: { code: string; item?: Item }[] };

/** The table and the only calls made on it: read by key, query one partition, write one transaction. No scan. */
export const openTable = (client: DynamoDBDocumentClient, name: string) => ({
  name,

  /** One item, or undefined. Consistent unless told otherwise. */
  get: async (key: Key): Promise<Item | undefined> => {
    const found = await client.send(
      new GetCommand({ TableName: name, Key: { pk: key.pk, sk: key.sk }, ConsistentRead: true }),
    );
    return found.Item as Item | undefined;
  },

  /** Several items, in the order asked for; undefined where there is none. A call for each hundred. */
  getAll: async (keys: Key[]): Promise<(Item | undefined)[]> => {
    let wanted: Record<string, unknown>[] = [
      ...new Map(keys.map(({ pk, sk }) => [`${pk}\n${sk}`, { pk, sk }])).values(),
    ];
    const found = new Map<string, Item>();
    while (wanted.length > 0) {
      const answer = await client.send(
        new BatchGetCommand({
          RequestItems: { [name]: { Keys: wanted.slice(0, MOST_KEYS), ConsistentRead: true } },
        }),
      );
      for (const item of (answer.Responses?.[name] ?? []) as Item[])
        found.set(`${item.pk}\n${item.sk}`, item);
      wanted = [...(answer.UnprocessedKeys?.[name]?.Keys ?? []), ...wanted.slice(MOST_KEYS)];
    }
    return keys.map(({ pk, sk }) => found.get(`${pk}\n${sk}`));
  },

  /** One page of one partition; `readTo` is the key it stopped at while there may be more. */
  query: async (
    input: Omit<QueryCommandInput, 'TableName'>,
  ): Promise<{ items: Item[]; readTo?: Record<string, unknown> }> => {
    const answer = await client.send(new QueryCommand({ ...input, TableName: name }));
    return {
      items: (answer.Items ?? []) as Item[],
      ...(answer.LastEvaluatedKey && { readTo: answer.LastEvaluatedKey }),
    };
  },

  /** All writes or none. Conditions that fail are an outcome, not an error. */
  transact: async (writes: Write[], token?: string): Promise<Outcome> => {
    try {
      await client.send(new TransactWriteCommand({ TransactItems: writes, ClientRequestToken: token }));
      return { done: true };
    } catch (thrown) {
      const reasons = cancellationReasons(thrown);
      if (!reasons) throw thrown;
      return { done: false, reasons };
    }
  },
});

const cancellationReasons = (thrown: unknown): { code: string; item?: Item }[] | undefined => {
  const error = thrown as {
    name?: string;
    CancellationReasons?: { Code?: string; Item?: Record<string, AttributeValue> }[];
  };
  if (error.name === 'TransactionInProgressException') return [{ code: 'TransactionConflict' }];
  if (error.name !== 'TransactionCanceledException') return undefined;
  // The document client leaves errors as they came: their items are attribute values still.
  return (error.CancellationReasons ?? []).map(({ Code, Item: item }) => ({
    code: Code ?? 'None',
    ...(item && { item: unmarshall(item) as Item }),
  }));
};
