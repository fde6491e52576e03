/**
 * The SQS API, AWS JSON protocol.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
 */
import { AwsError, type AwsService, type Properties } from '../parts.ts';
import { type Message, type Messages, md5, type Queue } from './messages.ts';

export interface ServiceParts {
  messages: Messages;
  queues: Queue[];
  /** Epoch ms. */
  now(): number;
  /** Puts a message in and lets waiting receivers know. Gives its id. */
  send(queue: Queue, body: string, attributes: Record<string, Properties>, delayMs: number): string;
  receive(queue: Queue, limit: number, visibilityMs: number): Message[];
  /** A message became visible sooner or later than was thought. */
  changed(queue: Queue): void;
  /** Settles at the queue's next message, or after so long. */
  arrival(queue: Queue, milliseconds: number): Promise<void>;
}

/** Bytes of a message with its attributes, and of all messages of a batch together. */
const largestMessage = 1_048_576;
type Operation = (input: Properties) => unknown;

export function createQueueService(parts: ServiceParts): AwsService {
  const operations = operationsOf(parts);
  return {
    signingName: 'sqs',
    handle: async ({ operation = '', body }) => {
      const run = operations[operation];
      if (!run)
        throw new AwsError('UnsupportedOperation', `The local runner's SQS does not offer ${operation}.`);
      return { status: 200, body: await run(JSON.parse(body.toString('utf8') || '{}')) };
    },
  };
}

function operationsOf(parts: ServiceParts): Record<string, Operation> {
  const { messages, queues, now } = parts;
  const queueAt = (url: unknown): Queue => {
    const name = String(url).slice(String(url).lastIndexOf('/') + 1);
    const queue = queues.find((candidate) => candidate.name === name);
    if (queue) return queue;
    throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  };
  const send = (queue: Queue, entry: Properties): Properties => {
    const { MessageBody: body, MessageAttributes: attributes = {} } = entry;
    if (typeof body !== 'string' || body === '')
      throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
    if (sizeOf(entry) > largestMessage) {
      throw new AwsError(
        'InvalidParameterValue',
        'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
      );
    }
    const delay = within(entry, 'DelaySeconds', 0, 900);
    const delayMs = delay === undefined ? queue.delayMs : delay * 1000;
    return { MessageId: parts.send(queue, body, attributes, delayMs), MD5OfMessageBody: md5(body) };
  };
  const remove = (queue: Queue, { ReceiptHandle }: Properties): Properties => {
    messages.remove(queue, String(ReceiptHandle));
    return {};
  };
  const change = (queue: Queue, entry: Properties): Properties => {
    const { ReceiptHandle } = entry;
    const seconds = within(entry, 'VisibilityTimeout', 0, 43_200);
    if (seconds === undefined)
      throw new AwsError('MissingParameter', 'The request must contain the parameter VisibilityTimeout.');
    if (!messages.change(queue, String(ReceiptHandle), now() + seconds * 1000)) {
      throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
    }
    parts.changed(queue);
    return {};
  };
  return {
    SendMessage: (input) => send(queueAt(input.QueueUrl), input),
    SendMessageBatch: (input) => batch(input, queueAt(input.QueueUrl), send),
    DeleteMessage: (input) => remove(queueAt(input.QueueUrl), input),
    DeleteMessageBatch: (input) => batch(input, queueAt(input.QueueUrl), remove),
    ChangeMessageVisibility: (input) => change(queueAt(input.QueueUrl), input),
    ChangeMessageVisibilityBatch: (input) => batch(input, queueAt(input.QueueUrl), change),
    ReceiveMessage: (input) => receive(parts, queueAt(input.QueueUrl), input),
    PurgeQueue: (input) => {
      messages.purge(queueAt(input.QueueUrl));
      return {};
    },
    GetQueueUrl: ({ QueueName }) => ({ QueueUrl: queueAt(QueueName).url }),
    ListQueues: ({ QueueNamePrefix = '' }) => ({
      QueueUrls: queues.filter(({ name }) => name.startsWith(QueueNamePrefix)).map(({ url }) => url),
    }),
    GetQueueAttributes: ({ QueueUrl, AttributeNames = [] }) => {
      const all = attributesOf(queueAt(QueueUrl), messages, now());
      const wanted = Object.entries(all).filter(
        ([name]) => AttributeNames.includes('All') || AttributeNames.includes(name),
      );
      return { Attributes: Object.fromEntries(wanted) };
    },
  };
}

async function receive(parts: ServiceParts, queue: Queue, input: Properties): Promise<Properties> {
  const limit = within(input, 'MaxNumberOfMessages', 1, 10) ?? 1;
  const visibility = within(input, 'VisibilityTimeout', 0, 43_200);
  const visibilityMs = visibility === undefined ? queue.visibilityMs : visibility * 1000;
  const usualWait = Number(queue.properties.ReceiveMessageWaitTimeSeconds ?? 0);
  const waitSeconds = within(input, 'WaitTimeSeconds', 0, 20) ?? usualWait;
  let received = parts.receive(queue, limit, visibilityMs);
  if (received.length === 0 && waitSeconds > 0) {
    await parts.arrival(queue, waitSeconds * 1000);
    received = parts.receive(queue, limit, visibilityMs);
  }
  return received.length > 0 ? { Messages: received.map(shown) } : {};
}

/** A number of the request. @throws AwsError when it is out of its bounds. */
function within(input: Properties, name: string, least: number, most: number): number | undefined {
  const value = input[name];
  if (value === undefined || (Number(value) >= least && Number(value) <= most))
    return value === undefined ? undefined : Number(value);
  const reason = `Must be between ${least} and ${most}, if provided.`;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
  );
}

/** Each entry by itself: what one refuses does not keep the others back. */
function batch(
  input: Properties,
  queue: Queue,
  run: (queue: Queue, entry: Properties) => Properties,
): Properties {
  const entries: Properties[] = input.Entries ?? [];
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > 10)
    throw new AwsError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.');
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
  }
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > largestMessage) {
    const message = `Batch requests cannot be longer than ${largestMessage} bytes.`;
    throw new AwsError('BatchRequestTooLong', message);
  }
  const Successful: Properties[] = [];
  const Failed: Properties[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(queue, entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.name, Message: error.message });
    }
  }
  return { Successful, Failed };
}

/** A message's body, and the name, type and value of each of its attributes, in bytes. */
function sizeOf({ MessageBody = '', MessageAttributes = {} }: Properties): number {
  const attributes = Object.entries(MessageAttributes as Record<string, Properties>);
  const texts = attributes.flatMap(([name, one]) => [name, one.DataType ?? '', one.StringValue ?? '']);
  const binary = attributes.reduce((sum, [, { BinaryValue = '' }]) => sum + BinaryValue.length * 0.75, 0);
  return binary + [MessageBody, ...texts].reduce((sum, text) => sum + Buffer.byteLength(String(text)), 0);
}

/** The system attributes that every message has. */
export const systemAttributes = (message: Message): Record<string, string> => ({
  ApproximateReceiveCount: String(message.receives),
  SentTimestamp: String(message.sentAt),
  SenderId: 'AIDALOCAL',
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
});

const shown = (message: Message): Properties => ({
  MessageId: message.id,
  ReceiptHandle: message.receipt,
  MD5OfBody: md5(message.body),
  Body: message.body,
  Attributes: systemAttributes(message),
  ...(Object.keys(message.attributes).length > 0 ? { MessageAttributes: message.attributes } : {}),
});

function attributesOf(queue: Queue, messages: Messages, now: number): Record<string, string> {
  const { total, visible, inFlight } = messages.depth(queue, now);
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(total - visible - inFlight),
    VisibilityTimeout: String(queue.visibilityMs / 1000),
    DelaySeconds: String(queue.delayMs / 1000),
    MessageRetentionPeriod: String(queue.retentionMs / 1000),
    ...(queue.redrive
      ? {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: queue.redrive.arn,
            maxReceiveCount: queue.redrive.maxReceives,
          }),
        }
      : {}),
  };
}
