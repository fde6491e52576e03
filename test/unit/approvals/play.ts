import type { Approval, Outcome } from '../../../functions/approvals/approval.ts';
import { type Answer, decide, delegate } from '../../../functions/approvals/deciding.ts';
import { nextRound, type Round } from '../../../functions/approvals/mailing.ts';
import type { Delegation, PolicyStep } from '../../../functions/approvals/policy.ts';
import type { Member } from '../../../functions/organizations/organization.ts';
import type { Clock } from '../../../functions/platform/clock.ts';
import type { Result } from '../../../functions/platform/result.ts';
import { handClock, member, memberId, named, opened, policyStep } from '../../support/arbitraries.ts';

/** Short words for telling the story of an approval in a test. Members are numbers. */
export const answer = (outcome: Outcome, given: Partial<Answer> = {}): Answer => ({
  outcome,
  reasonCode: null,
  comment: null,
  amount: null,
  ...given,
});

export const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`refused: ${result.refusal.code} ${result.refusal.detail}`);
  return result.value;
};

export const people = (count: number, given: Partial<Member> = {}): Member[] =>
  Array.from({ length: count }, (_, position) => member(position + 1, given));

export const away = (from: number, to: number, startsOn: string, endsOn: string): Delegation => ({
  id: `dlg_${from}${to}`,
  fromMemberId: memberId(from),
  toMemberId: memberId(to),
  startsOn,
  endsOn,
  revision: 1,
  createdAt: '',
  createdBy: '',
  updatedAt: '',
  updatedBy: '',
});

let entries = 0;
/** The workflow enters the state that asks. */
export const asks = (
  approval: Approval,
  members: Member[],
  clock: Clock,
  delegations: Delegation[] = [],
  enteredAt = `entry ${++entries}`,
): Round => nextRound(approval, members, delegations, enteredAt, clock);

/** Opened and asked: one step of these approvers, unless told otherwise. */
export const asked = (
  steps: Partial<PolicyStep>[],
  given: Parameters<typeof opened>[2] = {},
  members = people(9),
  delegations: Delegation[] = [],
) => {
  const clock = handClock();
  const approval = opened(
    steps.map((step) => policyStep({ approvers: named(1, 2), ...step })),
    clock,
    given,
  );
  return { clock, members, approval: asks(approval, members, clock, delegations).approval };
};

export const decides = (approval: Approval, number: number, given: Answer | Outcome, clock: Clock) =>
  decide(approval, memberId(number), typeof given === 'string' ? answer(given) : given, clock);

export const handsOn = (approval: Approval, from: number, to: number, clock: Clock) => {
  const { id, name, email, locale, timeZone } = member(to);
  return delegate(approval, memberId(from), { memberId: id, name, email, locale, timeZone }, clock);
};

export const askedIds = (approval: Approval): string[] =>
  approval.steps[approval.stepIndex]?.asked.map((one) => one.memberId) ?? [];
export const ids = (...numbers: number[]): string[] => numbers.map(memberId);
