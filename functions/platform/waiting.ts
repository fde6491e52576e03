import { Busy } from './busy.ts';
import { commit, create, type Step, stale } from './change.ts';
import type { Clock } from './clock.ts';
import { startItem, type Wake } from './outbox.ts';
import { recordKey } from './record.ts';
import type { Item, Table } from './table.ts';

/**
 * A record whose workflow waits for what comes next: a step over the API, or a day. The token that it waits with stands
 * with the record, and every change of the record holds to the token that it read: a wait that begins at that instant
 * can then neither be missed by the change, nor miss it.
 */
export const waitTokenOf = (item: Item | undefined): string | undefined =>
  item?.waitToken as string | undefined;

/** The workflow to wake with the event of a change. A token that is used up by then is no harm. */
export const wakeOf = (waitToken: string | undefined): Wake | undefined =>
  waitToken === undefined ? undefined : { taskToken: waitToken, output: {} };

/** Puts a record over the revision and the token that were read. `keepToken`: the workflow goes on waiting. */
export const replaceWaited = (
  table: Table,
  item: Item,
  before: { revision: number; waitToken: string | undefined },
  keepToken = false,
): Step => {
  const { revision, waitToken } = before;
  const held = waitToken === undefined ? 'attribute_not_exists(waitToken)' : 'waitToken = :token';
  return {
    write: {
      Put: {
        TableName: table.name,
        Item: keepToken ? { ...item, waitToken } : item,
        ConditionExpression: `revision = :revision AND ${held}`,
        ExpressionAttributeValues: { ':revision': revision, ...(waitToken && { ':token': waitToken }) },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    onConflict: (current) => (current?.revision === revision ? { code: 'busy' } : stale(current)),
  };
};

/** What the waiting states of workflows/waiting.ts hand over. */
export type WaitTask =
  | { task: 'wait'; recordId: string; seenRevision: number; taskToken: string }
  | { task: 'followUp'; recordId: string; approvalId: string | null; startedAt: string };

/** How long the workflow may rest, and at which revision of the record; 0 seconds: there is nothing to wait for. */
export interface Rest {
  waitSeconds: number;
  revision: number;
}
export const NOTHING_TO_COME: Rest = { waitSeconds: 0, revision: 0 };

/** The record moved on between looking and waiting: the workflow must look again. */
class MovedOn extends Error {
  override name = 'MovedOn';
}

const waitStep = (table: Table, recordId: string, seenRevision: number, taskToken: string): Step => ({
  write: {
    Update: {
      TableName: table.name,
      Key: recordKey(recordId),
      UpdateExpression: 'SET waitToken = :token',
      ConditionExpression: 'revision = :seen',
      ExpressionAttributeValues: { ':token': taskToken, ':seen': seenRevision },
    },
  },
  onConflict: () => ({ code: 'busy' }),
});

/** Keeps the workflow's token, as long as the record is still as the workflow last saw it. */
export const beginWait = async (
  table: Table,
  { recordId, seenRevision, taskToken }: Extract<WaitTask, { task: 'wait' }>,
): Promise<void> => {
  const outcome = await commit(table, [waitStep(table, recordId, seenRevision, taskToken)]);
  if (!outcome.done) throw new MovedOn();
};

const LONGEST_WAIT_SECONDS = 60 * 86_400;
/** With the longest wait this stays within the year that an execution may live. */
const RENEW_AFTER_MS = 270 * 86_400_000;

/** How long to rest until `atMs`. An execution that has lived long hands over to a new one, which rests in its place. */
export const restUntil = async (
  table: Table,
  record: { id: string; revision: number },
  atMs: number,
  execution: { workflow: string; approvalId: string | null; startedAt: string },
  clock: Clock,
): Promise<Rest> => {
  const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, Math.max(1, Math.ceil((atMs - clock.now()) / 1000)));
  if (clock.now() - Date.parse(execution.startedAt) < RENEW_AFTER_MS)
    return { waitSeconds, revision: record.revision };
  const { workflow, approvalId } = execution;
  const start = {
    workflow,
    name: `${record.id}-${execution.startedAt.replaceAll(/\D/g, '')}`,
    input: { recordId: record.id, approvalId, resumed: true },
  };
  // Made by an earlier try of this state already: then the new execution is on its way.
  const made = () => ({ replay: { status: 200, body: '' } });
  const item = startItem(record.id, record.revision, start, clock);
  const outcome = await commit(table, [create(table, item, made)]);
  if (!outcome.done && !('replay' in outcome.because))
    throw new Busy(`the follower of ${workflow} ${record.id} could not be started`);
  return NOTHING_TO_COME;
};
