/** The items of a table for a reader: plain values, a page at a time. */
import type { Database } from './database/database.ts';
import type { Image } from './database/record.ts';
import type { Resource, Stack } from './parts.ts';
import { Refusal } from './web.ts';

export interface RecordsAsked {
  /** What the partition key begins with; empty for all. */
  prefix: string;
  /** `next` of the page before. */
  after: string | undefined;
  /** At most 200. */
  limit: number;
  /** Default: the stack's first table. */
  table: string | undefined;
}

const mostItems = 200;
/** A scan page is 1 MB; with a prefix that few items have, several are read for one answer, but not all. */
const mostScans = 20;

export interface RecordsPage {
  table: string;
  items: Record<string, unknown>[];
  /** For `after`; absent on the last page. */
  next?: string;
}

/**
 * Items last written first; of a database that is not ours, in the order of its scan.
 * @throws Refusal for an unknown table or a wrong `after`.
 */
export async function listRecords(
  database: Database,
  stack: Stack,
  asked: RecordsAsked,
): Promise<RecordsPage> {
  const tables = [...stack.ofType('AWS::DynamoDB::GlobalTable'), ...stack.ofType('AWS::DynamoDB::Table')];
  const table = asked.table ? tables.find(({ ref }) => ref === asked.table) : tables[0];
  if (!table) throw new Refusal(404, `there is no table ${asked.table ?? ''}`);
  const limit = Math.min(Math.max(asked.limit, 1), mostItems);
  if (!database.items) return scanned(database, table, asked, limit);
  const before = Number(asked.after ?? Number.MAX_SAFE_INTEGER);
  if (!Number.isSafeInteger(before)) throw new Refusal(400, 'after must be the `next` of the page before');
  const rows = database.items(table.ref, asked.prefix, before, limit);
  const last = rows.at(-1);
  return {
    table: table.ref,
    items: rows.map(({ item }) => plain(JSON.parse(item))),
    ...(last && rows.length === limit ? { next: String(last.row) } : {}),
  };
}

async function scanned(
  { client }: Database,
  table: Resource,
  asked: RecordsAsked,
  limit: number,
): Promise<RecordsPage> {
  const hash = table.properties.KeySchema.find(
    ({ KeyType }: { KeyType: string }) => KeyType === 'HASH',
  ).AttributeName;
  const filter = asked.prefix
    ? {
        FilterExpression: 'begins_with(#hash, :prefix)',
        ExpressionAttributeNames: { '#hash': hash },
        ExpressionAttributeValues: { ':prefix': { S: asked.prefix } },
      }
    : {};
  let from = startKey(asked.after);
  const items: Record<string, unknown>[] = [];
  for (let scans = 0; scans < mostScans && items.length < limit; scans += 1) {
    const page = await client.call('Scan', {
      TableName: table.ref,
      Limit: asked.prefix ? 1000 : limit - items.length,
      ...(from ? { ExclusiveStartKey: from } : {}),
      ...filter,
    });
    const found: Image[] = page.Items ?? [];
    const taken = found.slice(0, limit - items.length);
    items.push(...taken.map(plain));
    from =
      taken.length < found.length
        ? keyOf(taken.at(-1) as Image, table.properties.KeySchema)
        : page.LastEvaluatedKey;
    if (!from) break;
  }
  return {
    table: table.ref,
    items,
    ...(from ? { next: Buffer.from(JSON.stringify(from)).toString('base64url') } : {}),
  };
}

function startKey(after: string | undefined): Image | undefined {
  if (!after) return undefined;
  try {
    return JSON.parse(Buffer.from(after, 'base64url').toString('utf8')) as Image;
  } catch {
    throw new Refusal(400, 'after must be the `next` of the page before');
  }
}

const keyOf = (item: Image, schema: { AttributeName: string }[]): Image =>
  Object.fromEntries(schema.map(({ AttributeName }) => [AttributeName, item[AttributeName] ?? {}]));

const plain = (item: Image): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));

/** An attribute value without its type: numbers that JSON can hold as numbers, binary as base64. */
export function plainValue(value: Record<string, unknown>): unknown {
  const [[type, inner] = ['NULL', true]] = Object.entries(value);
  switch (type) {
    case 'N':
      return Number.isSafeInteger(Number(inner)) ? Number(inner) : inner;
    case 'NULL':
      return null;
    case 'L':
      return (inner as Record<string, unknown>[]).map(plainValue);
    case 'M':
      return plain(inner as Image);
    default:
      return inner;
  }
}
