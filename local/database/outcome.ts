/**
 * What becomes of a batch after its function answered: done, tried again in part or whole, split, or given up.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
import type { Invocation, Properties } from '../parts.ts';
import { type StreamRecord, sequenceNumber } from './record.ts';

export interface Batch {
  records: StreamRecord[];
  /** How often these very records were sent already. */
  attempts: number;
}
export interface MappingSettings {
  batchSize: number;
  /** A batch that is not full waits so long for more. */
  windowMs: number;
  /** Infinity: until the record is too old. */
  maxRetries: number;
  maxAgeMs: number;
  bisect: boolean;
  reportsItems: boolean;
  lanes: number;
  startAtOldest: boolean;
  failureQueueArn: string | undefined;
  functionName: string;
}

/** Defaults as the API reference of CreateEventSourceMapping gives them; -1 stands for no bound. */
export function mappingSettings(properties: Properties): MappingSettings {
  const bound = (value: unknown): number =>
    value === undefined || Number(value) < 0 ? Infinity : Number(value);
  return {
    batchSize: Number(properties.BatchSize ?? 100),
    windowMs: Number(properties.MaximumBatchingWindowInSeconds ?? 0) * 1000,
    maxRetries: bound(properties.MaximumRetryAttempts),
    maxAgeMs: bound(properties.MaximumRecordAgeInSeconds) * 1000,
    bisect: properties.BisectBatchOnFunctionError === true,
    reportsItems: (properties.FunctionResponseTypes ?? []).includes('ReportBatchItemFailures'),
    lanes: Number(properties.ParallelizationFactor ?? 1),
    startAtOldest: properties.StartingPosition !== 'LATEST',
    failureQueueArn: properties.DestinationConfig?.OnFailure?.Destination,
    functionName: String(properties.FunctionName),
  };
}

export interface Outcome {
  /** To be sent again, in this order; empty when all is done. */
  again: Batch[];
  /** Given up. */
  dropped: StreamRecord[];
  /** Whether anything went through, which ends a backing off. */
  progress: boolean;
}

/** Where the function itself says which record failed, the batch goes on from there; else it may be halved. */
export function judge(batch: Batch, answer: Invocation, settings: MappingSettings): Outcome {
  const failedAt = firstFailure(batch, answer, settings.reportsItems);
  if (failedAt === undefined) return { again: [], dropped: [], progress: true };
  const rest = batch.records.slice(Math.max(0, failedAt));
  const progress = failedAt > 0;
  if (settings.bisect && failedAt === WHOLE && rest.length > 1) {
    // A split does not count as a retry.
    const middle = Math.ceil(rest.length / 2);
    const halves = [rest.slice(0, middle), rest.slice(middle)];
    return { again: halves.map((records) => ({ records, attempts: batch.attempts })), dropped: [], progress };
  }
  const attempts = progress ? 1 : batch.attempts + 1;
  if (attempts > settings.maxRetries) return { again: [], dropped: rest, progress };
  return { again: [{ records: rest, attempts }], dropped: [], progress };
}

/** The batch failed as a whole: nobody said where. */
const WHOLE = -1;

/** The index of the first record that failed; WHOLE where the function does not say; undefined when none did. */
function firstFailure(batch: Batch, answer: Invocation, reportsItems: boolean): number | undefined {
  if (!answer.ok) return WHOLE;
  if (!reportsItems) return undefined;
  const failures = (answer.payload as { batchItemFailures?: unknown } | null)?.batchItemFailures;
  if (failures === undefined || failures === null) return undefined;
  if (!Array.isArray(failures)) return WHOLE;
  const numbers = batch.records.map(({ position }) => sequenceNumber(position));
  const indexes = failures.map((failure) => numbers.indexOf(failure?.itemIdentifier));
  // An identifier that is empty or unknown, which is found at -1, makes the whole batch a failure.
  return indexes.length === 0 ? undefined : Math.min(...indexes);
}

/** What the failure queue is told: where the records are, not what they hold. */
export function failureNotice(
  records: StreamRecord[],
  condition: 'RetryAttemptsExhausted' | 'MaximumRecordAgeExceeded',
  functionArn: string,
  invocations: number,
  now: number,
): unknown {
  const first = records[0] as StreamRecord;
  const last = records.at(-1) as StreamRecord;
  return {
    requestContext: {
      requestId: first.event.eventID,
      functionArn,
      condition,
      approximateInvokeCount: invocations,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: {
      shardId: 'shardId-00000000000000000000-00000001',
      startSequenceNumber: first.event.dynamodb.SequenceNumber,
      endSequenceNumber: last.event.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: new Date(first.arrivedAt).toISOString(),
      approximateArrivalOfLastRecord: new Date(last.arrivedAt).toISOString(),
      batchSize: records.length,
      streamArn: first.event.eventSourceARN,
    },
  };
}
