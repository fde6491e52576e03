import type { Approval } from '../approvals/approval.ts';
import { claimable } from '../fund-proposals/proposal.ts';
import { homeOf } from '../funds/fund.ts';
import type { Move } from '../funds/ledger.ts';
import { type Clock, DAY_MS, instant } from '../platform/clock.ts';
import { businessDaysAfter, type Calendar } from '../platform/days.ts';
import { askedMinor, type Claim, type ClaimVerb } from './claim.ts';
import { CORRECTION_DAYS, DISPUTE_BUSINESS_DAYS } from './due.ts';
import type { Held } from './store.ts';

/** What the decision of the funder's reviewers makes of a claim and its money. Pure. */
export interface Settlement {
  verb: ClaimVerb;
  changes: Partial<Claim>;
  moves: Move[];
  /** What is paid now, in minor units of the fund; 0: nothing. */
  payMinor: number;
  /** Whether the review is over for good: nothing can be disputed any more. */
  over: boolean;
}

type Ground = Pick<Held, 'claim' | 'proposal' | 'fund'>;

/** Money of a claim that is not approved: back to its proposal, where claims can still be made, else home. */
export const givingBack = (
  { proposal, fund }: Pick<Ground, 'proposal' | 'fund'>,
  amountMinor: number,
): Move => ({
  kind: 'release',
  from: 'accrued',
  to: claimable(proposal) ? 'committed' : homeOf(fund.fund),
  amountMinor,
});

/** The way back, for a dispute. Time may have ended the proposal meanwhile: then its money has gone home, and comes from there. */
export const takingBack = ({ proposal }: Pick<Ground, 'proposal'>, amountMinor: number): Move[] => [
  ...(claimable(proposal)
    ? []
    : ([
        { kind: 'reserve', from: 'available', to: 'reserved', amountMinor },
        { kind: 'commit', from: 'reserved', to: 'committed', amountMinor },
      ] as const)),
  { kind: 'accrue', from: 'committed', to: 'accrued', amountMinor },
];

/** Undefined while the approval is open, and where it was cancelled: whoever did that has settled the claim. */
export const settlementOf = (
  ground: Ground,
  approval: Approval,
  calendar: Calendar,
  clock: Clock,
): Settlement | undefined => {
  const { claim } = ground;
  const { status, decision, approvedAmount } = approval;
  if (status === 'pending' || status === 'cancelled') return undefined;
  const said = { reasonCode: decision?.reasonCode ?? null, reviewComment: decision?.comment ?? null };
  if (status === 'returned')
    return {
      verb: 'return',
      changes: { ...said, warnedAt: null, expiresAt: instant(clock.now() + CORRECTION_DAYS * DAY_MS) },
      ...{ moves: [], payMinor: 0, over: false },
    };
  const asked = askedMinor(claim);
  const granted =
    status === 'approved' ? asked : status === 'partially_approved' ? (approvedAmount?.amountMinor ?? 0) : 0;
  if (granted === 0)
    return claim.undisputed
      ? fallBack(ground, status === 'expired' ? undisputed(claim) : said)
      : refusal(ground, status === 'expired' ? 'expire' : 'reject', said, calendar, clock);
  return approvalOf(ground, granted, said, calendar, clock);
};

type Said = Pick<Claim, 'reasonCode' | 'reviewComment'>;

const approvalOf = (
  ground: Ground,
  granted: number,
  said: Said,
  calendar: Calendar,
  clock: Clock,
): Settlement => {
  const { claim } = ground;
  const rest = askedMinor(claim) - granted;
  const before = claim.approvedAmount?.amountMinor ?? 0;
  const disputed = claim.undisputed !== null;
  return {
    verb: rest === 0 ? 'approve' : 'approve_in_part',
    changes: {
      ...said,
      expiresAt: null,
      approvedAmount: { amountMinor: before + granted, currency: claim.currency },
      disputableUntil: rest === 0 || disputed ? null : disputableUntil(calendar, clock),
    },
    moves: [givingBack(ground, rest)],
    payMinor: granted,
    over: rest === 0 || disputed,
  };
};

/** Why the claim was decided as it was before its dispute: holds again where nobody gave another reason. */
const undisputed = ({ undisputed: before }: Claim): Pick<Claim, 'reasonCode'> => ({
  reasonCode: before?.reasonCode ?? null,
});

/** A dispute that is not granted: what was decided before stands again, for good. */
const fallBack = (ground: Ground, said: Partial<Said>): Settlement => ({
  verb: ground.claim.undisputed?.status === 'rejected' ? 'reject' : 'approve_in_part',
  changes: { ...said, expiresAt: null, disputableUntil: null },
  ...{ moves: [givingBack(ground, askedMinor(ground.claim))], payMinor: 0, over: true },
});

/** Rejected, or not decided in time. */
const refusal = (
  ground: Ground,
  verb: 'reject' | 'expire',
  said: Said,
  calendar: Calendar,
  clock: Clock,
): Settlement => ({
  verb,
  changes: {
    ...said,
    expiresAt: null,
    disputableUntil: verb === 'reject' ? disputableUntil(calendar, clock) : null,
  },
  moves: [givingBack(ground, askedMinor(ground.claim))],
  ...{ payMinor: 0, over: verb === 'expire' },
});

const disputableUntil = (calendar: Calendar, clock: Clock): string =>
  instant(businessDaysAfter(clock.now(), DISPUTE_BUSINESS_DAYS, calendar));

/** What time makes of a claim that nobody acts upon. */
export const lapseOf = (ground: Ground, due: ClaimVerb, clock: Clock): Settlement => {
  const nothing = { moves: [], payMinor: 0 };
  const { claim } = ground;
  if (due === 'warn')
    return { verb: due, changes: { warnedAt: instant(clock.now()) }, ...nothing, over: false };
  if (due === 'let_stand') return { verb: due, changes: { disputableUntil: null }, ...nothing, over: true };
  if (claim.status === 'draft')
    return { verb: 'expire', changes: { expiresAt: null }, ...nothing, over: false };
  if (claim.undisputed) return fallBack(ground, undisputed(claim));
  return {
    verb: 'expire',
    changes: { expiresAt: null, reasonCode: 'not_corrected' },
    ...{ moves: [givingBack(ground, askedMinor(claim))], payMinor: 0, over: true },
  };
};
