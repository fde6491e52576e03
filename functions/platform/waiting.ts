import { commit, create, put, require, type Step } from './change.ts';
import type { Clock } from './clock.ts';
import { startItem, type Wake } from './outbox.ts';
import { recordKey } from './record.ts';
import type { Item, Table } from './table.ts';

/**
 * A record whose workflow waits for what comes next: a step over the API, or a day. The token that it waits with stands
 * beside the record; whoever changes the record wakes the workflow with the event of the change.
 */
export const waitKey = (recordId: string) => ({ pk: recordId, sk: 'WAIT' });

/** The workflow that waits for a record, to be woken with its next event. A token that is used up by then is no harm. */
export const wakeOf = (item: Item | undefined): Wake | undefined =>
  item && { taskToken: String(item.taskToken), output: {} };

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
/** Somebody else changed the record at this instant; the state is tried again. */
export class Busy extends Error {
  override name = 'Busy';
}

const waitSteps = (table: Table, recordId: string, seenRevision: number, taskToken: string): Step[] => [
  put(table, { ...waitKey(recordId), entity: 'wait', taskToken }),
  require(table, recordKey(recordId), { revision: seenRevision }, () => ({ code: 'busy' })),
];

/** Keeps the workflow's token, as long as the record is still as the workflow last saw it. */
export const beginWait = async (
  table: Table,
  { recordId, seenRevision, taskToken }: Extract<WaitTask, { task: 'wait' }>,
): Promise<void> => {
  const outcome = await commit(table, waitSteps(table, recordId, seenRevision, taskToken));
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
  await commit(table, [create(table, startItem(record.id, record.revision, start, clock))]);
  return NOTHING_TO_COME;
};
