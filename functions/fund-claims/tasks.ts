import type { Decision } from '../approvals/approval.ts';
import { moneySteps } from '../fund-proposals/store.ts';
import { createSteps } from '../payouts/store.ts';
import { Busy, patiently } from '../platform/busy.ts';
import { commit, type Step } from '../platform/change.ts';
import { systemClock } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { log } from '../platform/log.ts';
import { changed } from '../platform/record.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { asTask } from '../platform/trace.ts';
import { mayStep } from '../platform/transition.ts';
import { beginWait, NOTHING_TO_COME, type Rest, restUntil, type WaitTask } from '../platform/waiting.ts';
import { type Claim, keepsStatus, nextSideOf, transitions } from './claim.ts';
import { nextOf } from './due.ts';
import { payoutOf } from './paying.ts';
import { lapseOf, type Settlement, settlementOf } from './settling.ts';
import * as store from './store.ts';

const table = openTable(connect(), tableName());
const clock = systemClock;

/** What the workflow's states hand over. `approvalId` names the review that the execution is about; none: the draft. */
type Task = WaitTask | { task: 'begin' | 'settle'; recordId: string; approvalId: string; startedAt: string };

/** The claim, as long as the execution's review is the one that counts. */
const mine = async (recordId: string, approvalId: string | null): Promise<store.Held | undefined> => {
  const held = await store.getForWorkflow(table, recordId);
  if (!held) throw new Error(`there is no fund claim ${recordId}`);
  return held.claim.approvalId === approvalId ? held : undefined;
};

/** Takes a step that the workflow may take; does nothing where it was taken before. `decision`: what somebody decided, where it is that. */
const take = async (
  held: store.Held,
  settlement: Settlement,
  decision: Decision | null = null,
): Promise<void> => {
  const { verb, changes, moves, payMinor, over } = settlement;
  const { claim: before } = held;
  const to = mayStep(transitions, verb, before.status, 'system');
  if (!to.ok) return;
  const status = keepsStatus(verb) ? before.status : to.value;
  const { byName = 'Cosell', byId = 'system', reasonCode = null, comment = null } = decision ?? {};
  const payoutId = payMinor > 0 ? newId('payout', clock) : undefined;
  const after: Claim = changed(
    before,
    {
      ...{ status, nextSide: nextSideOf[status] },
      ...changes,
      payoutIds: payoutId ? [...before.payoutIds, payoutId] : before.payoutIds,
    },
    byId,
    clock,
  );
  const cause = { recordId: after.id, revision: after.revision, by: byId, reason: null };
  const money = moneySteps(table, held, moves, cause, clock, over ? -1 : 0);
  if (!money.ok) throw new Error(`claim ${after.id} cannot ${verb}: ${money.refusal.detail}`);
  const told = { organizationId: decision ? after.funderId : null, byName, reasonCode, comment };
  const payout: Step[] = payoutId
    ? createSteps(table, payoutOf(payoutId, held, payMinor, clock), byName, clock)
    : [];
  const outcome = await commit(table, [
    ...store.stepSteps(table, held, after, verb, told, clock),
    ...money.value,
    ...payout,
    // Whether money goes back to the proposal or home hangs on whether that is running still.
    ...(moves.length > 0 ? [store.requireProposal(table, held.proposal)] : []),
  ]);
  if (!outcome.done) throw new Busy(`claim ${after.id} changed at this instant`);
  log('info', `fund claim ${verb}`, { record: after.id, status: after.status });
};

/** Does what is due, one step after the other, and says how long nothing will be. */
const followUp = async (recordId: string, approvalId: string | null, startedAt: string): Promise<Rest> => {
  for (;;) {
    const held = await mine(recordId, approvalId);
    const next = held && nextOf(held.claim, clock.now());
    if (!held || !next) return NOTHING_TO_COME;
    if (clock.now() < next.atMs) {
      const execution = { workflow: 'fund_claim', approvalId, startedAt };
      return restUntil(table, held.claim, next.atMs, execution, clock);
    }
    await take(held, lapseOf(held, next.verb, clock));
  }
};

const BEGINNING = { verb: 'begin_review', moves: [], payMinor: 0, over: false } as const;

const perform = async (event: Task): Promise<Rest | undefined> => {
  if (event.task === 'wait') {
    await beginWait(table, event);
    return undefined;
  }
  const { recordId, approvalId, startedAt } = event;
  if (event.task === 'followUp') return followUp(recordId, approvalId, startedAt);
  const held = await mine(recordId, approvalId);
  if (event.task === 'begin') {
    if (held) await take(held, { ...BEGINNING, moves: [], changes: {} });
    return undefined;
  }
  const calendar = held && (await store.getCalendarFor(table, held.claim));
  const settlement = calendar && held.approval && settlementOf(held, held.approval.approval, calendar, clock);
  if (held && settlement) await take(held, settlement, held.approval?.approval.decision);
  return followUp(recordId, approvalId, startedAt);
};

/** Lambda entry of the workflow `fund_claim`. Every state may run twice. */
export const handler = asTask((event: Task) => patiently(() => perform(event)));
