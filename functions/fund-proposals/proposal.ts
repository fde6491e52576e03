import * as z from 'zod';
import type { EventContract } from '../../events/define.ts';
import * as contracts from '../../events/fund-proposals.ts';
import { activityTypeSchema, type FundSide } from '../funds/program.ts';
import { dateSchema, idOf, instantSchema, line, prose, recordFields } from '../platform/fields.ts';
import { currencySchema, moneySchema } from '../platform/money.ts';
import type { Transitions } from '../platform/transition.ts';
import { type Share, shareOf, shareSchema } from './share.ts';

export const proposalStatuses = [
  'draft',
  'submitted',
  'in_review',
  'action_required',
  'approved',
  'active',
  'completed',
  'rejected',
  'cancelled',
  'expired',
] as const;
export type ProposalStatus = (typeof proposalStatuses)[number];

/**
 * draft -> submitted -> in_review <-> action_required -> approved -> active -> completed; rejected; recalled -> draft;
 * cancelled; expired. An activity that has begun is active; what was not claimed when its time is over is released.
 */
export const transitions = {
  submit: { from: ['draft', 'action_required'], to: 'submitted', by: 'partner' },
  begin_review: { from: ['submitted'], to: 'in_review', by: 'system' },
  return: { from: ['submitted', 'in_review'], to: 'action_required', by: 'system' },
  approve: { from: ['submitted', 'in_review'], to: 'approved', by: 'system' },
  reject: { from: ['submitted', 'in_review'], to: 'rejected', by: 'system' },
  recall: { from: ['submitted', 'in_review', 'action_required'], to: 'draft', by: 'partner' },
  activate: { from: ['approved'], to: 'active', by: 'system' },
  warn: { from: ['active'], to: 'active', by: 'system' },
  complete: { from: ['active'], to: 'completed', by: 'any' },
  cancel: {
    from: ['draft', 'submitted', 'in_review', 'action_required', 'approved', 'active'],
    to: 'cancelled',
    by: 'any',
  },
  expire: {
    from: ['submitted', 'in_review', 'action_required', 'approved', 'active'],
    to: 'expired',
    by: 'system',
  },
} as const satisfies Transitions<string, ProposalStatus, FundSide>;
export type ProposalVerb = keyof typeof transitions;

export const rejectReasons = [
  { code: 'not_eligible', label: 'Not eligible under the program' },
  { code: 'no_business_case', label: 'No business case' },
  { code: 'too_expensive', label: 'Too expensive for what it brings' },
  { code: 'insufficient_information', label: 'Too little information' },
  { code: 'other', label: 'Another reason' },
] as const;
export const cancelReasons = [
  'activity_cancelled',
  'no_budget',
  'duplicate',
  'partner_request',
  'other',
] as const;

const fields = {
  title: line(),
  activityType: line(40).meta({ description: "Code of one of the program's activity types" }),
  description: prose(4000),
  startsOn: dateSchema,
  endsOn: dateSchema.meta({ description: 'The last day of the activity, inclusive' }),
  totalCost: moneySchema.meta({ description: 'What the activity costs in all' }),
  requestedAmount: moneySchema.meta({ description: 'What the funder is asked for' }),
  ownerId: idOf('member').meta({ description: 'Your member who answers for it; may not approve it' }),
};

/** A draft may lack anything but its fund and title: what must be there is asked for when it is submitted. */
export const newProposalSchema = z
  .strictObject({
    fundId: idOf('fund'),
    title: fields.title,
    activityType: fields.activityType.nullable().default(null),
    description: fields.description.nullable().default(null),
    startsOn: fields.startsOn.nullable().default(null),
    endsOn: fields.endsOn.nullable().default(null),
    totalCost: fields.totalCost.nullable().default(null),
    requestedAmount: fields.requestedAmount.nullable().default(null),
    ownerId: fields.ownerId.nullable().default(null),
  })
  .meta({
    id: 'NewFundProposal',
    examples: [
      {
        fundId: 'fnd_01JD0000000000000000000060',
        title: 'Webinar series on cloud migration',
        activityType: 'joint_webinar',
        description: 'Three webinars in Portuguese, 200 guests each.',
        startsOn: '2027-02-01',
        endsOn: '2027-04-30',
        totalCost: { amountMinor: 5_000_000, currency: 'EUR' },
        requestedAmount: { amountMinor: 2_500_000, currency: 'EUR' },
      },
    ],
  });
export type NewProposal = z.output<typeof newProposalSchema>;

export const proposalPatchSchema = z
  .strictObject({
    title: fields.title.optional(),
    activityType: fields.activityType.nullable().optional(),
    description: fields.description.nullable().optional(),
    startsOn: fields.startsOn.nullable().optional(),
    endsOn: fields.endsOn.nullable().optional(),
    totalCost: fields.totalCost.nullable().optional(),
    requestedAmount: fields.requestedAmount.nullable().optional(),
    ownerId: fields.ownerId.nullable().optional(),
  })
  .meta({
    id: 'FundProposalPatch',
    examples: [{ requestedAmount: { amountMinor: 2_000_000, currency: 'EUR' } }],
  });

const windowSchema = z.strictObject({ startsOn: z.string(), endsOn: z.string() });

/** The program's rules as they stood when the proposal was submitted: what changes later does not change it. */
const termsSchema = z
  .strictObject({
    activityType: activityTypeSchema,
    use: windowSchema,
    claim: windowSchema,
    contributionBasisPoints: z.int(),
    invoiceRequired: z.boolean(),
    paymentTermDays: z.int(),
    timeZone: z.string().meta({ description: "The funder's: its days are what the dates mean" }),
  })
  .meta({ id: 'FundProposalTerms' });
export type Terms = z.output<typeof termsSchema>;

const own = {
  id: idOf('fund_proposal'),
  status: z.enum(proposalStatuses),
  fundId: idOf('fund'),
  programId: idOf('fund_program'),
  partnershipId: idOf('partnership'),
  organizationIds: z.array(idOf('organization')).length(2),
  funderId: idOf('organization'),
  funderName: z.string(),
  partnerId: idOf('organization'),
  partnerName: z.string(),
  nextSide: z.enum(['funder', 'partner', 'any']).nullable(),
  currency: currencySchema,
  title: line(),
  activityType: z.string().nullable(),
  description: prose(4000).nullable(),
  startsOn: dateSchema.nullable(),
  endsOn: dateSchema.nullable(),
  totalCost: moneySchema.nullable(),
  requestedAmount: moneySchema.nullable(),
  approvedAmount: moneySchema.nullable(),
  ownerId: idOf('member').nullable(),
  terms: termsSchema.nullable(),
  claimsEndAt: instantSchema
    .nullable()
    .meta({ description: 'Until when claims can be submitted; what is not claimed by then is released' }),
  /** When it lapses in its present status: unanswered, or not put right. */
  expiresAt: instantSchema.nullable(),
  reasonCode: z.string().nullable(),
  reviewComment: z
    .string()
    .nullable()
    .meta({ description: 'What the reviewers wrote when they returned or rejected it' }),
  submissions: z.int().nonnegative().meta({ description: 'How often it was submitted' }),
};

/** As it is kept. */
export const storedSchema = z.strictObject({
  ...own,
  approvalId: z.string().nullable(),
  warnedAt: instantSchema.nullable(),
  ...recordFields,
});
export type Proposal = z.output<typeof storedSchema>;

export const proposalEntrySchema = z
  .strictObject({ ...own, ...recordFields })
  .meta({ id: 'FundProposalEntry' });
export const proposalViewSchema = z
  .strictObject({ ...own, share: shareSchema, ...recordFields })
  .meta({ id: 'FundProposal' });

export const entryOf = ({
  approvalId: _,
  warnedAt: __,
  ...shown
}: Proposal): z.output<typeof proposalEntrySchema> => shown;
export const viewOf = (proposal: Proposal, share: Share): z.output<typeof proposalViewSchema> => ({
  ...entryOf(proposal),
  share: shareOf(share),
});

/** Who acts next, by status. */
export const nextSideOf: Record<ProposalStatus, Proposal['nextSide']> = {
  draft: 'partner',
  submitted: 'funder',
  in_review: 'funder',
  action_required: 'partner',
  approved: 'partner',
  active: 'partner',
  completed: null,
  rejected: null,
  cancelled: null,
  expired: null,
};

export const sideOf = (proposal: Pick<Proposal, 'funderId'>, organizationId: string): FundSide =>
  proposal.funderId === organizationId ? 'funder' : 'partner';

/** Whether the funder is being asked. */
export const inReview = ({ status }: Pick<Proposal, 'status'>): boolean =>
  status === 'submitted' || status === 'in_review';

/** Whether claims can be made of it. */
export const claimable = ({ status }: Pick<Proposal, 'status'>): boolean =>
  status === 'approved' || status === 'active';

const verbEvents: Partial<Record<ProposalVerb, EventContract>> = {
  submit: contracts.fundProposalSubmitted,
  begin_review: contracts.fundProposalStageChanged,
  return: contracts.fundProposalActionRequired,
  approve: contracts.fundProposalApproved,
  reject: contracts.fundProposalRejected,
  recall: contracts.fundProposalRecalled,
  activate: contracts.fundProposalStageChanged,
  warn: contracts.fundProposalExpiring,
  complete: contracts.fundProposalCompleted,
  cancel: contracts.fundProposalCancelled,
  expire: contracts.fundProposalExpired,
};

/** The event of a step, and its data. A draft that is cancelled was never known to the funder: no event. */
export const announcement = (
  verb: ProposalVerb,
  proposal: Proposal,
  before: ProposalStatus,
): { contract: EventContract; data: unknown } | undefined => {
  const contract = verbEvents[verb];
  if (!contract || (before === 'draft' && verb === 'cancel')) return undefined;
  return {
    contract,
    data: {
      id: proposal.id,
      revision: proposal.revision,
      status: proposal.status,
      previousStatus: before,
      organizationIds: proposal.organizationIds,
      links: { self: `/v1/fund-proposals/${proposal.id}` },
      partnershipId: proposal.partnershipId,
      fundId: proposal.fundId,
      funderId: proposal.funderId,
      partnerId: proposal.partnerId,
      title: proposal.title,
      activityType: proposal.activityType,
      requestedAmount: proposal.requestedAmount,
      approvedAmount: proposal.approvedAmount,
      claimsEndAt: proposal.claimsEndAt,
      reasonCode: proposal.reasonCode,
    },
  };
};
