import type { Payout } from '../payouts/payout.ts';
import type { Clock } from '../platform/clock.ts';
import { newHead } from '../platform/record.ts';
import type { Held } from './store.ts';

/** The payout of what was approved of a claim, under the rules that its proposal was submitted under. */
export const payoutOf = (
  id: string,
  { claim, proposal }: Pick<Held, 'claim' | 'proposal'>,
  amountMinor: number,
  clock: Clock,
): Payout => {
  const { terms } = proposal;
  if (!terms) throw new Error(`proposal ${proposal.id} pays without terms`);
  const { invoiceRequired, paymentTermDays, timeZone } = terms;
  return {
    ...newHead(id, 'system', clock),
    ...{ status: 'pending', nextSide: 'funder', title: claim.title },
    ...{ claimId: claim.id, proposalId: claim.proposalId, fundId: claim.fundId },
    ...{ partnershipId: claim.partnershipId, organizationIds: [claim.funderId, claim.partnerId] },
    ...{ funderId: claim.funderId, funderName: claim.funderName },
    ...{ partnerId: claim.partnerId, partnerName: claim.partnerName },
    amount: { amountMinor, currency: claim.currency },
    ...{ dueOn: null, invoice: null, paymentReference: null, paidOn: null, failures: 0 },
    ...{ reasonCode: null, clawback: null, heldFrom: null },
    ...{ invoiceRequired, paymentTermDays, timeZone },
  };
};
