import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { LocalSettings } from './stack.ts';

/** Behind the product's back: what no request could do to the table, and an accident or an earlier release might have done. */
export const database = async ({ baseUrl }: LocalSettings) => {
  const { databaseUrl, tables } = (await (await fetch(`${baseUrl}/_local/health`)).json()) as {
    databaseUrl: string;
    tables: [string];
  };
  const [TableName] = tables;
  const credentials = { accessKeyId: 'anybody', secretAccessKey: 'anybody' };
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: databaseUrl, region: 'eu-west-1', credentials }),
  );
  return {
    /** Items of a partition whose sort keys begin so. */
    items: async (pk: string, prefix: string): Promise<Record<string, string>[]> => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
        }),
      );
      return Items as Record<string, string>[];
    },
    /** Changes the text of a record as it is kept. */
    rewrite: async (
      { pk, sk, body }: Record<string, string>,
      change: (body: string) => string,
    ): Promise<void> => {
      await client.send(
        new UpdateCommand({
          TableName,
          Key: { pk, sk },
          UpdateExpression: 'SET body = :body',
          ExpressionAttributeValues: { ':body': change(body ?? '') },
        }),
      );
    },
  };
};
