import type { Approval, Decision } from '../../functions/approvals/approval.ts';
import type { Claim } from '../../functions/fund-claims/claim.ts';
import type { Proposal, Terms } from '../../functions/fund-proposals/proposal.ts';
import { type Kept, newShare } from '../../functions/fund-proposals/share.ts';
import type { Fund } from '../../functions/funds/fund.ts';
import { emptyBook } from '../../functions/funds/ledger.ts';
import type { Program } from '../../functions/funds/program.ts';
import type { Payout } from '../../functions/payouts/payout.ts';
import { handClock, idOf, opened, policyStep, START_MS } from './arbitraries.ts';

/** Ordinary records about a fund, each lacking nothing; Northwind funds, Brightpath proposes and claims. */
export const FUNDER = idOf('org', 1);
export const PARTNER = idOf('org', 2);
export const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
export const day = (days: number): string =>
  new Date(START_MS + days * 86_400_000).toISOString().slice(0, 10);

const head = (id: string) => {
  const at = new Date(START_MS).toISOString();
  return { id, revision: 2, createdAt: at, createdBy: 'client', updatedAt: at, updatedBy: 'client' };
};
const parties = {
  ...{ partnershipId: idOf('prt', 1), organizationIds: [FUNDER, PARTNER] },
  ...{ funderId: FUNDER, funderName: 'Northwind', partnerId: PARTNER, partnerName: 'Brightpath' },
};

export const program = (given: Partial<Program> = {}): Program => ({
  ...head(idOf('fpr', 1)),
  ...{ status: 'open', funderId: FUNDER, funderName: 'Northwind', currency: 'EUR' },
  ...{ name: 'Joint marketing', description: null, eligiblePartnershipIds: [idOf('prt', 1)] },
  activityTypes: [{ code: 'joint_webinar', name: 'Joint webinar', proofs: [] }],
  windows: {
    earn: { startsOn: day(-30), endsOn: day(200) },
    use: { startsOn: day(-30), endsOn: day(200) },
    claim: { startsOn: day(-30), endsOn: day(260) },
  },
  ...{ contributionBasisPoints: 5000, invoiceRequired: true, paymentTermDays: 30 },
  ...given,
});

export const fund = (given: Partial<Fund> = {}): Fund => ({
  ...head(idOf('fnd', 1)),
  ...parties,
  ...{ status: 'open', programId: idOf('fpr', 1), name: 'Brightpath 2027' },
  ...{ currency: 'EUR', lowBalanceMinor: null },
  ...given,
});

export const terms = (given: Partial<Terms> = {}): Terms => {
  const { activityTypes, windows, contributionBasisPoints, invoiceRequired, paymentTermDays } = program();
  return {
    activityType: activityTypes[0] as Terms['activityType'],
    ...{ use: windows.use, claim: windows.claim, timeZone: 'UTC' },
    ...{ contributionBasisPoints, invoiceRequired, paymentTermDays },
    ...given,
  };
};

const CLAIMS_END = `${day(261)}T00:00:00.000Z`;

export const proposal = (given: Partial<Proposal> = {}): Proposal => ({
  ...head(idOf('fpp', 1)),
  ...parties,
  ...{ status: 'in_review', nextSide: 'funder', fundId: idOf('fnd', 1), programId: idOf('fpr', 1) },
  ...{ currency: 'EUR', title: 'Webinar series', activityType: 'joint_webinar' },
  ...{ description: 'Three webinars.', startsOn: day(10), endsOn: day(60) },
  ...{ totalCost: euros(2_000), requestedAmount: euros(1_000), approvedAmount: null, ownerId: null },
  ...{ terms: terms(), claimsEndAt: CLAIMS_END, expiresAt: null, warnedAt: null },
  ...{ reasonCode: null, reviewComment: null, submissions: 1, approvalId: idOf('apr', 1) },
  ...given,
});

export const share = (given: Partial<Kept> = {}): Kept => ({
  ...newShare(idOf('fpp', 1)),
  version: 1,
  ...given,
});

export const heldFund = (given: Partial<Fund> = {}) => ({
  fund: fund(given),
  book: emptyBook(idOf('fnd', 1), 'EUR', new Date(START_MS).toISOString()),
});

export const claim = (given: Partial<Claim> = {}): Claim => ({
  ...head(idOf('fcl', 1)),
  ...parties,
  ...{ status: 'in_review', nextSide: 'funder', proposalId: idOf('fpp', 1), fundId: idOf('fnd', 1) },
  ...{ proposalTitle: 'Webinar series', currency: 'EUR', title: 'First webinar', description: '212 guests.' },
  ...{ amount: euros(1_000), exchange: null, fundAmount: euros(1_000), approvedAmount: null },
  ...{ payoutIds: [], expiresAt: null, disputableUntil: null, disputeReason: null, reasonCode: null },
  ...{ reviewComment: null, submissions: 1, approvalId: idOf('apr', 1), warnedAt: null },
  ...{ claimsEndAt: CLAIMS_END, undisputed: null },
  ...given,
});

export const payout = (given: Partial<Payout> = {}): Payout => ({
  ...head(idOf('pay', 1)),
  ...parties,
  ...{ status: 'scheduled', nextSide: 'funder', claimId: idOf('fcl', 1), proposalId: idOf('fpp', 1) },
  ...{ fundId: idOf('fnd', 1), title: 'First webinar', amount: euros(1_000), dueOn: day(30) },
  ...{ invoice: null, paymentReference: null, paidOn: null, failures: 0, reasonCode: null, clawback: null },
  ...{ invoiceRequired: true, paymentTermDays: 30, timeZone: 'UTC', heldFrom: null },
  ...given,
});

/** What the funder's reviewers have decided. */
export const decided = (
  status: Approval['status'],
  { amountMinor, ...given }: Partial<Decision> & { amountMinor?: number } = {},
): Approval => ({
  ...opened([policyStep()], handClock()),
  status,
  approvedAmount: amountMinor === undefined ? null : euros(amountMinor),
  decision:
    status === 'expired' || status === 'cancelled' || status === 'pending'
      ? null
      : {
          ...{
            outcome: 'approve',
            at: new Date(START_MS).toISOString(),
            byId: idOf('mem', 1),
            byName: 'Nora',
          },
          ...{ delegatorName: null, reasonCode: null, comment: null, amount: null },
          ...given,
        },
});
