import * as z from 'zod';
import { attachmentRoutes } from '../platform/attachments/routes.ts';
import { idOf, instantSchema, pageOf, pageQuery } from '../platform/fields.ts';
import { declareRoutes } from '../platform/route.ts';
import { timelineEntrySchema } from '../platform/timeline.ts';
import { opportunitySchema, stages } from './opportunity.ts';

const params = z.strictObject({ id: idOf('opportunity') });

export const routes = declareRoutes({
  process: 'opportunities',
  about: 'Joint opportunities: what both sides work on together.',
  routes: {
    listOpportunities: {
      kind: 'list',
      method: 'GET',
      path: '/v1/opportunities',
      scope: 'opportunities:read',
      summary: 'List opportunities of your partnerships',
      query: z.strictObject({
        ...pageQuery,
        stage: z.enum(stages).optional(),
        partnershipId: idOf('partnership').optional(),
        updatedAfter: instantSchema.optional(),
      }),
      output: pageOf(opportunitySchema),
    },
    getOpportunity: {
      kind: 'read',
      method: 'GET',
      path: '/v1/opportunities/{id}',
      scope: 'opportunities:read',
      summary: 'Read an opportunity',
      params,
      output: opportunitySchema,
    },
    readOpportunityTimeline: {
      kind: 'list',
      method: 'GET',
      path: '/v1/opportunities/{id}/timeline',
      scope: 'opportunities:read',
      summary: "Read an opportunity's timeline",
      params,
      query: z.strictObject(pageQuery),
      output: pageOf(timelineEntrySchema),
    },
    ...attachmentRoutes('Opportunity', {
      kind: 'opportunity',
      path: '/v1/opportunities/{id}',
      records: 'opportunities',
      purposes: ['proposal', 'technical', 'contract', 'other'],
      refusals: ['partnership_not_active'],
    }),
  },
});
