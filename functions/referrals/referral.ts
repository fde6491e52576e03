import * as z from 'zod';
import type { EventContract } from '../../events/define.ts';
import * as contracts from '../../events/referrals.ts';
import { dateSchema, idOf, instantSchema, line, prose, recordFields } from '../platform/fields.ts';
import { moneySchema } from '../platform/money.ts';
import type { Transitions } from '../platform/transition.ts';
import { customerSchema } from './customer.ts';

export const referralStatuses = [
  'draft',
  'proposed',
  'accepted',
  'declined',
  'expired',
  'withdrawn',
  'connected',
  'converted',
  'closed',
] as const;
export type ReferralStatus = (typeof referralStatuses)[number];
export type ReferralSide = 'sender' | 'receiver';

/**
 * draft -> proposed -> accepted | declined | expired | withdrawn; accepted -> connected -> converted | closed.
 * An accepted referral may be closed before its sellers were introduced, too.
 */
export const transitions = {
  propose: { from: ['draft'], to: 'proposed', by: 'sender' },
  accept: { from: ['proposed'], to: 'accepted', by: 'receiver' },
  decline: { from: ['proposed'], to: 'declined', by: 'receiver' },
  expire: { from: ['proposed'], to: 'expired', by: 'system' },
  withdraw: { from: ['proposed'], to: 'withdrawn', by: 'sender' },
  connect: { from: ['accepted'], to: 'connected', by: 'any' },
  convert: { from: ['connected'], to: 'converted', by: 'any' },
  close: { from: ['accepted', 'connected'], to: 'closed', by: 'any' },
} as const satisfies Transitions<string, ReferralStatus, ReferralSide>;
export type ReferralVerb = keyof typeof transitions;

export const declineReasons = [
  { code: 'no_capacity', label: 'No capacity' },
  { code: 'not_a_fit', label: 'Not a fit for us' },
  { code: 'already_engaged', label: 'We are already engaged with this customer' },
  { code: 'out_of_territory', label: 'Outside our territory' },
  { code: 'insufficient_information', label: 'Too little information' },
  { code: 'conflict_of_interest', label: 'Conflict of interest' },
  { code: 'other', label: 'Another reason' },
] as const;
export const closeReasons = [
  'customer_not_interested',
  'no_budget',
  'lost_to_competitor',
  'no_response',
  'other',
] as const;

const estimatedAmount = moneySchema.nullable().default(null);
const solutionIds = z
  .array(line(64))
  .max(20)
  .default([])
  .meta({ description: 'Solutions of the catalog that the customer needs' });

export const newReferralSchema = z
  .strictObject({
    partnershipId: idOf('partnership'),
    title: line(),
    customer: customerSchema,
    estimatedAmount,
    expectedCloseDate: dateSchema.nullable().default(null),
    solutionIds,
    need: prose()
      .nullable()
      .default(null)
      .meta({ description: 'What the customer needs; the receiver sees it when it decides' }),
    confidentialNote: prose()
      .nullable()
      .default(null)
      .meta({ description: 'Hidden from the receiver until it accepts' }),
  })
  .meta({
    id: 'NewReferral',
    examples: [
      {
        partnershipId: 'prt_01JD0000000000000000000003',
        title: 'Data platform for Contoso Foods',
        customer: {
          name: 'Contoso Foods',
          domain: 'contoso-foods.com',
          industry: 'Food',
          country: 'PT',
          address: { city: 'Porto' },
          contacts: [
            { name: 'Rita Alves', email: 'rita.alves@contoso-foods.com', jobTitle: 'CIO', consent: true },
          ],
        },
        estimatedAmount: { amountMinor: 12_500_000, currency: 'EUR' },
        expectedCloseDate: '2027-03-31',
        solutionIds: [],
        need: 'Move the reporting of 40 plants to one data platform.',
        confidentialNote: 'Their current contract ends in June.',
      },
    ],
  });
export type NewReferral = z.output<typeof newReferralSchema>;

/** Merge patch of a draft. `customer` is given whole: it is one thing to the sender, and never half of two. */
export const referralPatchSchema = z
  .strictObject({
    title: line().optional(),
    customer: customerSchema.optional(),
    estimatedAmount: moneySchema.nullable().optional(),
    expectedCloseDate: dateSchema.nullable().optional(),
    solutionIds: z.array(line(64)).max(20).optional(),
    need: prose().nullable().optional(),
    confidentialNote: prose().nullable().optional(),
  })
  .meta({ id: 'ReferralPatch', examples: [{ title: 'Data platform for Contoso Foods, phase 1' }] });

const sellerSchema = z.strictObject({ name: z.string(), email: z.string() }).meta({ id: 'Seller' });

/** The whole record. */
export const storedSchema = z.strictObject({
  id: idOf('referral'),
  status: z.enum(referralStatuses),
  partnershipId: idOf('partnership'),
  organizationIds: z.array(idOf('organization')).length(2),
  senderId: idOf('organization'),
  senderName: z.string(),
  receiverId: idOf('organization'),
  receiverName: z.string(),
  /** The side that acts next; null when the record has come to its end. */
  nextSide: z.enum(['sender', 'receiver', 'any']).nullable(),
  title: line(),
  customer: customerSchema,
  estimatedAmount: moneySchema.nullable(),
  expectedCloseDate: dateSchema.nullable(),
  solutionIds: z.array(z.string()),
  need: prose().nullable(),
  confidentialNote: prose().nullable(),
  expiresAt: instantSchema.nullable(),
  reasonCode: z.string().nullable(),
  duplicateOf: z.strictObject({ id: z.string(), reason: z.string() }).nullable(),
  senderSeller: sellerSchema.nullable(),
  receiverSeller: sellerSchema.nullable(),
  opportunityId: idOf('opportunity').nullable(),
  approvalId: z.string().nullable(),
  ...recordFields,
});
export type Referral = z.output<typeof storedSchema>;

/** Who acts next, by status. */
export const nextSideOf: Record<ReferralStatus, Referral['nextSide']> = {
  draft: 'sender',
  proposed: 'receiver',
  accepted: 'any',
  connected: 'any',
  declined: null,
  expired: null,
  withdrawn: null,
  converted: null,
  closed: null,
};

export const sideOf = (referral: Referral, organizationId: string): ReferralSide =>
  referral.senderId === organizationId ? 'sender' : 'receiver';

const head = (referral: Referral, previousStatus: ReferralStatus | null) => ({
  id: referral.id,
  revision: referral.revision,
  status: referral.status,
  previousStatus,
  organizationIds: referral.organizationIds,
  links: { self: `/v1/referrals/${referral.id}` },
  partnershipId: referral.partnershipId,
});

const sharedData = (
  referral: Referral,
  previousStatus: ReferralStatus | null,
): z.input<typeof contracts.referralAccepted.data> => ({
  ...head(referral, previousStatus),
  senderId: referral.senderId,
  receiverId: referral.receiverId,
  title: referral.title,
  customerDomain: referral.customer.domain,
  estimatedAmount: referral.estimatedAmount,
});

/** The event of each step, and the data it carries. What the receiver may no longer see is not in it. */
export const announcement = (
  verb: ReferralVerb,
  referral: Referral,
  before: ReferralStatus,
): { contract: EventContract; data: unknown } => {
  const shared = sharedData(referral, before);
  const ended = { ...head(referral, before), reasonCode: referral.reasonCode };
  switch (verb) {
    case 'propose':
      return {
        contract: contracts.referralProposed,
        data: { ...shared, expiresAt: referral.expiresAt, duplicateOf: referral.duplicateOf },
      };
    case 'accept':
      return { contract: contracts.referralAccepted, data: shared };
    case 'decline':
      return { contract: contracts.referralDeclined, data: ended };
    case 'expire':
      return { contract: contracts.referralExpired, data: ended };
    case 'withdraw':
      return { contract: contracts.referralWithdrawn, data: ended };
    case 'connect':
      return { contract: contracts.referralConnected, data: shared };
    case 'convert':
      return {
        contract: contracts.referralConverted,
        data: { ...shared, opportunityId: referral.opportunityId },
      };
    case 'close':
      return { contract: contracts.referralClosed, data: { ...shared, reasonCode: referral.reasonCode } };
  }
};

/** Sent with each reminder while the referral waits for its answer. */
export const responseDue = (referral: Referral) => ({
  type: contracts.referralResponseDue.type,
  data: { ...sharedData(referral, referral.status), expiresAt: referral.expiresAt },
});
