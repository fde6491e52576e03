import { getMember } from '../organizations/store.ts';
import { getParties, requireActive, requireNotEnded } from '../partners/store.ts';
import { systemClock } from '../platform/clock.ts';
import { paged } from '../platform/http/paged.ts';
import { serve } from '../platform/http/serve.ts';
import { newId } from '../platform/ids.ts';
import { changed, newHead } from '../platform/record.ts';
import { ok, refused } from '../platform/result.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { readTimeline, type TimelineEntry } from '../platform/timeline.ts';
import {
  answer,
  close,
  connectSellers,
  convert,
  missing,
  propose,
  respond,
  staleAt,
  withdraw,
} from './acts.ts';
import type { Overlay } from './overlay.ts';
import { type Referral, sideOf } from './referral.ts';
import { routes } from './routes.ts';
import * as store from './store.ts';
import { entryOf, type ReferralSummary, viewOf } from './view.ts';

export const handler = serve(
  routes,
  {
    createReferral: async ({ body }, context) => {
      const { caller, table, clock } = context;
      const partnership = await getParties(caller.organizationId, table, body.partnershipId);
      if (!partnership)
        return refused({
          code: 'unknown_reference',
          detail: `You have no partnership ${body.partnershipId}.`,
        });
      const mine = partnership.inviterId === caller.organizationId;
      const draft: Referral = {
        ...newHead(newId('referral', clock), caller.clientId, clock),
        ...body,
        ...{
          status: 'draft',
          nextSide: 'sender',
          organizationIds: [caller.organizationId, mine ? partnership.inviteeId : partnership.inviterId],
        },
        ...{ senderId: caller.organizationId, senderName: caller.organizationName },
        ...{
          receiverId: mine ? partnership.inviteeId : partnership.inviterId,
          receiverName: mine ? partnership.inviteeName : partnership.inviterName,
        },
        ...{
          expiresAt: null,
          reasonCode: null,
          duplicateOf: null,
          senderSeller: null,
          receiverSeller: null,
          opportunityId: null,
          approvalId: null,
        },
      };
      return ok({
        ...answer(draft, context),
        change: [
          ...store.createDraftSteps(table, draft, caller.organizationName),
          requireActive(table, body.partnershipId),
        ],
      });
    },

    listReferrals: async ({ query }, { caller, table }) =>
      paged(await store.listReferrals(caller.organizationId, table, query), (entry) =>
        entryOf(entry as unknown as ReferralSummary, caller.organizationId),
      ),

    getReferral: async ({ params }, context) => {
      const referral = await store.getReferral(context.caller.organizationId, context.table, params.id);
      return referral ? ok(answer(referral, context)) : missing;
    },

    updateReferral: async ({ params, body }, context) => {
      const { caller, table, clock, ifMatch } = context;
      const before = await store.getReferral(caller.organizationId, table, params.id);
      if (!before) return missing;
      if (before.senderId !== caller.organizationId)
        return refused({ code: 'wrong_side', detail: 'Only the sender can change it.' });
      if (before.status !== 'draft')
        return refused({
          code: 'transition_not_allowed',
          detail: `It is ${before.status}; only a draft can be changed.`,
        });
      if (before.revision !== ifMatch) return staleAt(before.revision);
      // An empty patch changes nothing, and leaves no trace.
      if (Object.keys(body).length === 0) return ok(answer(before, context));
      const after = changed(before, body as Partial<Referral>, caller.clientId, clock);
      return ok({
        ...answer(after, context),
        change: [
          ...store.updateDraftSteps(table, before, after, caller.organizationName),
          requireNotEnded(table, before.partnershipId),
        ],
      });
    },

    proposeReferral: ({ params, body }, context) => propose(params.id, body.duplicateReason, context),
    acceptReferral: ({ params }, context) =>
      respond(params.id, 'accept', context, { reasonCode: null, comment: null }),
    declineReferral: ({ params, body }, context) =>
      respond(params.id, 'decline', context, { reasonCode: body.reasonCode, comment: body.comment ?? null }),

    withdrawReferral: ({ params }, context) => withdraw(params.id, context),
    connectReferral: ({ params, body }, context) => connectSellers(params.id, body, context),
    convertReferral: ({ params }, context) => convert(params.id, context),

    closeReferral: ({ params, body }, context) => close(params.id, body.reasonCode, context),

    readReferralTimeline: async ({ params, query }, context) => {
      const { caller, table } = context;
      const referral = await store.getReferral(caller.organizationId, table, params.id);
      if (!referral) return missing;
      const page = paged<TimelineEntry>(await readTimeline(table, params.id, query));
      const ended = !('title' in viewOf(referral, sideOf(referral, caller.organizationId)));
      if (!page.ok || !ended) return page;
      // Whose access was taken away keeps the end of the story alone.
      return ok({
        body: {
          ...page.value.body,
          items: page.value.body.items.filter((entry) => entry.to === referral.status),
        },
      });
    },

    getReferralPrivate: async ({ params }, { caller, table }) => {
      if (!(await store.getReferral(caller.organizationId, table, params.id))) return missing;
      const overlay =
        (await store.getOverlay(caller.organizationId, table, params.id)) ?? emptyOverlay(params.id);
      return ok({ body: overlay, revision: overlay.revision });
    },

    putReferralPrivate: async ({ params, body }, { caller, table, clock, ifMatch }) => {
      const [referral, before] = await Promise.all([
        store.getReferral(caller.organizationId, table, params.id),
        store.getOverlay(caller.organizationId, table, params.id),
      ]);
      if (!referral) return missing;
      if (body.ownerId && !(await getMember(caller.organizationId, table, body.ownerId)))
        return refused({
          code: 'unknown_reference',
          detail: `Your organisation has no member ${body.ownerId}.`,
        });
      if (ifMatch !== undefined && ifMatch !== (before?.revision ?? 0)) return staleAt(before?.revision ?? 0);
      const overlay = before
        ? changed(before, body, caller.clientId, clock)
        : { ...newHead(params.id, caller.clientId, clock), ...body };
      return ok({
        body: overlay,
        revision: overlay.revision,
        change: [store.putOverlayStep(caller.organizationId, table, before, overlay)],
      });
    },
  },
  { table: openTable(connect(), tableName()), clock: systemClock },
);

const EPOCH = '1970-01-01T00:00:00.000Z';
const emptyOverlay = (id: string): Overlay => ({
  id,
  notes: null,
  forecast: null,
  ownerId: null,
  revision: 0,
  createdAt: EPOCH,
  createdBy: 'system',
  updatedAt: EPOCH,
  updatedBy: 'system',
});
