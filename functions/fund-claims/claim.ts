import * as z from 'zod';
import { exchangeSchema } from '../funds/exchange.ts';
import { type FundSide, proofKinds } from '../funds/program.ts';
import { idOf, instantSchema, line, prose, recordFields } from '../platform/fields.ts';
import { currencySchema, moneySchema } from '../platform/money.ts';
import type { Transitions } from '../platform/transition.ts';

export const claimStatuses = [
  'draft',
  'submitted',
  'in_review',
  'action_required',
  'approved',
  'partially_approved',
  'rejected',
  'disputed',
  'withdrawn',
  'expired',
] as const;
export type ClaimStatus = (typeof claimStatuses)[number];

/** Where a decision may meet it; `action_required` because a disputed claim that is not put right falls back. */
const reviewed = ['submitted', 'disputed', 'in_review', 'action_required'] as const;

/**
 * draft -> submitted -> in_review <-> action_required -> approved | partially_approved | rejected; the last two ->
 * disputed -> in_review, once, within five business days; withdrawn; expired. A dispute that is not granted leaves what
 * was decided before.
 */
export const transitions = {
  submit: { from: ['draft', 'action_required'], to: 'submitted', by: 'partner' },
  begin_review: { from: ['submitted', 'disputed'], to: 'in_review', by: 'system' },
  return: { from: ['submitted', 'disputed', 'in_review'], to: 'action_required', by: 'system' },
  approve: { from: reviewed, to: 'approved', by: 'system' },
  approve_in_part: { from: reviewed, to: 'partially_approved', by: 'system' },
  reject: { from: reviewed, to: 'rejected', by: 'system' },
  dispute: { from: ['partially_approved', 'rejected'], to: 'disputed', by: 'partner' },
  let_stand: { from: ['partially_approved', 'rejected'], to: 'rejected', by: 'system' },
  warn: { from: ['draft', 'action_required'], to: 'draft', by: 'system' },
  withdraw: { from: ['draft', 'submitted', 'in_review', 'action_required'], to: 'withdrawn', by: 'partner' },
  expire: { from: ['draft', ...reviewed], to: 'expired', by: 'system' },
} as const satisfies Transitions<string, ClaimStatus, FundSide>;
export type ClaimVerb = keyof typeof transitions;

/** Steps that leave the status as it is: only something about the claim is written down. */
export const keepsStatus = (verb: ClaimVerb): boolean => verb === 'warn' || verb === 'let_stand';

export const rejectReasons = [
  { code: 'proof_insufficient', label: 'The proof is not sufficient' },
  { code: 'not_as_approved', label: 'The activity was not the one approved' },
  { code: 'cost_not_eligible', label: 'The cost is not eligible' },
  { code: 'claimed_before', label: 'It was claimed before' },
  { code: 'other', label: 'Another reason' },
] as const;

const fields = {
  title: line(),
  description: prose(4000),
  amount: moneySchema.meta({
    description: "The funder's share of what was spent, in the currency it was spent in",
  }),
  exchange: exchangeSchema.meta({
    description: "Where the amount is not in the fund's currency; locked when the claim is approved",
  }),
};

export const newClaimSchema = z
  .strictObject({
    proposalId: idOf('fund_proposal'),
    title: fields.title,
    description: fields.description.nullable().default(null),
    amount: fields.amount.nullable().default(null),
    exchange: fields.exchange.nullable().default(null),
  })
  .meta({
    id: 'NewFundClaim',
    examples: [
      {
        proposalId: 'fpp_01JD0000000000000000000070',
        title: 'First webinar',
        description: '212 guests, of whom 40 asked for a follow-up.',
        amount: { amountMinor: 800_000, currency: 'EUR' },
      },
    ],
  });

export const claimPatchSchema = z
  .strictObject({
    title: fields.title.optional(),
    description: fields.description.nullable().optional(),
    amount: fields.amount.nullable().optional(),
    exchange: fields.exchange.nullable().optional(),
  })
  .meta({ id: 'FundClaimPatch', examples: [{ amount: { amountMinor: 750_000, currency: 'EUR' } }] });

const own = {
  id: idOf('fund_claim'),
  status: z.enum(claimStatuses),
  proposalId: idOf('fund_proposal'),
  proposalTitle: z.string(),
  fundId: idOf('fund'),
  partnershipId: idOf('partnership'),
  organizationIds: z.array(idOf('organization')).length(2),
  funderId: idOf('organization'),
  funderName: z.string(),
  partnerId: idOf('organization'),
  partnerName: z.string(),
  nextSide: z.enum(['funder', 'partner']).nullable(),
  currency: currencySchema.meta({ description: 'Of the fund' }),
  title: line(),
  description: prose(4000).nullable(),
  amount: moneySchema.nullable(),
  exchange: exchangeSchema.nullable(),
  fundAmount: moneySchema
    .nullable()
    .meta({ description: "What is claimed, in the fund's currency; there once it was submitted" }),
  approvedAmount: moneySchema.nullable(),
  payoutIds: z.array(idOf('payout')),
  expiresAt: instantSchema.nullable().meta({ description: 'When it lapses in its present status' }),
  disputableUntil: instantSchema.nullable(),
  disputeReason: prose(2000).nullable().meta({ description: 'Why the partner disputed the decision' }),
  reasonCode: z.string().nullable(),
  reviewComment: z.string().nullable().meta({ description: 'What the reviewers wrote with their decision' }),
  submissions: z.int().nonnegative(),
};

/** As it is kept. */
export const storedSchema = z.strictObject({
  ...own,
  approvalId: z.string().nullable(),
  warnedAt: instantSchema.nullable(),
  /** The rules of its proposal that it needs by itself. */
  claimsEndAt: instantSchema,
  /** What was decided before a dispute: stands again where the dispute is not granted. */
  undisputed: z
    .strictObject({ status: z.enum(['partially_approved', 'rejected']), reasonCode: z.string().nullable() })
    .nullable(),
  ...recordFields,
});
export type Claim = z.output<typeof storedSchema>;

export const claimSchema = z.strictObject({ ...own, ...recordFields }).meta({ id: 'FundClaim' });

export const viewOf = ({
  approvalId: _,
  warnedAt: __,
  claimsEndAt: ___,
  undisputed: ____,
  ...shown
}: Claim): z.output<typeof claimSchema> => shown;

/** What is attached to a claim is one of the proofs that programs demand. */
export const proofPurposes = proofKinds;

/** Who acts next, by status. */
export const nextSideOf: Record<ClaimStatus, Claim['nextSide']> = {
  draft: 'partner',
  submitted: 'funder',
  in_review: 'funder',
  action_required: 'partner',
  approved: null,
  partially_approved: null,
  rejected: null,
  disputed: 'funder',
  withdrawn: null,
  expired: null,
};

export const sideOf = (claim: Pick<Claim, 'funderId'>, organizationId: string): FundSide =>
  claim.funderId === organizationId ? 'funder' : 'partner';

/** Whether what it says, and what is attached to it, can be changed. Of a disputed claim the amount was decided upon: only its proof can grow. */
export const editable = ({ status, undisputed }: Pick<Claim, 'status' | 'undisputed'>): boolean =>
  status === 'draft' || (status === 'action_required' && undisputed === null);
export const takesProof = ({ status }: Pick<Claim, 'status'>): boolean =>
  status === 'draft' || status === 'action_required';

/** Whether the funder is being asked. */
export const inReview = ({ status }: Pick<Claim, 'status'>): boolean =>
  status === 'submitted' || status === 'disputed' || status === 'in_review';

/** What is decided on now: all that is claimed, or, in a dispute, what was not approved before. */
export const askedMinor = ({ fundAmount, approvedAmount, undisputed }: Claim): number =>
  (fundAmount?.amountMinor ?? 0) - (undisputed ? (approvedAmount?.amountMinor ?? 0) : 0);
