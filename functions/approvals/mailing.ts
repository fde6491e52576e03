import { randomBytes } from 'node:crypto';
import type { Member } from '../organizations/organization.ts';
import { type Clock, instant } from '../platform/clock.ts';
import { changed } from '../platform/record.ts';
import { type Approval, type ApprovalStep, type Asked, currentStep } from './approval.ts';
import { escalate, nameApprovers, stillWaits } from './asking.ts';
import { type Delivery, isLost, type Trouble } from './delivery.ts';
import type { Delegation } from './policy.ts';

/** One mail that a round sends, with the secret of its own link. */
export interface Letter {
  asked: Asked;
  token: string;
  reminder: boolean;
}

export interface Round {
  approval: Approval;
  letters: Letter[];
  /** What the operator is to hear of, on a retry too, whose first try may not have come so far. */
  trouble: Trouble | null;
  /** Asked in this round because nobody else can be, or can be reached. */
  escalatedTo: string[];
  /** A retry: what its first try wrote, events among it, is there. */
  again: boolean;
  newlyAsked: string[];
}

/**
 * What one entry of the waiting state has to mail: everybody who is due a request or a reminder. A retry of the same
 * entry (`enteredAt` says so) mails again to those of its own first try, whose links may never have gone out; an entry
 * that has nothing due mails nobody. Where no mail reaches any of those who are waited for, the step escalates at once.
 */
export const nextRound = (
  approval: Approval,
  members: readonly Member[],
  delegations: readonly Delegation[],
  enteredAt: string,
  clock: Clock,
): Round => {
  const named = nameApprovers(approval, members, delegations, clock);
  const again = approval.roundEnteredAt === enteredAt;
  const round = again ? approval.round : approval.round + 1;
  const post = mailer(members, round, again, clock);
  const withStep = (step: ApprovalStep): Approval => ({
    ...named.approval,
    steps: named.approval.steps.with(approval.stepIndex, step),
  });

  const first = post(currentStep(named.approval));
  const more = stuck(first.step, members)
    ? escalate(withStep(first.step), members, delegations, clock)
    : undefined;
  const second = more && post(more.step, new Set(more.people));
  const step = second?.step ?? first.step;
  const due = [...first.due, ...(second?.due ?? [])];
  const trouble = troubleOf(step, members, clock);
  // That asking failed stays written until this round's mails are out.
  const failing = step.trouble?.code === 'asking_failed' ? step.trouble : null;
  return {
    approval: changed(
      withStep({ ...step, trouble: trouble ?? failing }),
      { round, roundEnteredAt: enteredAt },
      'system',
      clock,
    ),
    letters: due.map((one) => ({
      asked: one,
      token: randomBytes(32).toString('base64url'),
      reminder: one.mail === 'reminder',
    })),
    trouble,
    escalatedTo: [...named.escalatedTo, ...(more?.people ?? [])].map(({ memberId }) => memberId),
    again,
    newlyAsked: due.filter((one) => one.mail === 'request').map((one) => one.memberId),
  };
};

/** Finds who of a step is due a mail, and writes down that they were mailed, or why they were not. */
const mailer = (members: readonly Member[], round: number, again: boolean, clock: Clock) => {
  const byId = new Map(members.map((member) => [member.id, member]));
  const now = instant(clock.now());
  const isDue = (asked: Asked, member: Member): boolean =>
    typeof asked.mail === 'string' ||
    (again && asked.mail === round) ||
    (member.unreachable === null && isBarred(asked.delivery));
  return (step: ApprovalStep, only?: ReadonlySet<Asked>): { step: ApprovalStep; due: Asked[] } => {
    const due: Asked[] = [];
    const asked = step.asked.map((one): Asked => {
      const member = byId.get(one.memberId);
      if (!member || (only && !only.has(one)) || !stillWaits(one, members) || !isDue(one, member)) return one;
      const { email, unreachable } = member;
      if (unreachable)
        return { ...one, mail: round, delivery: { status: 'withheld', at: now, reason: unreachable.reason } };
      due.push({ ...one, email });
      return { ...one, email, mail: round, delivery: { status: 'mailed', at: now, reason: null } };
    });
    return { step: { ...step, asked }, due };
  };
};

/** The last round's mails could not be sent: whoever they were for is due them still, and the operator has to know. */
export const failedRound = (approval: Approval, clock: Clock): Approval => {
  const step = currentStep(approval);
  const mail = step.remindersSent > 0 ? ('reminder' as const) : ('request' as const);
  const asked = step.asked.map((one) =>
    one.mail === approval.round && one.delivery?.status === 'mailed' ? { ...one, mail, delivery: null } : one,
  );
  const trouble: Trouble = { code: 'asking_failed', at: instant(clock.now()) };
  const steps = approval.steps.with(approval.stepIndex, { ...step, asked, trouble });
  return changed(approval, { steps }, 'system', clock);
};

/** Not mailed, or not any more, because of the address: another address, or a word of the organisation, ends that. */
const isBarred = (delivery: Delivery | null): boolean =>
  delivery !== null && ['bounced', 'complained', 'withheld'].includes(delivery.status);

/** Whether no mail reaches any of those whose answer is still waited for. */
export const stuck = (step: ApprovalStep, members: readonly Member[]): boolean =>
  step.asked.every((asked) => !stillWaits(asked, members) || isLost(asked.delivery));

const troubleOf = (step: ApprovalStep, members: readonly Member[], clock: Clock): Trouble | null => {
  if (!stuck(step, members)) return null;
  const waits = step.asked.some((asked) => stillWaits(asked, members));
  const code = waits ? 'nobody_reached' : 'nobody_may_decide';
  return step.trouble?.code === code ? step.trouble : { code, at: instant(clock.now()) };
};
