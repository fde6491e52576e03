import * as z from 'zod';
import { emailSchema, idOf, instantSchema, line, pageOf, pageQuery, prose } from '../platform/fields.ts';
import { declareRoutes } from '../platform/route.ts';
import { timelineEntrySchema } from '../platform/timeline.ts';
import { newOverlaySchema, overlaySchema } from './overlay.ts';
import {
  closeReasons,
  declineReasons,
  newReferralSchema,
  referralPatchSchema,
  referralStatuses,
} from './referral.ts';
import { referralEntrySchema, referralViewSchema } from './view.ts';

const params = z.strictObject({ id: idOf('referral') });
const act = {
  kind: 'act',
  method: 'POST',
  scope: 'referrals:write',
  params,
  body: z.strictObject({}),
  output: referralViewSchema,
} as const;

export const routes = declareRoutes({
  process: 'referrals',
  about:
    'Referrals: one side brings a customer, the other accepts or declines, both carry it on to a joint opportunity.',
  routes: {
    createReferral: {
      kind: 'create',
      method: 'POST',
      path: '/v1/referrals',
      scope: 'referrals:write',
      summary: 'Draft a referral',
      description: 'The receiver learns nothing of a draft.',
      body: newReferralSchema,
      output: referralViewSchema,
      status: 201,
      refusals: ['unknown_reference', 'partnership_not_active'],
    },
    listReferrals: {
      kind: 'list',
      method: 'GET',
      path: '/v1/referrals',
      scope: 'referrals:read',
      summary: 'List referrals sent and received',
      query: z.strictObject({
        ...pageQuery,
        side: z.enum(['sent', 'received']).optional().meta({ description: 'Left out: both' }),
        status: z.enum(referralStatuses).optional(),
        partnershipId: idOf('partnership').optional(),
        updatedAfter: instantSchema.optional(),
      }),
      output: pageOf(referralEntrySchema),
    },
    getReferral: {
      kind: 'read',
      method: 'GET',
      path: '/v1/referrals/{id}',
      scope: 'referrals:read',
      summary: 'Read a referral',
      params,
      output: referralViewSchema,
    },
    updateReferral: {
      kind: 'change',
      method: 'PATCH',
      path: '/v1/referrals/{id}',
      scope: 'referrals:write',
      summary: 'Change a draft',
      description:
        'JSON Merge Patch on the top level; `customer` is replaced whole. What was proposed stays as it is: withdraw it to propose something else.',
      params,
      body: referralPatchSchema,
      output: referralViewSchema,
      refusals: ['transition_not_allowed', 'wrong_side', 'partnership_not_active'],
    },
    proposeReferral: {
      ...act,
      path: '/v1/referrals/{id}/propose',
      summary: 'Propose a referral to its receiver',
      description: "The receiver's approvers are asked by mail; unanswered, it expires.",
      body: z
        .strictObject({
          duplicateReason: prose(500).optional().meta({
            description: 'Why this is another deal than the one it seems to double; the event tells it',
          }),
        })
        .meta({ examples: [{}] }),
      refusals: ['transition_not_allowed', 'wrong_side', 'partnership_not_active', 'possible_duplicate'],
    },
    acceptReferral: {
      ...act,
      path: '/v1/referrals/{id}/accept',
      summary: 'Accept a referral',
      description:
        'The same decision as on the e-mailed page: whichever comes first counts, the other is told who was first.',
      refusals: [
        'transition_not_allowed',
        'wrong_side',
        'partnership_not_active',
        'already_decided',
        'decided_by_mail_only',
      ],
    },
    declineReferral: {
      ...act,
      path: '/v1/referrals/{id}/decline',
      summary: 'Decline a referral',
      description: 'Your side then keeps its id, status and reason alone.',
      body: z
        .strictObject({
          reasonCode: z.enum(declineReasons.map(({ code }) => code)),
          comment: prose(2000)
            .optional()
            .meta({ description: 'Kept with your own approval; the sender is told the code alone' }),
        })
        .meta({ examples: [{ reasonCode: 'no_capacity' }] }),
      refusals: [
        'transition_not_allowed',
        'wrong_side',
        'partnership_not_active',
        'already_decided',
        'decided_by_mail_only',
      ],
    },
    withdrawReferral: {
      ...act,
      path: '/v1/referrals/{id}/withdraw',
      summary: 'Take a proposed referral back',
      refusals: ['transition_not_allowed', 'wrong_side', 'partnership_not_active', 'already_decided'],
    },
    connectReferral: {
      ...act,
      path: '/v1/referrals/{id}/connect',
      summary: 'Say that the sellers were introduced',
      body: z
        .strictObject({
          sellerId: idOf('member')
            .optional()
            .meta({ description: 'Your own seller; the other side sees name and address' }),
          counterpartSeller: z
            .strictObject({ name: line(), email: emailSchema })
            .optional()
            .meta({ description: "The other side's seller, where you know" }),
        })
        .meta({
          examples: [{ counterpartSeller: { name: 'Ana Lima', email: 'ana.lima@brightpath.example' } }],
        }),
      refusals: ['transition_not_allowed', 'partnership_not_active', 'unknown_reference'],
    },
    convertReferral: {
      ...act,
      path: '/v1/referrals/{id}/convert',
      summary: 'Turn a connected referral into a joint opportunity',
      description: '`opportunityId` of the answer names it.',
      refusals: ['transition_not_allowed', 'partnership_not_active'],
    },
    closeReferral: {
      ...act,
      path: '/v1/referrals/{id}/close',
      summary: 'Close an accepted referral that comes to nothing',
      body: z
        .strictObject({ reasonCode: z.enum(closeReasons) })
        .meta({ examples: [{ reasonCode: 'no_budget' }] }),
      refusals: ['transition_not_allowed', 'partnership_not_active'],
    },
    readReferralTimeline: {
      kind: 'list',
      method: 'GET',
      path: '/v1/referrals/{id}/timeline',
      scope: 'referrals:read',
      summary: "Read a referral's timeline",
      params,
      query: z.strictObject(pageQuery),
      output: pageOf(timelineEntrySchema),
    },
    getReferralPrivate: {
      kind: 'read',
      method: 'GET',
      path: '/v1/referrals/{id}/private',
      scope: 'referrals:read',
      summary: "Read your side's private overlay",
      params,
      output: overlaySchema,
    },
    putReferralPrivate: {
      kind: 'replace',
      method: 'PUT',
      path: '/v1/referrals/{id}/private',
      scope: 'referrals:write',
      summary: "Write your side's private overlay",
      description:
        'Replaces the whole overlay. The other side can never read it, in any answer, event, mail or error.',
      params,
      body: newOverlaySchema,
      output: overlaySchema,
      refusals: ['unknown_reference'],
    },
  },
});
