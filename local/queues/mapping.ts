/**
 * An event source mapping from a queue to a function: what the function does not report as failed is deleted, the
 * rest comes back when its visibility timeout is over.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
import { matcher } from '../bus/pattern.ts';
import type { Functions, Ground, Properties, Resource } from '../parts.ts';
import { type Message, type Messages, md5, type Queue } from './messages.ts';
import { systemAttributes } from './service.ts';

export interface QueueMapping {
  queue: string;
  /** There may be something to receive. */
  go(): void;
  close(): void;
}
export interface QueueMappingParts {
  ground: Ground;
  functions: Functions;
  messages: Messages;
  queue: Queue;
  receive(limit: number): Message[];
}

/** Lambda begins with five batches at a time and goes up; one machine need not. */
const defaultConcurrency = 5;

export function createQueueMapping({ properties }: Resource, parts: QueueMappingParts): QueueMapping {
  const { ground, functions, messages, queue } = parts;
  const batchSize = Number(properties.BatchSize ?? 10);
  const concurrency = Number(properties.ScalingConfig?.MaximumConcurrency ?? defaultConcurrency);
  const reportsItems = (properties.FunctionResponseTypes ?? []).includes('ReportBatchItemFailures');
  const functionName = String(properties.FunctionName);
  const filters = (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }: Properties) =>
    matcher(JSON.parse(Pattern)),
  );
  let running = 0;
  let closed = false;

  const wanted = (message: Message): boolean => {
    if (filters.length === 0) return true;
    const event = { body: parsed(message.body), messageId: message.id };
    const passes = filters.some((matches: (event: unknown) => boolean) => matches(event));
    if (!passes) messages.remove(queue, message.receipt);
    return passes;
  };
  const send = async (batch: Message[]): Promise<void> => {
    const Records = batch.map((message) => recordOf(message, queue, ground.stack.region));
    const answer = await functions.invoke(functionName, { Records });
    if (closed) return;
    const failed = answer.ok
      ? reportsItems
        ? failures(answer.payload, batch)
        : new Set<string>()
      : undefined;
    if (failed === undefined || failed.size > 0) {
      const error = answer.ok ? 'messages reported as failed' : answer.error;
      ground.log({ level: 'WARN', message: 'queue batch failed', queue: queue.name, error });
    }
    for (const { id, receipt } of batch) if (failed && !failed.has(id)) messages.remove(queue, receipt);
  };
  const go = (): void => {
    while (!closed && running < concurrency) {
      const batch = parts.receive(batchSize).filter(wanted);
      if (batch.length === 0) return;
      running += 1;
      const ended = ground.activity.begin(`queue to ${functionName}`);
      void send(batch).finally(() => {
        running -= 1;
        ended();
        go();
      });
    }
  };
  return {
    queue: queue.name,
    go,
    close: () => {
      closed = true;
    },
  };
}

/** Ids of the messages that failed; an answer that is not what was agreed fails them all. */
function failures(payload: unknown, batch: Message[]): Set<string> {
  const reported = (payload as Properties | null)?.batchItemFailures;
  if (reported === undefined || reported === null) return new Set();
  const ids = new Set(batch.map(({ id }) => id));
  const named: unknown[] = Array.isArray(reported) ? reported.map((one) => one?.itemIdentifier) : [undefined];
  return named.every((id) => ids.has(String(id))) ? new Set(named.map(String)) : ids;
}

function recordOf(message: Message, queue: Queue, awsRegion: string): Properties {
  const attributes = Object.entries(message.attributes).map(
    ([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        stringValue: StringValue,
        binaryValue: BinaryValue,
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ],
  );
  return {
    messageId: message.id,
    receiptHandle: message.receipt,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion,
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
