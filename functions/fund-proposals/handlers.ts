import type * as z from 'zod';
import { getFund } from '../funds/store.ts';
import { getMember } from '../organizations/store.ts';
import { requireActive, requireNotEnded } from '../partners/store.ts';
import { systemClock } from '../platform/clock.ts';
import { paged } from '../platform/http/paged.ts';
import { serve } from '../platform/http/serve.ts';
import { newId } from '../platform/ids.ts';
import { changed, newHead } from '../platform/record.ts';
import { ok, refused } from '../platform/result.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { readTimeline, type TimelineEntry } from '../platform/timeline.ts';
import { cancel, complete, missing, recall, staleAt, submit } from './acts.ts';
import { type Proposal, type proposalEntrySchema, sideOf, viewOf } from './proposal.ts';
import { routes } from './routes.ts';
import { newShare } from './share.ts';
import * as store from './store.ts';

const unknownMember = (id: string) =>
  refused({ code: 'unknown_reference', detail: `Your organisation has no member ${id}.` });

export const handler = serve(
  routes,
  {
    createFundProposal: async ({ body }, { caller, table, clock }) => {
      const [held, owner] = await Promise.all([
        getFund(caller.organizationId, table, body.fundId),
        body.ownerId ? getMember(caller.organizationId, table, body.ownerId) : undefined,
      ]);
      if (!held) return refused({ code: 'unknown_reference', detail: `You have no fund ${body.fundId}.` });
      if (body.ownerId && !owner) return unknownMember(body.ownerId);
      const { fund } = held;
      if (sideOf(fund, caller.organizationId) === 'funder')
        return refused({ code: 'wrong_side', detail: 'Only the partner that the fund is for can propose.' });
      if (fund.status !== 'open')
        return refused({ code: 'transition_not_allowed', detail: 'The fund is closed.' });
      const { programId, partnershipId, organizationIds, funderId, funderName, partnerId, partnerName } =
        fund;
      const draft: Proposal = {
        ...newHead(newId('fund_proposal', clock), caller.clientId, clock),
        ...body,
        ...{ programId, partnershipId, organizationIds, funderId, funderName, partnerId, partnerName },
        ...{ status: 'draft', nextSide: 'partner', currency: fund.currency, submissions: 0 },
        ...{ approvedAmount: null, terms: null, claimsEndAt: null, expiresAt: null, warnedAt: null },
        ...{ reasonCode: null, reviewComment: null, approvalId: null },
      };
      return ok({
        body: viewOf(draft, newShare(draft.id)),
        revision: 1,
        change: [
          ...store.draftSteps(table, undefined, draft, caller.organizationName),
          requireActive(table, fund.partnershipId),
        ],
      });
    },

    listFundProposals: async ({ query }, { caller, table }) =>
      paged<z.input<typeof proposalEntrySchema>>(
        await store.listProposals(caller.organizationId, table, query),
      ),

    getFundProposal: async ({ params }, { caller, table }) => {
      const found = await store.getProposal(caller.organizationId, table, params.id);
      return found
        ? ok({ body: viewOf(found.proposal, found.share), revision: found.proposal.revision })
        : missing;
    },

    updateFundProposal: async ({ params, body }, { caller, table, clock, ifMatch }) => {
      const found = await store.getProposal(caller.organizationId, table, params.id);
      if (!found) return missing;
      const { proposal: before, share } = found;
      if (sideOf(before, caller.organizationId) === 'funder')
        return refused({ code: 'wrong_side', detail: 'Only the partner can change it.' });
      if (before.status !== 'draft' && before.status !== 'action_required')
        return refused({
          code: 'transition_not_allowed',
          detail: `It is ${before.status}; to be changed, it must be draft or action_required.`,
        });
      if (before.revision !== ifMatch) return staleAt(before.revision);
      if (Object.keys(body).length === 0)
        return ok({ body: viewOf(before, share), revision: before.revision });
      if (body.ownerId && !(await getMember(caller.organizationId, table, body.ownerId)))
        return unknownMember(body.ownerId);
      const after = changed(before, body as Partial<Proposal>, caller.clientId, clock);
      return ok({
        body: viewOf(after, share),
        revision: after.revision,
        change: [
          ...store.draftSteps(table, found, after, caller.organizationName),
          requireNotEnded(table, before.partnershipId),
        ],
      });
    },

    submitFundProposal: ({ params }, context) => submit(params.id, context),
    recallFundProposal: ({ params }, context) => recall(params.id, context),
    cancelFundProposal: ({ params, body }, context) => cancel(params.id, body.reasonCode, context),
    completeFundProposal: ({ params }, context) => complete(params.id, context),

    readFundProposalTimeline: async ({ params, query }, { caller, table }) =>
      (await store.getProposal(caller.organizationId, table, params.id))
        ? paged<TimelineEntry>(await readTimeline(table, params.id, query))
        : missing,
  },
  { table: openTable(connect(), tableName()), clock: systemClock },
);
