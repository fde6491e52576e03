import * as z from 'zod';
import { idOf, instantSchema, pageOf, pageQuery } from '../platform/fields.ts';
import { declareRoutes } from '../platform/route.ts';
import { timelineEntrySchema } from '../platform/timeline.ts';
import {
  cancelReasons,
  newProposalSchema,
  proposalEntrySchema,
  proposalPatchSchema,
  proposalStatuses,
  proposalViewSchema,
} from './proposal.ts';

const params = z.strictObject({ id: idOf('fund_proposal') });
const act = {
  kind: 'act',
  method: 'POST',
  scope: 'fund-proposals:write',
  params,
  body: z.strictObject({}),
  output: proposalViewSchema,
} as const;

export const routes = declareRoutes({
  process: 'fund-proposals',
  about:
    'Fund proposals: a partner asks for money of a fund for an activity, the funder reviews it step by step, and approved money waits for claims.',
  routes: {
    createFundProposal: {
      kind: 'create',
      method: 'POST',
      path: '/v1/fund-proposals',
      scope: 'fund-proposals:write',
      summary: 'Draft a proposal',
      description: 'The funder learns nothing of a draft, and a draft may lack what is not known yet.',
      body: newProposalSchema,
      output: proposalViewSchema,
      status: 201,
      refusals: ['unknown_reference', 'wrong_side', 'transition_not_allowed', 'partnership_not_active'],
    },
    listFundProposals: {
      kind: 'list',
      method: 'GET',
      path: '/v1/fund-proposals',
      scope: 'fund-proposals:read',
      summary: 'List proposals made and received',
      query: z.strictObject({
        ...pageQuery,
        status: z.enum(proposalStatuses).optional(),
        partnershipId: idOf('partnership').optional(),
        updatedAfter: instantSchema.optional(),
      }),
      output: pageOf(proposalEntrySchema),
    },
    getFundProposal: {
      kind: 'read',
      method: 'GET',
      path: '/v1/fund-proposals/{id}',
      scope: 'fund-proposals:read',
      summary: 'Read a proposal, and how its money stands',
      params,
      output: proposalViewSchema,
    },
    updateFundProposal: {
      kind: 'change',
      method: 'PATCH',
      path: '/v1/fund-proposals/{id}',
      scope: 'fund-proposals:write',
      summary: 'Change a draft, or a proposal that was returned',
      description: 'JSON Merge Patch on the top level. What is in review stays as it is: recall it first.',
      params,
      body: proposalPatchSchema,
      output: proposalViewSchema,
      refusals: ['transition_not_allowed', 'wrong_side', 'partnership_not_active', 'unknown_reference'],
    },
    submitFundProposal: {
      ...act,
      path: '/v1/fund-proposals/{id}/submit',
      summary: 'Submit a proposal, or submit it again',
      description:
        "Checked against the program's rules as they are now, every fault at once. The amount is reserved in the fund, and the funder's reviewers are asked by mail.",
      refusals: [
        'transition_not_allowed',
        'wrong_side',
        'partnership_not_active',
        'outside_window',
        'insufficient_funds',
      ],
    },
    recallFundProposal: {
      ...act,
      path: '/v1/fund-proposals/{id}/recall',
      summary: 'Take a submitted proposal back',
      description: 'It is a draft again, its reservation is released, and nobody is asked any more.',
      refusals: ['transition_not_allowed', 'wrong_side', 'partnership_not_active', 'already_decided'],
    },
    cancelFundProposal: {
      ...act,
      path: '/v1/fund-proposals/{id}/cancel',
      summary: 'Cancel a proposal',
      description:
        'The partner at any time, the funder once it is approved; not while a claim is open. What it holds is released.',
      body: z
        .strictObject({ reasonCode: z.enum(cancelReasons) })
        .meta({ examples: [{ reasonCode: 'activity_cancelled' }] }),
      refusals: ['transition_not_allowed', 'wrong_side', 'already_decided'],
    },
    completeFundProposal: {
      ...act,
      path: '/v1/fund-proposals/{id}/complete',
      summary: 'Say that the activity is done and everything is claimed',
      description: 'What was not claimed is released. Not while a claim is open.',
      refusals: ['transition_not_allowed'],
    },
    readFundProposalTimeline: {
      kind: 'list',
      method: 'GET',
      path: '/v1/fund-proposals/{id}/timeline',
      scope: 'fund-proposals:read',
      summary: "Read a proposal's timeline",
      params,
      query: z.strictObject(pageQuery),
      output: pageOf(timelineEntrySchema),
    },
  },
});
