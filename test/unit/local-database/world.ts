import type { DatabaseClient } from '../../../local/database/client.ts';
import { createDatabase, type Database } from '../../../local/database/database.ts';
import { startDatabase } from '../../../local/database/process.ts';
import type { Functions, Properties, Resource } from '../../../local/parts.ts';
import { groundOf, resource, type TestGround } from '../local-runner/ground.ts';

const key = (name: string, kind: string) => ({ AttributeName: name, KeyType: kind });
export const table = resource('AWS::DynamoDB::GlobalTable', 'Table', {
  KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
  AttributeDefinitions: ['pk', 'sk', 'gsi1pk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
  BillingMode: 'PAY_PER_REQUEST',
  GlobalSecondaryIndexes: [
    { IndexName: 'gsi1', KeySchema: [key('gsi1pk', 'HASH')], Projection: { ProjectionType: 'ALL' } },
  ],
  StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
});
export const mapping = (properties: Properties = {}, id = 'Mapping'): Resource =>
  resource('AWS::Lambda::EventSourceMapping', id, {
    EventSourceArn: `${table.arn}/stream/2026-01-01T00:00:00.000`,
    FunctionName: 'relay',
    StartingPosition: 'TRIM_HORIZON',
    ...properties,
  });

export interface DatabaseWorld {
  ground: TestGround;
  database: Database;
  client: DatabaseClient;
  /** What went to queues: [ARN, body]. */
  sent: [string, Properties][];
  put(pk: string, more?: Properties): Promise<void>;
  end(keep?: boolean): Promise<void>;
}

/** A real database with the mapping's function replaced. */
export async function databaseWorld(
  resources: Resource[],
  functions: Functions,
  folder?: string,
): Promise<DatabaseWorld> {
  const ground = groundOf([table, ...resources], folder);
  const process = await startDatabase(ground.folder, undefined, () => {});
  const sent: [string, Properties][] = [];
  const database = await createDatabase(ground, process, functions, (arn, body) => {
    sent.push([arn, JSON.parse(body)]);
  });
  ground.clock.onMove(() => database.expire());
  database.start();
  const { client } = database;
  return {
    ground,
    database,
    client,
    sent,
    put: async (pk, more = {}) => {
      await client.call('PutItem', {
        TableName: table.ref,
        Item: { pk: { S: pk }, sk: { S: '-' }, ...more },
      });
    },
    end: async (keep) => {
      database.close();
      await process.stop();
      ground.end(keep);
    },
  };
}
