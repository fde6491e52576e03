import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, log } from '../platform/log.ts';
import { asPartOf } from '../platform/trace.ts';

/** An outbox item as it is sent on: the event, and the workflow that it starts or wakes. */
export type Outbound = Partial<
  Record<
    | 'pk'
    | 'entity'
    | 'source'
    | 'type'
    | 'event'
    | 'startWorkflow'
    | 'startName'
    | 'startInput'
    | 'taskToken'
    | 'wakeOutput'
    | 'requestId',
    string
  >
>;

const events = new EventBridgeClient({ maxAttempts: 4 });
const workflows = new SFNClient({ maxAttempts: 4 });
const BUS_BATCH = 10;

/** Machine ARNs by workflow name, as the stack gives them. */
const machineArns = (): Record<string, string> =>
  JSON.parse(process.env.WORKFLOWS ?? '{}') as Record<string, string>;

/** Sends up to ten events; gives the positions that the bus did not take. */
const putEvents = async (items: Outbound[]): Promise<number[]> => {
  const Entries = items.map(({ source, type, event }) => ({
    EventBusName: process.env.BUS_NAME,
    Source: source,
    DetailType: type,
    Detail: event,
  }));
  const answer = await events.send(new PutEventsCommand({ Entries }));
  return (answer.Entries ?? []).flatMap(({ ErrorCode }, position) => (ErrorCode ? [position] : []));
};

/** The workflow knows the request that started it; its tasks name it in their logs. */
const withOrigin = (input: string, requestId: string | undefined): string =>
  requestId === undefined ? input : JSON.stringify({ ...(JSON.parse(input) as object), requestId });

/** One line for what was sent on, or was not: part of the request that wrote it. */
const say = (level: 'info' | 'error', message: string, { requestId, pk, type }: Outbound, more = {}): void =>
  asPartOf(requestId, () =>
    log(level, message, { record: pk?.replace(/^EVENT#/, ''), event: type, ...more }),
  );

/** A workflow that was started by an earlier try is started: its name says so. */
const start = async ({ startWorkflow, startName, startInput, requestId }: Outbound): Promise<void> => {
  if (!startWorkflow) return;
  const stateMachineArn = machineArns()[startWorkflow];
  const input = withOrigin(startInput ?? '{}', requestId);
  try {
    await workflows.send(new StartExecutionCommand({ stateMachineArn, name: startName, input }));
  } catch (thrown) {
    if ((thrown as Error).name !== 'ExecutionAlreadyExists') throw thrown;
  }
};

/** A token that was used, timed out or belongs to a stopped execution is fine: the table has the truth, and the workflow reads it. */
const wake = async ({ taskToken, wakeOutput }: Outbound): Promise<void> => {
  if (!taskToken) return;
  try {
    await workflows.send(new SendTaskSuccessCommand({ taskToken, output: wakeOutput }));
  } catch (thrown) {
    if (!['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'].includes((thrown as Error).name)) throw thrown;
  }
};

/**
 * Sends outbox items on, in their order; gives the positions of those that did not go, none where all went. Sending an
 * item again is harmless: the event keeps its id, a workflow its name, and a token that was used is used.
 */
export const sendOn = async (items: readonly Outbound[]): Promise<Set<number>> => {
  const failed = new Set<number>();
  const attempt = async (
    positions: number[],
    work: () => Promise<number[] | undefined>,
  ): Promise<boolean> => {
    try {
      const refused = new Set((await work()) ?? []);
      positions.forEach((position, at) => {
        if (refused.has(at)) failed.add(position);
        const [level, message] = refused.has(at)
          ? (['error', 'relay refused'] as const)
          : (['info', 'relayed'] as const);
        say(level, message, items[position] as Outbound);
      });
      return refused.size === 0;
    } catch (thrown) {
      for (const position of positions) {
        failed.add(position);
        say('error', 'relay failed', items[position] as Outbound, describe(thrown));
      }
      return false;
    }
  };
  // Wakes and starts first in time: people wait for them; the bus is for systems.
  const waitedFor = items.flatMap((item, position) =>
    item.startWorkflow || item.taskToken ? [{ item, position }] : [],
  );
  const woken = waitedFor.map(({ item, position }) =>
    attempt([position], async () => void (await Promise.all([start(item), wake(item)]))),
  );
  await Promise.all(woken);
  const announced = items.flatMap(({ entity }, position) => (entity === 'event' ? [position] : []));
  for (let from = 0; from < announced.length; from += BUS_BATCH) {
    const batch = announced.slice(from, from + BUS_BATCH);
    const taken = await attempt(batch, () => putEvents(batch.map((position) => items[position] as Outbound)));
    // All that follows comes again anyway: sent now, it would overtake what was not taken.
    if (!taken) break;
  }
  return failed;
};
