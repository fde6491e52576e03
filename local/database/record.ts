/**
 * A change of a table as Lambda receives it from a stream.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
import type { StreamedTable } from './tables.ts';

/** A row of the database's stream, its images still text. */
export interface StreamRow {
  /** Grows with every change of any table; never used twice. */
  position: number;
  table: string;
  eventName: string;
  keys: string;
  newImage: string | null;
  oldImage: string | null;
}
export type Image = Record<string, Record<string, unknown>>;
export interface StreamRecord {
  position: number;
  /** Of the partition key's value: records of one item share it. */
  partition: string;
  /** Epoch ms on the runner's clock. */
  arrivedAt: number;
  /** Characters of JSON, near enough to bytes to bound a batch. */
  size: number;
  event: {
    eventID: string;
    eventName: string;
    eventVersion: '1.1';
    eventSource: 'aws:dynamodb';
    awsRegion: string;
    dynamodb: {
      ApproximateCreationDateTime: number;
      Keys: Image;
      NewImage?: Image;
      OldImage?: Image;
      SequenceNumber: string;
      SizeBytes: number;
      StreamViewType: string;
    };
    eventSourceARN: string;
    userIdentity?: { principalId: string; type: 'Service' };
  };
}

/** Sequence numbers sort as text and as numbers. */
export const sequenceNumber = (position: number): string => `1${String(position).padStart(20, '0')}`;

/**
 * The record of a row, or nothing where the write changed nothing: DynamoDB makes no record of an identical put,
 * the database here does.
 */
export function toRecord(
  row: StreamRow,
  table: StreamedTable,
  region: string,
  now: number,
): StreamRecord | undefined {
  const newImage = row.newImage === null ? undefined : (JSON.parse(row.newImage) as Image);
  const oldImage = row.oldImage === null ? undefined : (JSON.parse(row.oldImage) as Image);
  // Images of other sizes differ; only those of one size are worth the comparison.
  if (row.newImage?.length === row.oldImage?.length && newImage && same(newImage, oldImage)) return undefined;
  const keys = JSON.parse(row.keys) as Image;
  const size = row.keys.length + (row.newImage?.length ?? 0) + (row.oldImage?.length ?? 0);
  return {
    position: row.position,
    partition: partitionOf(keys),
    arrivedAt: now,
    size: size + 500,
    event: {
      eventID: row.position.toString(16).padStart(32, '0'),
      eventName: row.eventName,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: region,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(now / 1000),
        Keys: keys,
        ...(newImage ? { NewImage: newImage } : {}),
        ...(oldImage ? { OldImage: oldImage } : {}),
        SequenceNumber: sequenceNumber(row.position),
        SizeBytes: size,
        StreamViewType: table.view,
      },
      eventSourceARN: table.streamArn,
    },
  };
}

/** The key as text, whatever the order of its attributes. */
export const keyText = (keys: Image): string => JSON.stringify(Object.entries(keys).sort(byName));

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

/** Lambda keeps the order of an item (its whole key), whatever ParallelizationFactor. */
const partitionOf = keyText;

/** Deep equality of attribute values; sets have no order. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((entry, index) => same(entry, b[index]));
  }
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => {
    const [left, right] = [(a as Image)[name], (b as Image)[name]] as unknown[];
    const isSet = names.length === 1 && (name === 'SS' || name === 'NS' || name === 'BS');
    if (isSet && Array.isArray(left) && Array.isArray(right))
      return same([...left].sort(), [...right].sort());
    return same(left, right);
  });
}
