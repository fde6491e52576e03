import * as z from 'zod';
import { opportunityCreated } from '../../events/opportunities.ts';
import { dateSchema, idOf, line, prose, recordFields } from '../platform/fields.ts';
import { moneySchema } from '../platform/money.ts';
import type { RecordHead } from '../platform/record.ts';

/** The two axes of an opportunity: whether the partner's review lets it count, and how far the sale has come. */
export const reviewStatuses = [
  'pending_submission',
  'submitted',
  'in_review',
  'action_required',
  'approved',
  'rejected',
] as const;
export const stages = [
  'prospect',
  'qualified',
  'technical_validation',
  'business_validation',
  'committed',
  'launched',
  'closed_lost',
  'on_hold',
] as const;

export const opportunitySchema = z
  .strictObject({
    id: idOf('opportunity'),
    partnershipId: idOf('partnership'),
    organizationIds: z.array(idOf('organization')).length(2),
    /** The side that brought the customer, and the side that works it. */
    senderId: idOf('organization'),
    receiverId: idOf('organization'),
    referralId: idOf('referral').nullable(),
    title: line(),
    customer: z.strictObject({
      name: z.string(),
      domain: z.string(),
      industry: z.string().nullable(),
      country: z.string(),
    }),
    estimatedAmount: moneySchema.nullable(),
    expectedCloseDate: dateSchema.nullable(),
    solutionIds: z.array(z.string()),
    need: prose().nullable(),
    reviewStatus: z.enum(reviewStatuses),
    stage: z.enum(stages),
    ...recordFields,
  })
  .meta({ id: 'Opportunity' });
export type Opportunity = z.output<typeof opportunitySchema>;

export type NewOpportunity = Omit<
  Opportunity,
  keyof RecordHead | 'organizationIds' | 'reviewStatus' | 'stage'
>;

/** An opportunity begins unsubmitted, and as a prospect. */
export const begin = (head: RecordHead, given: NewOpportunity): Opportunity => ({
  ...given,
  organizationIds: [given.senderId, given.receiverId],
  reviewStatus: 'pending_submission',
  stage: 'prospect',
  ...head,
});

/** `status` of an opportunity's events is its stage; the review's status stands beside it. */
export const createdData = (opportunity: Opportunity): z.input<typeof opportunityCreated.data> => ({
  id: opportunity.id,
  revision: opportunity.revision,
  status: opportunity.stage,
  previousStatus: null,
  organizationIds: opportunity.organizationIds,
  links: { self: `/v1/opportunities/${opportunity.id}` },
  partnershipId: opportunity.partnershipId,
  referralId: opportunity.referralId,
  title: opportunity.title,
  customerDomain: opportunity.customer.domain,
  reviewStatus: opportunity.reviewStatus,
  stage: opportunity.stage,
  estimatedAmount: opportunity.estimatedAmount,
});

export { opportunityCreated };
