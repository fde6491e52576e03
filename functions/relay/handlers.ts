import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, log } from '../platform/log.ts';
import { asPartOf } from '../platform/trace.ts';

/**
 * Table stream -> bus and workflows. Each outbox item is sent on once it is there; a record that fails is tried again
 * with all after it (partial batch failure), so that one record's events stay in order.
 */
type Attribute = { S?: string };
interface StreamRecord {
  eventName: string;
  dynamodb: { SequenceNumber: string; NewImage?: Record<string, Attribute> };
}

const events = new EventBridgeClient({ maxAttempts: 4 });
const workflows = new SFNClient({ maxAttempts: 4 });
const BUS_BATCH = 10;

/** Machine ARNs by workflow name, as the stack gives them. */
const machineArns = (): Record<string, string> =>
  JSON.parse(process.env.WORKFLOWS ?? '{}') as Record<string, string>;

const text = (image: Record<string, Attribute>, name: string): string | undefined => image[name]?.S;

/** Sends up to ten events; gives the positions that the bus did not take. */
const putEvents = async (images: Record<string, Attribute>[]): Promise<number[]> => {
  const Entries = images.map((image) => ({
    EventBusName: process.env.BUS_NAME,
    Source: text(image, 'source'),
    DetailType: text(image, 'type'),
    Detail: text(image, 'event'),
  }));
  const answer = await events.send(new PutEventsCommand({ Entries }));
  return (answer.Entries ?? []).flatMap(({ ErrorCode }, position) => (ErrorCode ? [position] : []));
};

/** The workflow knows the request that started it; its tasks name it in their logs. */
const withOrigin = (input: string, requestId: string | undefined): string =>
  requestId === undefined ? input : JSON.stringify({ ...(JSON.parse(input) as object), requestId });

/** One line for what was sent on, or was not: part of the request that wrote it. */
const say = (level: 'info' | 'error', message: string, image: Record<string, Attribute>, more = {}): void =>
  asPartOf(text(image, 'requestId'), () =>
    log(level, message, {
      record: text(image, 'pk')?.replace(/^EVENT#/, ''),
      event: text(image, 'type'),
      ...more,
    }),
  );

/** A workflow that was started by an earlier try is started: its name says so. */
const start = async (image: Record<string, Attribute>): Promise<void> => {
  const workflow = text(image, 'startWorkflow');
  if (!workflow) return;
  try {
    await workflows.send(
      new StartExecutionCommand({
        stateMachineArn: machineArns()[workflow],
        name: text(image, 'startName'),
        input: withOrigin(text(image, 'startInput') ?? '{}', text(image, 'requestId')),
      }),
    );
  } catch (thrown) {
    if ((thrown as Error).name !== 'ExecutionAlreadyExists') throw thrown;
  }
};

/** A token that was used, timed out or belongs to a stopped execution is fine: the table has the truth, and the workflow reads it. */
const wake = async (image: Record<string, Attribute>): Promise<void> => {
  const taskToken = text(image, 'taskToken');
  if (!taskToken) return;
  try {
    await workflows.send(new SendTaskSuccessCommand({ taskToken, output: text(image, 'wakeOutput') }));
  } catch (thrown) {
    if (!['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'].includes((thrown as Error).name)) throw thrown;
  }
};

interface Outgoing {
  image: Record<string, Attribute>;
  entity: string;
  SequenceNumber: string;
}

/** Lambda entry: a batch of the table's stream. Answers the first record to be tried again. */
export const handler = async ({
  Records,
}: {
  Records: StreamRecord[];
}): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> => {
  const outgoing = Records.flatMap(({ eventName, dynamodb: { NewImage, SequenceNumber } }): Outgoing[] => {
    const entity = NewImage && text(NewImage, 'entity');
    return eventName === 'INSERT' && NewImage && (entity === 'event' || entity === 'wake')
      ? [{ image: NewImage, entity, SequenceNumber }]
      : [];
  });
  const failed = new Set<string>();
  const attempt = async (
    records: readonly Outgoing[],
    work: () => Promise<number[] | undefined>,
  ): Promise<boolean> => {
    try {
      const refused = new Set((await work()) ?? []);
      records.forEach(({ image, SequenceNumber }, position) => {
        if (refused.has(position)) failed.add(SequenceNumber);
        say(
          refused.has(position) ? 'error' : 'info',
          refused.has(position) ? 'relay refused' : 'relayed',
          image,
        );
      });
      return refused.size === 0;
    } catch (thrown) {
      for (const { image, SequenceNumber } of records) {
        failed.add(SequenceNumber);
        say('error', 'relay failed', image, describe(thrown));
      }
      return false;
    }
  };
  const announced = outgoing.filter(({ entity }) => entity === 'event');
  const batches = Array.from({ length: Math.ceil(announced.length / BUS_BATCH) }, (_, batch) =>
    announced.slice(batch * BUS_BATCH, (batch + 1) * BUS_BATCH),
  );
  // Wakes and starts first in time: people wait for them; the bus is for systems.
  const waitedFor = outgoing.filter(({ image }) => text(image, 'startWorkflow') ?? text(image, 'taskToken'));
  const woken = waitedFor.map((one) =>
    attempt([one], async () => void (await Promise.all([start(one.image), wake(one.image)]))),
  );
  await Promise.all(woken);
  for (const batch of batches) {
    const taken = await attempt(batch, () => putEvents(batch.map(({ image }) => image)));
    // All that follows comes again anyway: sent now, it would overtake what was not taken.
    if (!taken) break;
  }
  const first = Records.find(({ dynamodb }) => failed.has(dynamodb.SequenceNumber));
  return { batchItemFailures: first ? [{ itemIdentifier: first.dynamodb.SequenceNumber }] : [] };
};
