import { type Clock, instant } from '../platform/clock.ts';
import type { Money } from '../platform/money.ts';
import { changed } from '../platform/record.ts';
import { ok, type Result, refused } from '../platform/result.ts';
import {
  type Approval,
  type ApprovalStatus,
  type ApprovalStep,
  type Asked,
  currentStep,
  type Decision,
  dueAtMs,
  type Outcome,
} from './approval.ts';

/** What a person, or an API client for the whole organisation, says. */
export interface Answer {
  outcome: Outcome;
  reasonCode: string | null;
  comment: string | null;
  /** Only with approve_in_part. */
  amount: Money | null;
}

const settledAs: Record<Outcome, ApprovalStatus> = {
  approve: 'approved',
  approve_in_part: 'partially_approved',
  reject: 'rejected',
  return: 'returned',
};

/** Words for who settled it, for the one who came too late. */
export const settledBy = (approval: Approval): string => {
  const accept = approval.ask.act === 'accept';
  const verbs: Partial<Record<ApprovalStatus, string>> = {
    approved: accept ? 'accepted' : 'approved',
    partially_approved: 'approved in part',
    rejected: accept ? 'declined' : 'rejected',
    returned: 'returned for changes',
  };
  const verb = verbs[approval.status];
  if (verb && approval.decision) return `${approval.decision.byName} ${verb} it at ${approval.decision.at}.`;
  return approval.status === 'expired' ? 'It expired without a decision.' : 'It was cancelled.';
};

const alreadyDecided = (approval: Approval) =>
  refused({ code: 'already_decided', detail: settledBy(approval) });

/** The refusal of whoever comes when it is settled, or too late: the deadline holds before it has been written down. */
const closed = (approval: Approval, clock: Clock) => {
  if (approval.status !== 'pending') return alreadyDecided(approval);
  return clock.now() >= (dueAtMs(currentStep(approval)) ?? Number.POSITIVE_INFINITY)
    ? refused({ code: 'already_decided', detail: 'The time to decide has passed.' })
    : undefined;
};

/** The person's own place in the current step, if it still waits for them. */
export const placeOf = (approval: Approval, memberId: string): Asked | undefined =>
  approval.status === 'pending'
    ? currentStep(approval).asked.find(
        (asked) => asked.memberId === memberId && !asked.handedOn && !asked.decision,
      )
    : undefined;

/**
 * A member decides. Refused: when the approval is settled, or the step no longer waits for this member.
 * The first rejection or return settles the approval; an approval counts towards the step's quorum; the last step's
 * quorum settles it. An approval in part lowers what every later step, and the outcome, is about.
 */
export const decide = (
  approval: Approval,
  memberId: string,
  answer: Answer,
  clock: Clock,
): Result<Approval> => {
  const over = closed(approval, clock);
  if (over) return over;
  const place = placeOf(approval, memberId);
  if (!place)
    return refused({ code: 'already_decided', detail: 'This step no longer waits for this member.' });
  const decision: Decision = {
    ...answer,
    at: instant(clock.now()),
    byId: memberId,
    byName: place.name,
    delegatorName: place.delegatorName,
  };
  const step = currentStep(approval);
  const asked = step.asked.map((one) => (one === place ? { ...one, decision } : one));
  const decided = { ...approval, steps: approval.steps.with(approval.stepIndex, { ...step, asked }) };
  return ok(changed(decided, progress(decided, decision, { ...step, asked }), memberId, clock));
};

/** What a decision makes of the approval: settled, on to the next step, or still waiting for others. */
const progress = (approval: Approval, decision: Decision, step: ApprovalStep): Partial<Approval> => {
  if (decision.outcome === 'reject' || decision.outcome === 'return')
    return { status: settledAs[decision.outcome], decision };
  const approvedAmount = decision.amount ?? approval.approvedAmount;
  if (!quorumReached(step)) return { approvedAmount };
  const stepIndex = approval.stepIndex + 1;
  const next = approval.steps[stepIndex];
  // Its time runs from now: measured from the beginning, a step that comes late would be over before it was asked.
  if (next)
    return {
      approvedAmount,
      stepIndex,
      steps: approval.steps.with(stepIndex, { ...next, startedAt: decision.at }),
    };
  return { approvedAmount, status: approvedAmount ? 'partially_approved' : 'approved', decision };
};

const quorumReached = (step: ApprovalStep): boolean => {
  if (step.asked.some((asked) => asked.escalation && asked.decision)) return true;
  // Those it escalated to are asked as well, not in addition: the quorum stays that of the approvers.
  const waited = step.asked.filter((asked) => !asked.handedOn && !asked.escalation);
  const given = waited.filter((asked) => asked.decision).length;
  if (step.quorum === 'any') return given >= 1;
  // A quorum of more than there are people to ask is met by all of them.
  return given >= (step.quorum === 'all' ? waited.length : Math.min(step.quorum, waited.length));
};

/** An API client decides for the organisation, in place of all steps that are left. */
export const decideByClient = (
  approval: Approval,
  client: { id: string; name: string },
  answer: Answer,
  clock: Clock,
): Result<Approval> => {
  const over = closed(approval, clock);
  if (over) return over;
  if (!approval.apiDecision) return refused({ code: 'decided_by_mail_only' });
  const decision: Decision = {
    ...answer,
    at: instant(clock.now()),
    byId: client.id,
    byName: client.name,
    delegatorName: null,
  };
  const approvedAmount = answer.amount ?? approval.approvedAmount;
  // What an earlier step approved in part stays in part.
  const status =
    answer.outcome === 'approve' && approvedAmount ? 'partially_approved' : settledAs[answer.outcome];
  return ok(changed(approval, { status, decision, approvedAmount }, client.id, clock));
};

/** What was asked about changed, or was taken back. Refused where it is settled: exactly one of them wins. */
export const cancel = (approval: Approval, by: string, clock: Clock): Result<Approval> =>
  approval.status === 'pending'
    ? ok(changed(approval, { status: 'cancelled' }, by, clock))
    : alreadyDecided(approval);

/**
 * A member hands the decision to another one, who then acts in their place and with no more than their say.
 * The delegate cannot be somebody who may not decide here, or who is asked already.
 */
export const delegate = (
  approval: Approval,
  memberId: string,
  to: Pick<Asked, 'memberId' | 'name' | 'email' | 'locale' | 'timeZone'>,
  clock: Clock,
): Result<Approval> => {
  const over = closed(approval, clock);
  if (over) return over;
  const place = placeOf(approval, memberId);
  if (!place)
    return refused({ code: 'already_decided', detail: 'This step no longer waits for this member.' });
  if (
    !mayDecide(approval, to.memberId) ||
    currentStep(approval).asked.some((asked) => asked.memberId === to.memberId)
  )
    return refused({ code: 'unknown_reference', detail: 'This member cannot take the decision over.' });
  const step = currentStep(approval);
  const asked = [
    ...step.asked.map((one) => (one === place ? { ...one, handedOn: true } : one)),
    {
      ...to,
      delegatorId: place.memberId,
      delegatorName: place.name,
      handedOn: false,
      escalation: place.escalation,
      mail: 'request' as const,
      delivery: null,
      decision: null,
    },
  ];
  return ok(
    changed(
      approval,
      { steps: approval.steps.with(approval.stepIndex, { ...step, asked }) },
      memberId,
      clock,
    ),
  );
};

/** Whoever decided in a step, and everybody in whose place that was, however often it was handed on. */
const spokeIn = (step: ApprovalStep): Set<string> => {
  const delegators = new Map(step.asked.map(({ memberId, delegatorId }) => [memberId, delegatorId]));
  const spoke = new Set<string>();
  for (const { memberId, decision } of step.asked) {
    let speaker: string | null | undefined = decision && memberId;
    while (speaker && !spoke.has(speaker)) {
      spoke.add(speaker);
      speaker = delegators.get(speaker);
    }
  }
  return spoke;
};

/** Four eyes: neither the barred nor whoever had a say in an earlier step. */
export const mayDecide = (approval: Approval, memberId: string): boolean =>
  !approval.barredIds.includes(memberId) &&
  !approval.steps.slice(0, approval.stepIndex).some((step) => spokeIn(step).has(memberId));
