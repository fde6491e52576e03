import type { Approval } from '../approvals/approval.ts';
import { homeOf } from '../funds/fund.ts';
import type { Move } from '../funds/ledger.ts';
import { type Clock, DAY_MS, instant } from '../platform/clock.ts';
import { CORRECTION_DAYS } from './due.ts';
import type { Proposal, ProposalVerb } from './proposal.ts';
import type { Held } from './store.ts';

/** What the decision of the funder's reviewers makes of a proposal and its money. Pure. */
export interface Settlement {
  verb: ProposalVerb;
  changes: Partial<Proposal>;
  moves: Move[];
}

const verbOf: Partial<Record<Approval['status'], ProposalVerb>> = {
  approved: 'approve',
  partially_approved: 'approve',
  rejected: 'reject',
  returned: 'return',
  expired: 'expire',
};

/** Undefined while the approval is open, and where it was cancelled: whoever did that has settled the proposal. */
export const settlementOf = (
  { proposal, share, fund }: Pick<Held, 'proposal' | 'share' | 'fund'>,
  { status, decision, approvedAmount }: Approval,
  clock: Clock,
): Settlement | undefined => {
  const verb = verbOf[status];
  const asked = proposal.requestedAmount;
  if (!verb || !asked) return undefined;
  const home = homeOf(fund.fund);
  const release = (amountMinor: number): Move => ({
    kind: 'release',
    from: 'reserved',
    to: home,
    amountMinor,
  });
  const said = { reasonCode: decision?.reasonCode ?? null, reviewComment: decision?.comment ?? null };
  if (verb === 'return')
    return {
      verb,
      moves: [],
      changes: { ...said, expiresAt: instant(clock.now() + CORRECTION_DAYS * DAY_MS) },
    };
  if (verb !== 'approve') return { verb, moves: [release(share.reserved)], changes: said };
  const approved = approvedAmount ?? asked;
  return {
    verb,
    moves: [
      { kind: 'commit', from: 'reserved', to: 'committed', amountMinor: approved.amountMinor },
      release(share.reserved - approved.amountMinor),
    ],
    changes: { ...said, approvedAmount: approved },
  };
};

/** What time makes of a proposal. One that has paid something is completed by it, not expired. */
export const lapseOf = (
  { proposal, share, fund }: Pick<Held, 'proposal' | 'share' | 'fund'>,
  due: ProposalVerb,
  clock: Clock,
): Settlement => {
  if (due === 'activate') return { verb: due, changes: {}, moves: [] };
  if (due === 'warn') return { verb: due, changes: { warnedAt: instant(clock.now()) }, moves: [] };
  const used = proposal.status === 'active' && share.accrued + share.settled > 0;
  return { verb: used ? 'complete' : 'expire', changes: {}, moves: releasing({ share, fund }) };
};

/** Everything of the proposal that nobody has claimed goes home. */
export const releasing = ({ share, fund }: Pick<Held, 'share' | 'fund'>): Move[] => {
  const home = homeOf(fund.fund);
  return [
    { kind: 'release', from: 'reserved', to: home, amountMinor: share.reserved },
    { kind: 'release', from: 'committed', to: home, amountMinor: share.committed },
  ];
};
