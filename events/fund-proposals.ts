import * as z from 'zod';
import { contractsOf, exampleMoney, exampleOf, money, sharedRecord } from './define.ts';

const event = contractsOf('cosell.fund-proposals');

/** What both sides may see of a proposal once it was submitted. */
const proposal = z.strictObject({
  ...sharedRecord,
  partnershipId: z.string(),
  fundId: z.string(),
  funderId: z.string(),
  partnerId: z.string(),
  title: z.string(),
  activityType: z.string().nullable(),
  requestedAmount: money.nullable(),
  approvedAmount: money.nullable(),
  claimsEndAt: z.iso.datetime({ precision: 3 }).nullable(),
  reasonCode: z.string().nullable(),
});

const proposalEvent = <const Verb extends string>(
  verb: Verb,
  status: string,
  previousStatus: string,
  summary: string,
  changes: Partial<z.input<typeof proposal>> = {},
) =>
  event({
    type: `cosell.fund_proposal.${verb}.v1`,
    summary,
    audience: 'parties',
    data: proposal,
    example: {
      ...exampleOf('fund-proposals', 'fpp_01JD0000000000000000000070', status, previousStatus),
      partnershipId: 'prt_01JD0000000000000000000003',
      fundId: 'fnd_01JD0000000000000000000060',
      funderId: 'org_01JD0000000000000000000001',
      partnerId: 'org_01JD0000000000000000000002',
      title: 'Webinar series on cloud migration',
      activityType: 'joint_webinar',
      requestedAmount: exampleMoney,
      approvedAmount: null,
      claimsEndAt: '2028-03-01T00:00:00.000Z',
      reasonCode: null,
      ...changes,
    },
  });

export const fundProposalSubmitted = proposalEvent(
  'submitted',
  'submitted',
  'draft',
  'A proposal was submitted; its amount is reserved in the fund.',
);
export const fundProposalStageChanged = proposalEvent(
  'stage_changed',
  'in_review',
  'submitted',
  'A proposal is in review now, or its activity has begun.',
);
export const fundProposalActionRequired = proposalEvent(
  'action_required',
  'action_required',
  'in_review',
  'The reviewers returned a proposal for changes.',
);
export const fundProposalApproved = proposalEvent(
  'approved',
  'approved',
  'in_review',
  'A proposal was approved, in full or in part; the approved amount is committed.',
  { approvedAmount: exampleMoney },
);
export const fundProposalRejected = proposalEvent(
  'rejected',
  'rejected',
  'in_review',
  'A proposal was rejected; what was reserved for it is released.',
  { reasonCode: 'not_eligible' },
);
export const fundProposalRecalled = proposalEvent(
  'recalled',
  'draft',
  'in_review',
  'The partner took a proposal back before it was decided.',
);
export const fundProposalCancelled = proposalEvent(
  'cancelled',
  'cancelled',
  'approved',
  'A proposal was cancelled; what it held is released.',
  { reasonCode: 'activity_cancelled' },
);
export const fundProposalExpiring = proposalEvent(
  'expiring',
  'active',
  'active',
  'The time to claim is nearly over, and approved money is not claimed yet.',
  { approvedAmount: exampleMoney },
);
export const fundProposalExpired = proposalEvent(
  'expired',
  'expired',
  'active',
  'The time of a proposal passed without anything being claimed, or without its decision or correction.',
);
export const fundProposalCompleted = proposalEvent(
  'completed',
  'completed',
  'active',
  'The activity is done; what was not claimed is released.',
  { approvedAmount: exampleMoney },
);
