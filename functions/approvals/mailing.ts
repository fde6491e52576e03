import { randomBytes } from 'node:crypto';
import type { Member } from '../organizations/organization.ts';
import type { Clock } from '../platform/clock.ts';
import { changed } from '../platform/record.ts';
import { type Approval, type Asked, currentStep } from './approval.ts';
import { nameApprovers, stillWaits } from './asking.ts';
import type { Delegation } from './policy.ts';

/** One mail that a round sends, with the secret of its own link. */
export interface Letter {
  asked: Asked;
  token: string;
  reminder: boolean;
}

/** A transaction takes at most 100 items; each letter's link is one. */
const MOST_LETTERS = 80;

export interface Round {
  approval: Approval;
  letters: Letter[];
  /** Nobody may decide: the operator is to hear of it, on a retry too, whose first try may not have come so far. */
  nobody: boolean;
  /** A retry: what its first try wrote, events among it, is there. */
  again: boolean;
  newlyAsked: string[];
}

/**
 * What one entry of the waiting state has to mail: everybody who is due a request or a reminder. A retry of the same
 * entry (`enteredAt` says so) mails again to those of its own first try, whose links may never have gone out; an entry
 * that has nothing due mails nobody.
 */
export const nextRound = (
  approval: Approval,
  members: readonly Member[],
  delegations: readonly Delegation[],
  enteredAt: string,
  clock: Clock,
): Round => {
  const { approval: named, nobody } = nameApprovers(approval, members, delegations, clock);
  const again = named.roundEnteredAt === enteredAt;
  const round = again ? named.round : named.round + 1;
  const step = currentStep(named);
  const due = step.asked
    .filter(
      (asked) =>
        stillWaits(asked, members) && (typeof asked.mail === 'string' || (again && asked.mail === round)),
    )
    .slice(0, MOST_LETTERS);
  const asked = step.asked.map((one) => (due.includes(one) ? { ...one, mail: round } : one));
  const steps = named.steps.with(named.stepIndex, { ...step, asked });
  return {
    approval: changed(named, { steps, round, roundEnteredAt: enteredAt }, 'system', clock),
    letters: due.map((one) => ({
      asked: one,
      token: randomBytes(32).toString('base64url'),
      reminder: one.mail === 'reminder',
    })),
    nobody,
    again,
    newlyAsked: due.filter((one) => one.mail === 'request').map((one) => one.memberId),
  };
};
