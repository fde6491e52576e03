import { requireActive } from '../partners/store.ts';
import { attachmentHandlers } from '../platform/attachments/serving.ts';
import { systemClock } from '../platform/clock.ts';
import { paged } from '../platform/http/paged.ts';
import { serve } from '../platform/http/serve.ts';
import { ok, refused } from '../platform/result.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { readTimeline, type TimelineEntry } from '../platform/timeline.ts';
import type { Opportunity } from './opportunity.ts';
import { routes } from './routes.ts';
import * as store from './store.ts';

const missing = refused({ code: 'not_found' });

export const handler = serve(
  routes,
  {
    listOpportunities: async ({ query }, { caller, table }) =>
      paged<Opportunity>(await store.listOpportunities(caller.organizationId, table, query)),

    getOpportunity: async ({ params }, { caller, table }) => {
      const opportunity = await store.getOpportunity(caller.organizationId, table, params.id);
      return opportunity ? ok({ body: opportunity, revision: opportunity.revision }) : missing;
    },

    readOpportunityTimeline: async ({ params, query }, { caller, table }) =>
      (await store.getOpportunity(caller.organizationId, table, params.id))
        ? paged<TimelineEntry>(await readTimeline(table, params.id, query))
        : missing,

    ...attachmentHandlers('Opportunity', {
      type: 'opportunity',
      find: store.getOpportunity,
      hold: (opportunity, { table }) => ok([requireActive(table, opportunity.partnershipId)]),
    }),
  },
  { table: openTable(connect(), tableName()), clock: systemClock },
);
