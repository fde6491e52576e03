import { Busy, patiently } from '../platform/busy.ts';
import { commit } from '../platform/change.ts';
import { systemClock } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import { changed } from '../platform/record.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { asTask } from '../platform/trace.ts';
import { mayStep } from '../platform/transition.ts';
import { beginWait, NOTHING_TO_COME, type Rest, restUntil, type WaitTask } from '../platform/waiting.ts';
import { nextOf } from './due.ts';
import { nextSideOf, transitions } from './proposal.ts';
import { lapseOf, type Settlement, settlementOf } from './settling.ts';
import * as store from './store.ts';

const table = openTable(connect(), tableName());
const clock = systemClock;

/** What the workflow's states hand over. `approvalId` names the submission that the execution is about. */
type Task = WaitTask | { task: 'begin' | 'settle'; recordId: string; approvalId: string; startedAt: string };

/** The proposal, as long as the execution's submission is the one that counts: what was recalled is nobody's. */
const mine = async (recordId: string, approvalId: string | null): Promise<store.Held | undefined> => {
  const held = await store.getForWorkflow(table, recordId);
  if (!held) throw new Error(`there is no fund proposal ${recordId}`);
  return held.proposal.approvalId === approvalId ? held : undefined;
};

/** Takes a step that the workflow may take; does nothing where it was taken before. */
const take = async (held: store.Held, { verb, changes, moves }: Settlement): Promise<void> => {
  const to = mayStep(transitions, verb, held.proposal.status, 'system');
  if (!to.ok) return;
  const {
    byName = 'Cosell',
    byId = 'system',
    reasonCode = null,
    comment = null,
  } = (verb === 'approve' || verb === 'reject' || verb === 'return'
    ? held.approval?.approval.decision
    : undefined) ?? {};
  const status = { status: to.value, nextSide: nextSideOf[to.value], expiresAt: null };
  const after = changed(held.proposal, { ...status, ...changes }, byId, clock);
  const cause = { recordId: after.id, revision: after.revision, by: byId, reason: null };
  const money = store.moneySteps(table, held, moves, cause, clock);
  if (!money.ok) throw new Error(`proposal ${after.id} cannot ${verb}: ${money.refusal.detail}`);
  const told = { organizationId: byId === 'system' ? null : after.funderId, byName, reasonCode, comment };
  const outcome = await commit(table, [
    ...store.stepSteps(table, held, after, verb, told, clock),
    ...money.value,
  ]);
  if (!outcome.done) throw new Busy(`proposal ${after.id} changed at this instant`);
  log('info', `fund proposal ${verb}`, { record: after.id, status: after.status });
};

/** Does what is due, one step after the other, and says how long nothing will be. */
const followUp = async (recordId: string, approvalId: string | null, startedAt: string): Promise<Rest> => {
  for (;;) {
    const held = await mine(recordId, approvalId);
    const next = held && nextOf(held.proposal, clock.now());
    if (!held || !next) return NOTHING_TO_COME;
    if (clock.now() < next.atMs) {
      const execution = { workflow: 'fund_proposal', approvalId, startedAt };
      return restUntil(table, held.proposal, next.atMs, execution, clock);
    }
    await take(held, lapseOf(held, next.verb, clock));
  }
};

const perform = async (event: Task): Promise<Rest | undefined> => {
  if (event.task === 'wait') {
    await beginWait(table, event);
    return undefined;
  }
  const { recordId, approvalId, startedAt } = event;
  if (event.task === 'followUp') return followUp(recordId, approvalId, startedAt);
  const held = await mine(recordId, approvalId);
  if (event.task === 'begin') {
    if (held)
      await take(held, { verb: 'begin_review', changes: { expiresAt: held.proposal.expiresAt }, moves: [] });
    return undefined;
  }
  const settlement = held?.approval && settlementOf(held, held.approval.approval, clock);
  if (held && settlement) await take(held, settlement);
  return followUp(recordId, approvalId, startedAt);
};

/** Lambda entry of the workflow `fund_proposal`. Every state may run twice. */
export const handler = asTask((event: Task) => patiently(() => perform(event)));
