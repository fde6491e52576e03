import { createServer } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/**
 * What we measure ourselves against: node:http, zod and the SDK, nothing else. `POST /` parses a referral and writes it in
 * one transaction of four items; `GET /` queries 25 whole records. Same database, same table, one process.
 * Arguments: database URL, table name.
 */
const [url = '', table = ''] = process.argv.slice(2);
const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bare', secretAccessKey: 'bare' },
  }),
);
const text = z.string().min(1).max(4000);
const contact = z.strictObject({
  name: text,
  email: z.email(),
  phone: text.nullable(),
  jobTitle: text.nullable(),
  consent: z.boolean(),
});
const referral = z.strictObject({
  partnershipId: text,
  title: text,
  customer: z.strictObject({
    name: text,
    domain: text,
    industry: text.nullable(),
    country: text,
    address: z.strictObject({ street: text, city: text, region: text, postalCode: text }),
    contacts: z.array(contact),
  }),
  estimatedAmount: z.strictObject({ amountMinor: z.int(), currency: text }),
  expectedCloseDate: z.iso.date(),
  solutionIds: z.array(text),
  need: text,
  confidentialNote: text,
});

let count = 0;
const put = (Item: Record<string, unknown>) => ({
  Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' },
});

const create = async (body: string): Promise<string> => {
  const parsed = referral.parse(JSON.parse(body));
  const id = `bare_${process.pid}_${Date.now()}_${++count}`;
  const record = { id, revision: 1, status: 'draft', createdAt: new Date().toISOString(), ...parsed };
  await client.send(
    new TransactWriteCommand({
      TransactItems: [
        put({
          pk: id,
          sk: 'RECORD',
          ownerPk: 'BARE#referral',
          changedSk: `${record.createdAt}#${id}`,
          record,
          summary: parsed.title,
        }),
        put({ pk: id, sk: 'TIMELINE#1', at: record.createdAt, verb: 'create' }),
        put({ pk: `ONCE#${id}`, sk: 'ONCE', answer: id }),
        put({ pk: `EVENT#${id}`, sk: '1', event: { id, type: 'created' } }),
      ],
    }),
  );
  return JSON.stringify(record);
};

/** Whole records from the base table, as one would write it first: their ids share a partition. */
const list = async (): Promise<string> => {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': 'BARE#LIST' },
      ScanIndexForward: false,
      Limit: 25,
    }),
  );
  return JSON.stringify({ items: Items?.map(({ record }) => record) });
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const work = request.method === 'POST' ? create(Buffer.concat(chunks).toString()) : list();
    work.then(
      (answer) => response.writeHead(200, { 'content-type': 'application/json' }).end(answer),
      (thrown) => response.writeHead(500).end(String(thrown)),
    );
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));
