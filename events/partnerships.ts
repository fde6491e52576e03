import * as z from 'zod';
import { contractsOf, exampleOf, sharedRecord } from './define.ts';

const event = contractsOf('cosell.partners');

const partnership = z.strictObject({ ...sharedRecord, inviterId: z.string(), inviteeId: z.string() });

const partnershipEvent = <const Verb extends string>(
  verb: Verb,
  status: string,
  previousStatus: string | null,
  summary: string,
) =>
  event({
    type: `cosell.partnership.${verb}.v1`,
    summary,
    audience: 'parties',
    data: partnership,
    example: {
      ...exampleOf('partnerships', 'prt_01JD0000000000000000000003', status, previousStatus),
      inviterId: 'org_01JD0000000000000000000001',
      inviteeId: 'org_01JD0000000000000000000002',
    },
  });

export const partnershipInvited = partnershipEvent(
  'invited',
  'invited',
  null,
  'One organisation invited another to a partnership.',
);
export const partnershipAccepted = partnershipEvent(
  'accepted',
  'active',
  'invited',
  'The invitation was accepted; the partnership is active.',
);
export const partnershipDeclined = partnershipEvent(
  'declined',
  'declined',
  'invited',
  'The invitation was declined.',
);
export const partnershipExpired = partnershipEvent(
  'expired',
  'expired',
  'invited',
  'Nobody answered the invitation in time.',
);
export const partnershipSuspended = partnershipEvent(
  'suspended',
  'suspended',
  'active',
  'The partnership rests: its records can be read, no new ones are shared.',
);
export const partnershipResumed = partnershipEvent(
  'resumed',
  'active',
  'suspended',
  'A suspended partnership is active again.',
);
export const partnershipEnded = partnershipEvent(
  'ended',
  'ended',
  'active',
  'The partnership ended; its records are frozen and stay readable by both.',
);
