import * as z from 'zod';
import { customerSchema } from './customer.ts';
import { type Referral, type ReferralSide, storedSchema } from './referral.ts';

/**
 * What each side sees of a referral, in every state. The one place of the rule; responses and lists go through it.
 * Until accepted, the receiver is not shown street, city, postal code, contacts and the confidential note (they are
 * null or empty). Once declined, expired or withdrawn, it keeps id, status and reason alone.
 */
const { approvalId: _, ...shownFields } = storedSchema.shape;
const { contacts, address, ...customerFields } = customerSchema.shape;

const fullSchema = z.strictObject({
  ...shownFields,
  side: z.enum(['sender', 'receiver']).meta({ description: 'Which side you are' }),
  redacted: z
    .boolean()
    .meta({ description: 'Whether fields are hidden from you until the referral is accepted' }),
  customer: z.strictObject({ ...customerFields, address, contacts }).meta({ id: 'ReferralCustomer' }),
});
const endedSchema = z.strictObject({
  id: shownFields.id,
  status: shownFields.status,
  partnershipId: shownFields.partnershipId,
  side: z.literal('receiver'),
  reasonCode: shownFields.reasonCode,
  revision: shownFields.revision,
  updatedAt: shownFields.updatedAt,
});
export const referralViewSchema = z
  .union([fullSchema.meta({ id: 'Referral' }), endedSchema.meta({ id: 'EndedReferral' })])
  .meta({ id: 'ReferralView' });
export type ReferralView = z.input<typeof referralViewSchema>;

const summaryFields = {
  id: shownFields.id,
  status: shownFields.status,
  partnershipId: shownFields.partnershipId,
  senderId: shownFields.senderId,
  senderName: z.string(),
  receiverId: shownFields.receiverId,
  receiverName: z.string(),
  nextSide: shownFields.nextSide,
  title: shownFields.title,
  customer: z.strictObject({ name: z.string(), domain: z.string(), country: z.string() }),
  estimatedAmount: shownFields.estimatedAmount,
  expectedCloseDate: shownFields.expectedCloseDate,
  expiresAt: shownFields.expiresAt,
  reasonCode: shownFields.reasonCode,
  opportunityId: shownFields.opportunityId,
  revision: shownFields.revision,
  createdAt: shownFields.createdAt,
  updatedAt: shownFields.updatedAt,
};
const summarySchema = z.strictObject(summaryFields);
export type ReferralSummary = z.output<typeof summarySchema>;
/** An entry of a list: enough for a table on a screen; read the record for the rest. */
export const referralEntrySchema = z
  .union([
    z
      .strictObject({ ...summaryFields, side: shownFields.nextSide.unwrap().exclude(['any']) })
      .meta({ id: 'ReferralEntry' }),
    endedSchema,
  ])
  .meta({ id: 'ReferralListEntry' });
export type ReferralEntry = z.input<typeof referralEntrySchema>;

/** What a list needs of a referral, kept in the indexes: nothing in it is hidden from the receiver of a proposal. */
export const summaryOf = (referral: Referral): ReferralSummary => ({
  id: referral.id,
  status: referral.status,
  partnershipId: referral.partnershipId,
  senderId: referral.senderId,
  senderName: referral.senderName,
  receiverId: referral.receiverId,
  receiverName: referral.receiverName,
  nextSide: referral.nextSide,
  title: referral.title,
  customer: {
    name: referral.customer.name,
    domain: referral.customer.domain,
    country: referral.customer.country,
  },
  estimatedAmount: referral.estimatedAmount,
  expectedCloseDate: referral.expectedCloseDate,
  expiresAt: referral.expiresAt,
  reasonCode: referral.reasonCode,
  opportunityId: referral.opportunityId,
  revision: referral.revision,
  createdAt: referral.createdAt,
  updatedAt: referral.updatedAt,
});

const takenAway = (status: Referral['status']): boolean =>
  status === 'declined' || status === 'expired' || status === 'withdrawn';

const ended = ({ id, status, partnershipId, reasonCode, revision, updatedAt }: ReferralSummary) => ({
  id,
  status,
  partnershipId,
  side: 'receiver' as const,
  reasonCode,
  revision,
  updatedAt,
});

export const entryOf = (summary: ReferralSummary, organizationId: string): ReferralEntry => {
  const side = summary.senderId === organizationId ? 'sender' : 'receiver';
  return side === 'receiver' && takenAway(summary.status) ? ended(summary) : { ...summary, side };
};

export const viewOf = (referral: Referral, side: ReferralSide): ReferralView => {
  const { approvalId: _approvalId, ...shown } = referral;
  if (side === 'sender') return { ...shown, side, redacted: false };
  if (takenAway(referral.status)) return ended(summaryOf(referral));
  const { customer } = referral;
  // Contacts who did not agree are shown to nobody but the sender, ever.
  if (referral.status !== 'proposed')
    return {
      ...shown,
      side,
      redacted: false,
      customer: { ...customer, contacts: customer.contacts.filter(({ consent }) => consent) },
    };
  const region = customer.address?.region ?? null;
  return {
    ...shown,
    side,
    redacted: true,
    confidentialNote: null,
    customer: {
      ...customer,
      contacts: [],
      address: customer.address && { street: null, city: null, region, postalCode: null },
    },
  };
};
