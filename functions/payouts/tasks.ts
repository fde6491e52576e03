import { Busy, patiently } from '../platform/busy.ts';
import { commit } from '../platform/change.ts';
import { systemClock } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import { changed } from '../platform/record.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { asTask } from '../platform/trace.ts';
import { beginWait, NOTHING_TO_COME, type Rest, restUntil, type WaitTask } from '../platform/waiting.ts';
import { dueOn } from './acts.ts';
import { isOver, nextSideOf, transitions } from './payout.ts';
import * as store from './store.ts';

const table = openTable(connect(), tableName());
const clock = systemClock;

/** A payout that has begun waits for its invoice, or, where the program asks for none, is scheduled. */
const begin = async (held: store.Held): Promise<void> => {
  const { payout } = held;
  const verb = payout.invoiceRequired ? 'await_invoice' : 'schedule';
  const { to } = transitions[verb];
  const after = changed(
    payout,
    { status: to, nextSide: nextSideOf[to], dueOn: verb === 'schedule' ? dueOn(payout, clock.now()) : null },
    'system',
    clock,
  );
  const told = { organizationId: null, byName: 'Cosell' };
  const outcome = await commit(table, store.stepSteps(table, held, after, verb, told, clock));
  if (!outcome.done) throw new Busy(`payout ${payout.id} changed at this instant`);
  log('info', `payout ${verb}`, { record: payout.id });
};

const perform = async (event: WaitTask): Promise<Rest | undefined> => {
  if (event.task === 'wait') {
    await beginWait(table, event);
    return undefined;
  }
  const { recordId, approvalId, startedAt } = event;
  let held = await store.getForWorkflow(table, recordId);
  if (held?.payout.status === 'pending') {
    await begin(held);
    held = await store.getForWorkflow(table, recordId);
  }
  if (!held) throw new Error(`there is no payout ${recordId}`);
  if (isOver(held.payout)) return NOTHING_TO_COME;
  // No day is due: it rests until a step over the API wakes it.
  const execution = { workflow: 'payout', approvalId, startedAt };
  return restUntil(table, held.payout, Number.POSITIVE_INFINITY, execution, clock);
};

/** Lambda entry of the workflow `payout`: begins it, then rests until the finance system has answered for good. */
export const handler = asTask((event: WaitTask) => patiently(() => perform(event)));
