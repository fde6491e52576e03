import * as z from 'zod';
import * as contracts from '../../events/partnerships.ts';
import { idOf, instantSchema, prose, recordFields } from '../platform/fields.ts';
import type { Transitions } from '../platform/transition.ts';

export const partnershipStatuses = [
  'invited',
  'active',
  'suspended',
  'ended',
  'declined',
  'expired',
] as const;
export type PartnershipStatus = (typeof partnershipStatuses)[number];
export type PartnershipSide = 'inviter' | 'invitee';

/** invited -> active -> suspended <-> active -> ended; declined; expired. */
export const transitions = {
  accept: { from: ['invited'], to: 'active', by: 'invitee' },
  decline: { from: ['invited'], to: 'declined', by: 'invitee' },
  expire: { from: ['invited'], to: 'expired', by: 'system' },
  suspend: { from: ['active'], to: 'suspended', by: 'any' },
  resume: { from: ['suspended'], to: 'active', by: 'any' },
  end: { from: ['active', 'suspended'], to: 'ended', by: 'any' },
} as const satisfies Transitions<string, PartnershipStatus, PartnershipSide>;
export type PartnershipVerb = keyof typeof transitions;

/** The event that each step announces. */
export const announced = {
  accept: contracts.partnershipAccepted,
  decline: contracts.partnershipDeclined,
  expire: contracts.partnershipExpired,
  suspend: contracts.partnershipSuspended,
  resume: contracts.partnershipResumed,
  end: contracts.partnershipEnded,
} as const satisfies Record<PartnershipVerb, unknown>;

export const partnershipSchema = z
  .strictObject({
    id: idOf('partnership'),
    status: z.enum(partnershipStatuses),
    organizationIds: z.array(idOf('organization')).length(2),
    inviterId: idOf('organization'),
    inviterName: z.string(),
    inviteeId: idOf('organization'),
    inviteeName: z.string(),
    message: prose(2000).nullable(),
    reasonCode: z.string().nullable().meta({ description: 'Why the invitation was declined' }),
    expiresAt: instantSchema.meta({ description: 'Until when the invitation can be answered' }),
    /** Who suspended it: only that side can resume it. */
    suspendedById: idOf('organization').nullable(),
    ...recordFields,
  })
  .meta({ id: 'Partnership' });

/** As it is kept: with the approval that answers the invitation, which is the invitee's own affair. */
export type Partnership = z.output<typeof partnershipSchema> & { approvalId: string };

export const viewOf = ({ approvalId: _, ...shown }: Partnership): z.output<typeof partnershipSchema> => shown;

export const newPartnershipSchema = z
  .strictObject({ inviteeId: idOf('organization'), message: prose(2000).optional() })
  .meta({
    id: 'NewPartnership',
    examples: [{ inviteeId: 'org_01JD0000000000000000000002', message: 'Shall we work together in Iberia?' }],
  });

export const declineReasons = [
  { code: 'not_interested', label: 'Not interested' },
  { code: 'not_now', label: 'Not now' },
  { code: 'unknown_organization', label: 'We do not know this organisation' },
  { code: 'other', label: 'Another reason' },
] as const;

export const sideOf = (partnership: Partnership, organizationId: string): PartnershipSide =>
  partnership.inviterId === organizationId ? 'inviter' : 'invitee';

export const eventData = (
  partnership: Partnership,
  previousStatus: PartnershipStatus | null,
): z.input<typeof contracts.partnershipInvited.data> => ({
  id: partnership.id,
  revision: partnership.revision,
  status: partnership.status,
  previousStatus,
  organizationIds: partnership.organizationIds,
  links: { self: `/v1/partnerships/${partnership.id}` },
  inviterId: partnership.inviterId,
  inviteeId: partnership.inviteeId,
});
