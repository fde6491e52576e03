/** Makes the template's tables, and brings those of an earlier start up to it. */
import type { Properties, Resource, Stack } from '../parts.ts';
import { type DatabaseClient, DatabaseError } from './client.ts';

export interface StreamedTable {
  name: string;
  streamArn: string;
  /** What the records show: NEW_AND_OLD_IMAGES unless the template says otherwise. */
  view: string;
  /** The attribute that holds the epoch second of expiry, where TTL is on. */
  expiryAttribute: string | undefined;
}

/** Every table has a stream here, wanted or not: expiry is followed through it. */
const defaultView = 'NEW_AND_OLD_IMAGES';

/**
 * Creates what is missing. @throws Error in one line when a table of the data directory has other keys than the
 * template's, which nothing but a new table can change.
 */
export async function createTables(client: DatabaseClient, stack: Stack): Promise<StreamedTable[]> {
  const wanted = [...stack.ofType('AWS::DynamoDB::GlobalTable'), ...stack.ofType('AWS::DynamoDB::Table')];
  return Promise.all(wanted.map((resource) => createTable(client, resource)));
}

async function createTable(client: DatabaseClient, resource: Resource): Promise<StreamedTable> {
  const { properties, ref: name } = resource;
  const found = await client.call('DescribeTable', { TableName: name }).catch(absent);
  if (found) await update(client, name, properties, found.Table);
  else await client.call('CreateTable', creation(name, properties));
  const ttl = properties.TimeToLiveSpecification;
  if (ttl?.Enabled) {
    const specification = { Enabled: true, AttributeName: ttl.AttributeName };
    const input = { TableName: name, TimeToLiveSpecification: specification };
    // A repeat is refused as already enabled, which is what is wanted.
    await client.call('UpdateTimeToLive', input).catch(() => {});
  }
  return {
    name,
    streamArn: `${resource.arn}/stream/2026-01-01T00:00:00.000`,
    view: properties.StreamSpecification?.StreamViewType ?? defaultView,
    expiryAttribute: ttl?.Enabled ? String(ttl.AttributeName) : undefined,
  };
}

function creation(name: string, properties: Properties): Record<string, unknown> {
  const { GlobalSecondaryIndexes: global, LocalSecondaryIndexes: local } = properties;
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: properties.KeySchema,
    AttributeDefinitions: properties.AttributeDefinitions,
    ...(global?.length ? { GlobalSecondaryIndexes: global.map(indexOf) } : {}),
    ...(local?.length ? { LocalSecondaryIndexes: local.map(indexOf) } : {}),
    StreamSpecification: {
      StreamEnabled: true,
      StreamViewType: properties.StreamSpecification?.StreamViewType ?? defaultView,
    },
  };
}

async function update(
  client: DatabaseClient,
  name: string,
  properties: Properties,
  table: Properties,
): Promise<void> {
  const keys = (schema: Properties[]) =>
    schema
      .map((key) => `${key.KeyType} ${key.AttributeName}`)
      .sort()
      .join();
  const changed = (what: string) =>
    new Error(`table ${name}: ${what} differs from the data directory's; start with --fresh to lay it anew`);
  if (keys(properties.KeySchema) !== keys(table.KeySchema)) throw changed('the key');
  const standing = new Map(
    (table.GlobalSecondaryIndexes ?? []).map((index: Properties) => [index.IndexName, index]),
  );
  for (const index of properties.GlobalSecondaryIndexes ?? []) {
    const there = standing.get(index.IndexName) as Properties | undefined;
    if (there && keys(there.KeySchema) === keys(index.KeySchema) && sameProjection(there, index)) continue;
    if (there) throw changed(`index ${index.IndexName}`);
    await client.call('UpdateTable', {
      TableName: name,
      AttributeDefinitions: properties.AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: indexOf(index) }],
    });
  }
}

const indexOf = ({ IndexName, KeySchema, Projection }: Properties) => ({ IndexName, KeySchema, Projection });

function sameProjection(a: Properties, b: Properties): boolean {
  const text = ({ Projection }: Properties) =>
    `${Projection?.ProjectionType} ${[...(Projection?.NonKeyAttributes ?? [])].sort()}`;
  return text(a) === text(b);
}

function absent(error: unknown): undefined {
  if (error instanceof DatabaseError && error.name === 'ResourceNotFoundException') return;
  throw error;
}
