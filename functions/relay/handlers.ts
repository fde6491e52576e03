import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, log } from '../platform/log.ts';

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

/** A workflow that was started by an earlier try is started: its name says so. */
const start = async (image: Record<string, Attribute>): Promise<void> => {
  const workflow = text(image, 'startWorkflow');
  if (!workflow) return;
  try {
    await workflows.send(
      new StartExecutionCommand({
        stateMachineArn: machineArns()[workflow],
        name: text(image, 'startName'),
        input: text(image, 'startInput'),
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

/** Lambda entry: a batch of the table's stream. Answers the first record to be tried again. */
export const handler = async ({
  Records,
}: {
  Records: StreamRecord[];
}): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> => {
  const outgoing = Records.flatMap(({ eventName, dynamodb: { NewImage, SequenceNumber } }) => {
    const entity = NewImage && text(NewImage, 'entity');
    return eventName === 'INSERT' && NewImage && (entity === 'event' || entity === 'wake')
      ? [{ image: NewImage, entity, SequenceNumber }]
      : [];
  });
  const failed = new Set<string>();
  const attempt = async (
    sequenceNumbers: string[],
    work: () => Promise<number[] | undefined>,
  ): Promise<boolean> => {
    try {
      const refused = (await work()) ?? [];
      for (const position of refused) failed.add(sequenceNumbers[position] as string);
      return refused.length === 0;
    } catch (thrown) {
      log('error', 'relay failed', describe(thrown));
      for (const sequenceNumber of sequenceNumbers) failed.add(sequenceNumber);
      return false;
    }
  };
  const announced = outgoing.filter(({ entity }) => entity === 'event');
  const batches = Array.from({ length: Math.ceil(announced.length / BUS_BATCH) }, (_, batch) =>
    announced.slice(batch * BUS_BATCH, (batch + 1) * BUS_BATCH),
  );
  // Wakes and starts first in time: people wait for them; the bus is for systems.
  const woken = outgoing.map(({ image, SequenceNumber }) =>
    attempt([SequenceNumber], async () => void (await Promise.all([start(image), wake(image)]))),
  );
  await Promise.all(woken);
  for (const batch of batches) {
    const taken = await attempt(
      batch.map(({ SequenceNumber }) => SequenceNumber),
      () => putEvents(batch.map(({ image }) => image)),
    );
    // All that follows comes again anyway: sent now, it would overtake what was not taken.
    if (!taken) break;
  }
  const first = Records.find(({ dynamodb }) => failed.has(dynamodb.SequenceNumber));
  return { batchItemFailures: first ? [{ itemIdentifier: first.dynamodb.SequenceNumber }] : [] };
};
