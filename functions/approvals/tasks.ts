import { contractByType } from '../../events/catalogue.ts';
import { allMembers } from '../organizations/store.ts';
import { announce, commit, type Step } from '../platform/change.ts';
import { systemClock } from '../platform/clock.ts';
import { log, logCounted } from '../platform/log.ts';
import { sendMail } from '../platform/mail.ts';
import { makeEvent } from '../platform/outbox.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { asTask } from '../platform/trace.ts';
import { type Approval, currentStep, dueAtMs } from './approval.ts';
import { followUp, lateSeconds, waitSeconds } from './asking.ts';
import { nobodyMail, requestMail } from './mail.ts';
import { type Letter, nextRound } from './mailing.ts';
import * as policies from './policy-store.ts';
import * as store from './store.ts';

const table = openTable(connect(), tableName());
const clock = systemClock;

/** What the workflow's states hand over. */
type Task =
  | { task: 'ask'; approvalId: string; taskToken: string; enteredAt: string }
  | { task: 'followUp'; approvalId: string };

/** The workflow should not wait: the approval is settled. Its Catch goes on to read how. */
class AlreadySettled extends Error {
  override name = 'AlreadySettled';
}
/** Somebody else changed the approval at this instant; the state is tried again. */
class Busy extends Error {
  override name = 'Busy';
}

const held = async (approvalId: string): Promise<store.Held> => {
  const found = await store.getHeld(table, approvalId);
  if (!found) throw new Error(`there is no approval ${approvalId}`);
  return found;
};

const people = async (approval: Approval) =>
  Promise.all([
    allMembers(approval.organizationId, table),
    policies.allDelegations(approval.organizationId, table),
  ]);

const write = async (steps: Step[]): Promise<void> => {
  const outcome = await commit(table, steps);
  if (outcome.done) return;
  if ('code' in outcome.because && outcome.because.code === 'already_decided') throw new AlreadySettled();
  throw new Busy('code' in outcome.because ? outcome.because.detail : undefined);
};

/** Asks, or asks again: keeps the workflow's token with the approval, makes the links, mails who is due a mail. */
const ask = async (approvalId: string, taskToken: string, enteredAt: string): Promise<void> => {
  const before = await held(approvalId);
  if (before.approval.status !== 'pending') throw new AlreadySettled();
  const [members, delegations] = await people(before.approval);
  const { approval, letters, nobody, again, newlyAsked } = nextRound(
    before.approval,
    members,
    delegations,
    enteredAt,
    clock,
  );
  const dueMs = dueAtMs(currentStep(approval)) ?? clock.now();
  await write([
    store.updateApprovalStep(table, before, approval, taskToken),
    ...letters.map(({ asked, token }) =>
      store.createLinkStep(
        table,
        token,
        { approvalId, stepIndex: approval.stepIndex, memberId: asked.memberId },
        dueMs,
      ),
    ),
    ...(newlyAsked.length > 0 ? [store.announceAsked(table, approval, newlyAsked, false, clock)] : []),
    ...(nobody && !again ? [store.announceEscalated(table, approval, [], true, clock)] : []),
  ]);
  if (nobody) {
    logCounted('ApprovalsWithNobody', 'error', 'nobody may decide', {
      approval: approvalId,
      organization: approval.organizationId,
    });
    await sendMail(nobodyMail(approval, process.env.OPERATOR_EMAIL ?? ''));
  }
  await Promise.all(letters.map((letter) => post(approval, letter)));
};

/** SES will never send this: to try again would only mail everybody else once more, and end the workflow at last. */
const refusedForGood = (thrown: unknown): boolean =>
  ['MessageRejected', 'BadRequestException'].includes((thrown as Error).name);

const post = async (approval: Approval, { asked, token, reminder }: Letter): Promise<void> => {
  try {
    await sendMail(requestMail(approval, asked, `${process.env.BASE_URL}/approve/${token}`, reminder));
  } catch (thrown) {
    if (!refusedForGood(thrown)) throw thrown;
    logCounted('MailRefused', 'error', 'mail refused', { approval: approval.id, member: asked.memberId });
  }
};

/** Workflows run to the second; a quarter of an hour is what retries of one bad moment may take. */
const TOLERATED_SECONDS = 15 * 60;

/** Does what time has brought, and says how the approval stands and how long to wait for the next. */
const follow = async (approvalId: string): Promise<{ outcome: Approval['status']; waitSeconds: number }> => {
  const before = await held(approvalId);
  if (before.approval.status !== 'pending') return store.wakeOutput(before.approval, clock);
  const late = lateSeconds(before.approval, clock);
  if (late > TOLERATED_SECONDS)
    logCounted('ApprovalsLate', 'warn', 'follow-up is late', { approval: approvalId, lateSeconds: late });
  const [members, delegations] = await people(before.approval);
  const next = followUp(before.approval, members, delegations, clock);
  if (next.kind === 'early') return { outcome: 'pending', waitSeconds: waitSeconds(before.approval, clock) };
  await write([store.updateApprovalStep(table, before, next.approval), ...announcements(next, before)]);
  return store.wakeOutput(next.approval, clock);
};

const announcements = (
  next: Exclude<ReturnType<typeof followUp>, { kind: 'early' }>,
  before: store.Held,
): Step[] => {
  // This very execution is told by the answer of its task: there is nobody to wake.
  const asleep = { ...before, taskToken: undefined };
  if (next.kind === 'expired') return [store.announceSettled(table, asleep, next.approval, clock)];
  const ids = next.people.map((asked) => asked.memberId);
  if (next.kind === 'escalated')
    return [store.announceEscalated(table, next.approval, ids, next.nobody, clock)];
  return [store.announceAsked(table, next.approval, ids, true, clock), ...onReminder(next.approval)];
};

/** The subject's own event that a response is due, as its process asked for. */
const onReminder = (approval: Approval): Step[] => {
  if (!approval.onReminder) return [];
  const { type, data } = approval.onReminder;
  const order = currentStep(approval).remindersSent;
  const { organizationIds } = data as { organizationIds: string[] };
  return [
    announce(
      table,
      makeEvent(contractByType(type), data, clock, { audience: organizationIds, order }),
      clock,
    ),
  ];
};

/** Lambda entry of the workflow `approval`. */
export const handler = asTask(async (event: Task): Promise<unknown> => {
  try {
    if (event.task === 'ask') return await ask(event.approvalId, event.taskToken, event.enteredAt);
    return await follow(event.approvalId);
  } catch (thrown) {
    // The settled question is an outcome for "ask", which waits; "follow up" simply reads it.
    if (event.task === 'followUp' && thrown instanceof AlreadySettled)
      return store.wakeOutput((await held(event.approvalId)).approval, clock);
    throw thrown;
  } finally {
    log('info', `approval ${event.task}`, { approval: event.approvalId });
  }
});
