/**
 * The PutEvents request: what is refused as a whole, and what per entry.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
import { randomUUID } from 'node:crypto';
import { AwsError, type Properties } from '../parts.ts';
import { busName } from '../template/identity.ts';
import type { BusEvent } from './transform.ts';

/** Bytes that all entries of a call may have together. */
const largestRequest = 1_048_576;
const mostEntries = 10;

export type Entry =
  | { accepted: { bus: string; event: BusEvent } }
  | { refused: { ErrorCode: string; ErrorMessage: string } };

export interface Setting {
  account: string;
  region: string;
  /** Epoch ms. */
  now: number;
  buses: ReadonlySet<string>;
}

/** @throws AwsError ValidationException for no or more than ten entries, or more than 1 MB. */
export function readEntries(input: Properties, setting: Setting): Entry[] {
  const entries = input.Entries;
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > mostEntries) {
    const message = `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${mostEntries}`;
    throw new AwsError('ValidationException', message);
  }
  const size = entries.reduce((sum: number, entry: Properties) => sum + sizeOf(entry), 0);
  if (size > largestRequest) {
    const message = `Total size of the entries in the request is over the limit.`;
    throw new AwsError('ValidationException', message);
  }
  return entries.map((entry: Properties) => readEntry(entry, setting));
}

function readEntry(entry: Properties, setting: Setting): Entry {
  const refused = (ErrorCode: string, ErrorMessage: string): Entry => ({
    refused: { ErrorCode, ErrorMessage },
  });
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (typeof entry[name] !== 'string' || entry[name] === '') {
      return refused(
        'InvalidArgument',
        `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      );
    }
  }
  if (entry.Source.startsWith('aws.')) {
    const reason = 'Reason: Sources starting with aws. are reserved.';
    return refused('NotAuthorizedForSourceException', `Not authorized for the source. ${reason}`);
  }
  const detail = parsed(entry.Detail);
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) {
    return refused('MalformedDetail', 'Detail is malformed.');
  }
  const bus = busName(entry.EventBusName);
  if (!setting.buses.has(bus)) {
    const message = `Event bus ${bus} does not exist.`;
    return refused('ResourceNotFoundException', message);
  }
  const time = entry.Time === undefined ? setting.now : instantOf(entry.Time);
  if (Number.isNaN(time)) return refused('InvalidArgument', 'Parameter Time is not valid.');
  const event: BusEvent = {
    version: '0',
    id: randomUUID(),
    'detail-type': entry.DetailType,
    source: entry.Source,
    account: setting.account,
    time: `${new Date(time).toISOString().slice(0, 19)}Z`,
    region: setting.region,
    resources: entry.Resources ?? [],
    detail,
  };
  return { accepted: { bus, event } };
}

/** Time counts 14 bytes, the others their UTF-8 length. */
function sizeOf(entry: Properties): number {
  const texts = [entry?.Source, entry?.DetailType, entry?.Detail, ...(entry?.Resources ?? [])];
  const bytes = texts.reduce(
    (sum: number, text) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0),
    0,
  );
  return bytes + (entry?.Time === undefined ? 0 : 14);
}

/** The SDK sends an instant as epoch seconds. */
const instantOf = (time: unknown): number =>
  typeof time === 'number' ? time * 1000 : Date.parse(String(time));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
