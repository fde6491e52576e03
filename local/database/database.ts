/** The tables of the stack, their streams to the functions, and the expiry of their items. */
import type { Functions, Ground } from '../parts.ts';
import { type DatabaseClient, databaseClient } from './client.ts';
import { createExpiry } from './expiry.ts';
import { apiFeed } from './feed-api.ts';
import { type Feed, fileFeed } from './feed-file.ts';
import { createMapping, type StreamMapping } from './mapping.ts';
import type { DatabaseProcess } from './process.ts';
import { StreamReader } from './reader.ts';
import { createTables, type StreamedTable } from './tables.ts';

export interface Database {
  /** Where it answers. */
  url: string;
  client: DatabaseClient;
  tables: StreamedTable[];
  /** A table's items, last written first, where the database's file can be read; else undefined. */
  items: Feed['items'];
  /** Begins to deliver. */
  start(): void;
  /** Something was perhaps written: look now. */
  poke(): void;
  /** Deletes the items that have expired on the runner's clock. */
  expire(): Promise<void>;
  close(): void;
}

/**
 * Makes the tables and reads their streams.
 * @throws Error in one line for a table that cannot become what the template wants.
 */
export async function createDatabase(
  ground: Ground,
  process: DatabaseProcess,
  functions: Functions,
  sendToQueue: (queueArn: string, body: string) => void,
): Promise<Database> {
  const { stack, store, clock, activity } = ground;
  const client = databaseClient(process.url, stack.region);
  const tables = await createTables(client, stack);
  const stir = (): void => reader.stir();
  const names = tables.map(({ name }) => name);
  const feed = process.file ? fileFeed(process.file, stir) : apiFeed(client, store, names, stir);
  const newest = feed.last();
  const expiry = createExpiry({ store, client, clock, activity, tables, newest });
  const { expired } = expiry;
  const reader = new StreamReader({ feed, tables, region: stack.region, clock, activity, expired });
  const byArn = new Map(tables.map((table) => [table.streamArn, table.name]));
  const mappings = stack.ofType('AWS::Lambda::EventSourceMapping').flatMap((resource): StreamMapping[] => {
    const { EventSourceArn, Enabled } = resource.properties;
    const table = byArn.get(EventSourceArn);
    if (!table || Enabled === false) return [];
    return [createMapping(resource, { ground, functions, table, sendToQueue, newest })];
  });
  return {
    url: process.url,
    client,
    tables,
    items: feed.items,
    start: () => {
      reader.start([...expiry.followers, ...mappings]);
      activity.addSource(() => mappings.map((mapping) => mapping.backlog()).includes(true));
    },
    poke: () => reader.stir(),
    expire: () => expiry.sweep(),
    close: () => {
      reader.close();
      expiry.close();
      for (const mapping of mappings) mapping.close();
      feed.close();
      client.close();
    },
  };
}
