import { contractByType } from '../../events/catalogue.ts';
import { allMembers } from '../organizations/store.ts';
import { announce, commit, type Step } from '../platform/change.ts';
import { systemClock } from '../platform/clock.ts';
import { log, logCounted } from '../platform/log.ts';
import { isRefusedForGood, sendMail } from '../platform/mail.ts';
import { makeEvent } from '../platform/outbox.ts';
import { changed } from '../platform/record.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { asTask } from '../platform/trace.ts';
import { type Approval, currentStep, dueAtMs } from './approval.ts';
import { followUp, lateSeconds, waitSeconds } from './asking.ts';
import type { Trouble } from './delivery.ts';
import { createLinkStep, hashOf } from './link-store.ts';
import { requestMail, troubleMail } from './mail.ts';
import { failedRound, type Letter, nextRound } from './mailing.ts';
import * as policies from './policy-store.ts';
import { applyReport, refusal } from './reports.ts';
import * as store from './store.ts';

const table = openTable(connect(), tableName());
const clock = systemClock;

/** What the workflow's states hand over. */
type Task =
  | { task: 'ask'; approvalId: string; taskToken: string; enteredAt: string }
  | { task: 'followUp'; approvalId: string }
  | { task: 'askingFailed'; approvalId: string; error: string };

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

/** A transaction takes at most 100 items. */
const MOST_LINKS = 90;

/** Asks, or asks again: keeps the workflow's token with the approval, makes the links, mails who is due a mail. */
const ask = async (approvalId: string, taskToken: string, enteredAt: string): Promise<void> => {
  const before = await held(approvalId);
  if (before.approval.status !== 'pending') throw new AlreadySettled();
  const [members, delegations] = await people(before.approval);
  const round = nextRound(before.approval, members, delegations, enteredAt, clock);
  const { approval, letters, trouble, escalatedTo, again, newlyAsked } = round;
  const links = linkSteps(approval, letters);
  await write([
    store.updateApprovalStep(table, before, approval, taskToken),
    ...links.slice(0, MOST_LINKS),
    ...(newlyAsked.length > 0 ? [store.announceAsked(table, approval, newlyAsked, false, clock)] : []),
    ...((trouble || escalatedTo.length > 0) && !again
      ? [store.announceEscalated(table, approval, escalatedTo, trouble !== null, clock)]
      : []),
  ]);
  // A link that is not there when its mail is read would be worse than one that nobody was mailed.
  for (let from = MOST_LINKS; from < links.length; from += MOST_LINKS)
    await write(links.slice(from, from + MOST_LINKS));
  if (trouble) await tellOperator(approval, trouble.code);
  const refused = (await Promise.all(letters.map((letter) => post(approval, letter)))).flat();
  for (const letter of refused)
    await applyReport(table, refusal(hashOf(letter.token), letter.asked.email, clock), clock);
  if (currentStep(approval).trouble?.code === 'asking_failed') await askingWorks(approvalId);
};

/** What was told of before is over. */
const askingWorks = async (approvalId: string): Promise<void> => {
  const before = await held(approvalId);
  if (before.approval.status !== 'pending') return;
  const { steps, stepIndex } = before.approval;
  const mended = steps.with(stepIndex, { ...currentStep(before.approval), trouble: null });
  const after = changed(before.approval, { steps: mended }, 'system', clock);
  await write([store.updateApprovalStep(table, before, after)]);
};

const linkSteps = (approval: Approval, letters: readonly Letter[]): Step[] => {
  const { id: approvalId, stepIndex, round } = approval;
  const dueMs = dueAtMs(currentStep(approval)) ?? clock.now();
  return letters.map(({ asked: { memberId }, token }) =>
    createLinkStep(table, token, { approvalId, stepIndex, memberId, round }, dueMs),
  );
};

/** Mails one of them; gives the letter back if SES will never send it: to try again would only mail everybody else once more. */
const post = async (approval: Approval, letter: Letter): Promise<Letter[]> => {
  const { asked, token, reminder } = letter;
  const mail = requestMail(approval, asked, `${process.env.BASE_URL}/approve/${token}`, reminder);
  try {
    await sendMail({ ...mail, mark: hashOf(token) });
    return [];
  } catch (thrown) {
    if (!isRefusedForGood(thrown)) throw thrown;
    logCounted('MailRefused', 'error', 'mail refused', { approval: approval.id, member: asked.memberId });
    return [letter];
  }
};

/** The operator hears of what only a person can mend. The approvers' own mail does not wait for this one. */
const tellOperator = async (approval: Approval, code: Trouble['code']): Promise<void> => {
  const { id, organizationId: organization } = approval;
  logCounted('ApprovalsWithNobody', 'error', 'an approval is in trouble', {
    approval: id,
    organization,
    trouble: code,
  });
  try {
    await sendMail(troubleMail(approval, code, process.env.OPERATOR_EMAIL ?? ''));
  } catch (thrown) {
    log('error', 'the operator could not be mailed', { approval: id, error: (thrown as Error).name });
  }
};

/** Asking has failed for over an hour. That is written down and told, and asking goes on until the deadline. */
const askingFailed = async (approvalId: string, error: string) => {
  const before = await held(approvalId);
  if (before.approval.status !== 'pending') return store.wakeOutput(before.approval, clock);
  const approval = failedRound(before.approval, clock);
  await write([
    store.updateApprovalStep(table, before, approval),
    store.announceEscalated(table, approval, [], true, clock),
  ]);
  log('error', 'asking failed', { approval: approvalId, error });
  await tellOperator(approval, 'asking_failed');
  return follow(approvalId);
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
    if (event.task === 'askingFailed') return await askingFailed(event.approvalId, event.error);
    return await follow(event.approvalId);
  } catch (thrown) {
    // The settled question is an outcome for "ask", which waits; the others simply read it.
    if (event.task !== 'ask' && thrown instanceof AlreadySettled)
      return store.wakeOutput((await held(event.approvalId)).approval, clock);
    throw thrown;
  } finally {
    log('info', `approval ${event.task}`, { approval: event.approvalId });
  }
});
