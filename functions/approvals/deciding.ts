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
  if (approval.status !== 'pending') return alreadyDecided(approval);
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
  if (approval.stepIndex + 1 < approval.steps.length)
    return { approvedAmount, stepIndex: approval.stepIndex + 1 };
  return { approvedAmount, status: approvedAmount ? 'partially_approved' : 'approved', decision };
};

const quorumReached = (step: ApprovalStep): boolean => {
  const waited = step.asked.filter((asked) => !asked.handedOn);
  const given = waited.filter((asked) => asked.decision).length;
  if (step.quorum === 'any' || waited.some((asked) => asked.escalation && asked.decision)) return given >= 1;
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
  if (approval.status !== 'pending') return alreadyDecided(approval);
  if (!approval.apiDecision) return refused({ code: 'decided_by_mail_only' });
  const decision: Decision = {
    ...answer,
    at: instant(clock.now()),
    byId: client.id,
    byName: client.name,
    delegatorName: null,
  };
  return ok(
    changed(
      approval,
      {
        status: settledAs[answer.outcome],
        decision,
        approvedAmount: answer.amount ?? approval.approvedAmount,
      },
      client.id,
      clock,
    ),
  );
};

/** What was asked about changed, or was taken back. */
export const cancel = (approval: Approval, by: string, clock: Clock): Approval =>
  changed(approval, { status: 'cancelled' }, by, clock);

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
  if (approval.status !== 'pending') return alreadyDecided(approval);
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

/** Four eyes: neither the barred nor whoever approved an earlier step. */
export const mayDecide = (approval: Approval, memberId: string): boolean =>
  !approval.barredIds.includes(memberId) &&
  !approval.steps
    .slice(0, approval.stepIndex)
    .some((step) =>
      step.asked.some(
        (asked) => asked.decision && (asked.memberId === memberId || asked.delegatorId === memberId),
      ),
    );
