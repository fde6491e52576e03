import type * as z from 'zod';
import { claimable } from '../fund-proposals/proposal.ts';
import { getProposal } from '../fund-proposals/store.ts';
import { requireActive, requireNotEnded } from '../partners/store.ts';
import { attachmentHandlers } from '../platform/attachments/serving.ts';
import { instant, systemClock } from '../platform/clock.ts';
import { paged } from '../platform/http/paged.ts';
import { serve } from '../platform/http/serve.ts';
import { newId } from '../platform/ids.ts';
import { changed, newHead } from '../platform/record.ts';
import { ok, refused } from '../platform/result.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { readTimeline, type TimelineEntry } from '../platform/timeline.ts';
import { dispute, missing, staleAt, submit, withdraw } from './acts.ts';
import { type Claim, type claimSchema, editable, sideOf, takesProof, viewOf } from './claim.ts';
import { routes } from './routes.ts';
import * as store from './store.ts';

export const handler = serve(
  routes,
  {
    createFundClaim: async ({ body }, { caller, table, clock }) => {
      const found = await getProposal(caller.organizationId, table, body.proposalId);
      if (!found)
        return refused({ code: 'unknown_reference', detail: `You have no proposal ${body.proposalId}.` });
      const { proposal } = found;
      if (sideOf(proposal, caller.organizationId) === 'funder')
        return refused({ code: 'wrong_side', detail: 'Only the partner can claim.' });
      if (!claimable(proposal) || !proposal.claimsEndAt)
        return refused({
          code: 'transition_not_allowed',
          detail: `The proposal is ${proposal.status}; to claim, it must be approved or active.`,
        });
      if (instant(clock.now()) >= proposal.claimsEndAt)
        return refused({ code: 'outside_window', detail: `Claims ended at ${proposal.claimsEndAt}.` });
      const { fundId, partnershipId, organizationIds, funderId, funderName, partnerId, partnerName } =
        proposal;
      const draft: Claim = {
        ...newHead(newId('fund_claim', clock), caller.clientId, clock),
        ...body,
        ...{ proposalTitle: proposal.title, currency: proposal.currency },
        ...{ fundId, partnershipId, organizationIds, funderId, funderName, partnerId, partnerName },
        ...{ status: 'draft', nextSide: 'partner', submissions: 0, payoutIds: [] },
        ...{ fundAmount: null, approvedAmount: null, disputableUntil: null, disputeReason: null },
        ...{ reasonCode: null, reviewComment: null, approvalId: null, warnedAt: null, undisputed: null },
        ...{ claimsEndAt: proposal.claimsEndAt, expiresAt: proposal.claimsEndAt },
      };
      return ok({
        body: viewOf(draft),
        revision: 1,
        change: [
          ...store.draftSteps(table, undefined, draft, caller.organizationName, clock),
          requireActive(table, partnershipId),
        ],
      });
    },

    listFundClaims: async ({ query }, { caller, table }) =>
      paged<z.output<typeof claimSchema>>(await store.listClaims(caller.organizationId, table, query)),

    getFundClaim: async ({ params }, { caller, table }) => {
      const claim = await store.getClaim(caller.organizationId, table, params.id);
      return claim ? ok({ body: viewOf(claim), revision: claim.revision }) : missing;
    },

    updateFundClaim: async ({ params, body }, { caller, table, clock, ifMatch }) => {
      const held = await store.getWaited(caller.organizationId, table, params.id);
      if (!held) return missing;
      const { claim: before } = held;
      if (sideOf(before, caller.organizationId) === 'funder')
        return refused({ code: 'wrong_side', detail: 'Only the partner can change it.' });
      if (!editable(before))
        return refused({
          code: 'transition_not_allowed',
          detail: before.undisputed
            ? 'What is disputed was decided upon: only its proof can grow.'
            : `It is ${before.status}; to be changed, it must be draft or action_required.`,
        });
      if (before.revision !== ifMatch) return staleAt(before.revision);
      if (Object.keys(body).length === 0) return ok({ body: viewOf(before), revision: before.revision });
      const after = changed(before, body as Partial<Claim>, caller.clientId, clock);
      return ok({
        body: viewOf(after),
        revision: after.revision,
        change: [
          ...store.draftSteps(table, held, after, caller.organizationName, clock),
          requireNotEnded(table, before.partnershipId),
        ],
      });
    },

    submitFundClaim: ({ params }, context) => submit(params.id, context),
    disputeFundClaim: ({ params, body }, context) => dispute(params.id, body.reason, context),
    withdrawFundClaim: ({ params }, context) => withdraw(params.id, context),

    readFundClaimTimeline: async ({ params, query }, { caller, table }) =>
      (await store.getClaim(caller.organizationId, table, params.id))
        ? paged<TimelineEntry>(await readTimeline(table, params.id, query))
        : missing,

    ...attachmentHandlers('FundClaim', {
      type: 'fund_claim',
      find: store.getClaim,
      hold: (claim, { caller, table }) => {
        if (sideOf(claim, caller.organizationId) === 'funder')
          return refused({ code: 'wrong_side', detail: 'Only the partner attaches proof.' });
        return takesProof(claim)
          ? ok([store.requireClaim(table, claim), requireActive(table, claim.partnershipId)])
          : refused({
              code: 'transition_not_allowed',
              detail: `It is ${claim.status}; proof is attached to a draft, or to a claim that was returned.`,
            });
      },
    }),
  },
  { table: openTable(connect(), tableName()), clock: systemClock },
);
