import * as z from 'zod';
import { attachmentRoutes } from '../platform/attachments/routes.ts';
import { idOf, instantSchema, pageOf, pageQuery, prose } from '../platform/fields.ts';
import { declareRoutes } from '../platform/route.ts';
import { timelineEntrySchema } from '../platform/timeline.ts';
import { claimPatchSchema, claimSchema, claimStatuses, newClaimSchema, proofPurposes } from './claim.ts';

const params = z.strictObject({ id: idOf('fund_claim') });
const act = {
  kind: 'act',
  method: 'POST',
  scope: 'fund-claims:write',
  params,
  body: z.strictObject({}),
  output: claimSchema,
} as const;

export const routes = declareRoutes({
  process: 'fund-claims',
  about:
    'Fund claims: a partner asks for approved money with proof of what it did and spent; what is approved is paid out.',
  routes: {
    createFundClaim: {
      kind: 'create',
      method: 'POST',
      path: '/v1/fund-claims',
      scope: 'fund-claims:write',
      summary: 'Draft a claim',
      description: 'The funder learns nothing of a draft. Attach the proof to it, then submit it.',
      body: newClaimSchema,
      output: claimSchema,
      status: 201,
      refusals: [
        'unknown_reference',
        'wrong_side',
        'transition_not_allowed',
        'partnership_not_active',
        'outside_window',
      ],
    },
    listFundClaims: {
      kind: 'list',
      method: 'GET',
      path: '/v1/fund-claims',
      scope: 'fund-claims:read',
      summary: 'List claims made and received',
      query: z.strictObject({
        ...pageQuery,
        status: z.enum(claimStatuses).optional(),
        partnershipId: idOf('partnership').optional(),
        updatedAfter: instantSchema.optional(),
      }),
      output: pageOf(claimSchema),
    },
    getFundClaim: {
      kind: 'read',
      method: 'GET',
      path: '/v1/fund-claims/{id}',
      scope: 'fund-claims:read',
      summary: 'Read a claim',
      params,
      output: claimSchema,
    },
    updateFundClaim: {
      kind: 'change',
      method: 'PATCH',
      path: '/v1/fund-claims/{id}',
      scope: 'fund-claims:write',
      summary: 'Change a draft, or a claim that was returned',
      description: 'JSON Merge Patch on the top level. A disputed claim keeps its amount.',
      params,
      body: claimPatchSchema,
      output: claimSchema,
      refusals: ['transition_not_allowed', 'wrong_side', 'partnership_not_active'],
    },
    submitFundClaim: {
      ...act,
      path: '/v1/fund-claims/{id}/submit',
      summary: 'Submit a claim, or submit it again',
      description:
        'Not without the proof that its activity type demands. The amount is accrued in the fund, and the reviewers are asked by mail.',
      refusals: [
        'transition_not_allowed',
        'wrong_side',
        'partnership_not_active',
        'outside_window',
        'insufficient_funds',
      ],
    },
    disputeFundClaim: {
      ...act,
      path: '/v1/fund-claims/{id}/dispute',
      summary: 'Dispute what was not approved',
      description:
        'Once, within five business days of the decision in your own calendar. What was not approved is reviewed again; what was approved stays approved.',
      body: z.strictObject({ reason: prose(2000) }).meta({
        examples: [{ reason: 'The list of guests was of the first day alone; the second is attached.' }],
      }),
      refusals: [
        'transition_not_allowed',
        'wrong_side',
        'partnership_not_active',
        'outside_window',
        'insufficient_funds',
      ],
    },
    withdrawFundClaim: {
      ...act,
      path: '/v1/fund-claims/{id}/withdraw',
      summary: 'Take a claim back',
      description: 'Its amount can be claimed again. Not once its reviewers have decided.',
      refusals: ['transition_not_allowed', 'wrong_side', 'partnership_not_active', 'already_decided'],
    },
    readFundClaimTimeline: {
      kind: 'list',
      method: 'GET',
      path: '/v1/fund-claims/{id}/timeline',
      scope: 'fund-claims:read',
      summary: "Read a claim's timeline",
      params,
      query: z.strictObject(pageQuery),
      output: pageOf(timelineEntrySchema),
    },
    ...attachmentRoutes('FundClaim', {
      kind: 'fund_claim',
      path: '/v1/fund-claims/{id}',
      records: 'fund-claims',
      purposes: proofPurposes,
      refusals: ['transition_not_allowed', 'wrong_side', 'partnership_not_active'],
    }),
  },
});
