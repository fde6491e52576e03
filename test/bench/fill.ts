import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { organizationOf, referralBody, type World } from '../support/world.ts';

export const connect = (url: string) =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    }),
  );

export const writeAll = async (
  client: DynamoDBDocumentClient,
  table: string,
  items: Record<string, unknown>[],
): Promise<void> => {
  for (let at = 0; at < items.length; at += 25)
    await client.send(
      new BatchWriteCommand({
        RequestItems: { [table]: items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } })) },
      }),
    );
};

/** Fills Northwind's list: copies of one referral that the API made, so that a page looks as it would after years. */
export const fillReferrals = async (
  world: World,
  url: string,
  table: string,
  count: number,
): Promise<void> => {
  const client = connect(url);
  const made = await world.northwind.post(
    '/v1/referrals',
    referralBody(world.settings.partnerships[0]?.id ?? ''),
  );
  const { Items } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk = :sk',
      ExpressionAttributeValues: { ':pk': made.body.id, ':sk': 'RECORD' },
    }),
  );
  const template = Items?.[0] as Record<string, string>;
  const owner = organizationOf(world, 'Northwind').id;
  if (!template?.ownerPk?.includes(owner)) throw new Error('the referral is not in the list of its sender');
  await writeAll(
    client,
    table,
    Array.from({ length: count }, (_, position) => {
      const id = `${made.body.id.slice(0, -8)}${String(position).padStart(8, '0')}`;
      const changedSk = `2026-01-01T00:00:00.000Z#${id}`;
      return {
        ...template,
        pk: id,
        changedSk,
        summary: template.summary?.replaceAll(made.body.id, id),
        body: template.body?.replaceAll(made.body.id, id),
      };
    }),
  );
};

/** The bare server's list: whole records of the same content, in one partition. */
export const bareItems = async (url: string, table: string, body: () => string): Promise<void> => {
  const record = () => ({
    revision: 1,
    status: 'draft',
    createdAt: new Date().toISOString(),
    ...(JSON.parse(body()) as object),
  });
  await writeAll(
    connect(url),
    table,
    Array.from({ length: 20_000 }, (_, position) => ({
      pk: 'BARE#LIST',
      sk: String(position).padStart(8, '0'),
      record: record(),
    })),
  );
};
