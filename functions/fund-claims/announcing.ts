import type { EventContract } from '../../events/define.ts';
import * as contracts from '../../events/fund-claims.ts';
import type { Claim, ClaimStatus, ClaimVerb } from './claim.ts';

const verbEvents: Partial<Record<ClaimVerb, EventContract>> = {
  submit: contracts.fundClaimSubmitted,
  return: contracts.fundClaimActionRequired,
  approve: contracts.fundClaimApproved,
  approve_in_part: contracts.fundClaimPartiallyApproved,
  reject: contracts.fundClaimRejected,
  dispute: contracts.fundClaimDisputed,
  withdraw: contracts.fundClaimWithdrawn,
  expire: contracts.fundClaimExpired,
  warn: contracts.fundClaimDueSoon,
};

/** The event of a step, and its data. */
export const announcement = (
  verb: ClaimVerb,
  claim: Claim,
  before: ClaimStatus,
): { contract: EventContract; data: unknown; audience: string[] } | undefined => {
  const contract = verbEvents[verb];
  // A draft is the partner's own: the funder neither hears that it ends, nor that it is late.
  if (!contract || (before === 'draft' && verb === 'withdraw')) return undefined;
  const own = before === 'draft' && verb !== 'submit';
  return {
    contract,
    audience: own ? [claim.partnerId] : claim.organizationIds,
    data: {
      id: claim.id,
      revision: claim.revision,
      status: claim.status,
      previousStatus: before,
      organizationIds: claim.organizationIds,
      links: { self: `/v1/fund-claims/${claim.id}` },
      partnershipId: claim.partnershipId,
      fundId: claim.fundId,
      proposalId: claim.proposalId,
      funderId: claim.funderId,
      partnerId: claim.partnerId,
      title: claim.title,
      fundAmount: claim.fundAmount,
      approvedAmount: claim.approvedAmount,
      reasonCode: claim.reasonCode,
      ...((verb === 'approve_in_part' || verb === 'reject') && { disputableUntil: claim.disputableUntil }),
      ...(verb === 'warn' && { dueAt: claim.expiresAt }),
    },
  };
};
