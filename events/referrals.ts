import * as z from 'zod';
import { contractsOf, exampleMoney, exampleOf, money, sharedRecord } from './define.ts';

const event = contractsOf('cosell.referrals');
const id = 'rfl_01JD0000000000000000000010';

/** What both sides may see of a referral in every state: never the contacts, the address or the confidential note. */
const referral = z.strictObject({
  ...sharedRecord,
  partnershipId: z.string(),
  senderId: z.string(),
  receiverId: z.string(),
  title: z.string(),
  customerDomain: z.string(),
  estimatedAmount: money.nullable(),
});
const example = (status: string, previousStatus: string | null) => ({
  ...exampleOf('referrals', id, status, previousStatus),
  partnershipId: 'prt_01JD0000000000000000000003',
  senderId: 'org_01JD0000000000000000000001',
  receiverId: 'org_01JD0000000000000000000002',
  title: 'Data platform for Contoso Foods',
  customerDomain: 'contoso-foods.com',
  estimatedAmount: exampleMoney,
});

/** A referral that its receiver may no longer see: only that it ended, and why. */
const ended = z.strictObject({
  ...sharedRecord,
  partnershipId: z.string(),
  reasonCode: z.string().nullable(),
});
const exampleEnded = (status: string, reasonCode: string | null) => ({
  ...exampleOf('referrals', id, status, 'proposed'),
  partnershipId: 'prt_01JD0000000000000000000003',
  reasonCode,
});

export const referralProposed = event({
  type: 'cosell.referral.proposed.v1',
  summary: 'A referral was proposed and waits for its receiver to accept or decline.',
  audience: 'parties',
  data: referral.extend({
    expiresAt: z.iso.datetime({ precision: 3 }),
    duplicateOf: z.strictObject({ id: z.string(), reason: z.string() }).nullable().meta({
      description:
        'Set where an earlier open record for the same customer was overridden, with the reason given',
    }),
  }),
  example: { ...example('proposed', 'draft'), expiresAt: '2026-12-07T09:00:00.000Z', duplicateOf: null },
});

export const referralAccepted = event({
  type: 'cosell.referral.accepted.v1',
  summary: 'The receiver accepted the referral; both sides now see all shared fields.',
  audience: 'parties',
  data: referral,
  example: example('accepted', 'proposed'),
});

export const referralDeclined = event({
  type: 'cosell.referral.declined.v1',
  summary: 'The receiver declined the referral.',
  audience: 'parties',
  data: ended,
  example: exampleEnded('declined', 'no_capacity'),
});

export const referralExpired = event({
  type: 'cosell.referral.expired.v1',
  summary: 'Nobody answered the referral in time.',
  audience: 'parties',
  data: ended,
  example: exampleEnded('expired', null),
});

export const referralWithdrawn = event({
  type: 'cosell.referral.withdrawn.v1',
  summary: 'The sender took the referral back before it was answered.',
  audience: 'parties',
  data: ended,
  example: exampleEnded('withdrawn', null),
});

export const referralConnected = event({
  type: 'cosell.referral.connected.v1',
  summary: 'The sellers of both sides were introduced.',
  audience: 'parties',
  data: referral,
  example: example('connected', 'accepted'),
});

export const referralConverted = event({
  type: 'cosell.referral.converted.v1',
  summary: 'The referral became an opportunity.',
  audience: 'parties',
  data: referral.extend({ opportunityId: z.string() }),
  example: { ...example('converted', 'connected'), opportunityId: 'opp_01JD0000000000000000000020' },
});

export const referralClosed = event({
  type: 'cosell.referral.closed.v1',
  summary: 'An accepted referral was closed without becoming an opportunity.',
  audience: 'parties',
  data: referral.extend({ reasonCode: z.string() }),
  example: { ...example('closed', 'connected'), reasonCode: 'customer_not_interested' },
});

export const referralResponseDue = event({
  type: 'cosell.referral.response_due.v1',
  summary: 'A proposed referral still waits for an answer; its approvers were reminded.',
  audience: 'parties',
  data: referral.extend({ expiresAt: z.iso.datetime({ precision: 3 }) }),
  example: { ...example('proposed', 'proposed'), expiresAt: '2026-12-07T09:00:00.000Z' },
});
