import { expiresAtMs } from '../approvals/asking.ts';
import { answerByClient, cancelOpen } from '../approvals/subject.ts';
import { begin } from '../opportunities/opportunity.ts';
import { createSteps as createOpportunitySteps } from '../opportunities/store.ts';
import { getMember } from '../organizations/store.ts';
import { getParties, requireActive } from '../partners/store.ts';
import { instant, systemClock } from '../platform/clock.ts';
import { paged } from '../platform/http/paged.ts';
import { type Context, type Reply, serve } from '../platform/http/serve.ts';
import { newId } from '../platform/ids.ts';
import { changed, newHead } from '../platform/record.ts';
import { ok, type Result, refused } from '../platform/result.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { readTimeline, type TimelineEntry } from '../platform/timeline.ts';
import { mayStep } from '../platform/transition.ts';
import { duplicateOf } from './claims.ts';
import type { Overlay } from './overlay.ts';
import { askReceiver } from './proposing.ts';
import { nextSideOf, type Referral, type ReferralVerb, sideOf, transitions } from './referral.ts';
import { routes } from './routes.ts';
import * as store from './store.ts';
import { entryOf, type ReferralSummary, type ReferralView, viewOf } from './view.ts';

const missing = refused({ code: 'not_found' });
const answer = (referral: Referral, { caller }: Context) => ({
  body: viewOf(referral, sideOf(referral, caller.organizationId)),
  revision: referral.revision,
});
const staleAt = (revision: number) =>
  refused({ code: 'stale_revision', detail: `The current revision is ${revision}.` });
const told = ({ caller }: Context, reasonCode: string | null = null) => ({
  organizationId: caller.organizationId,
  byName: caller.organizationName,
  reasonCode,
});

type Taken = { before: Referral; after: Referral };

/** Reads the referral and takes a step, as far as the state and this side allow. */
const step = async (
  id: string,
  verb: ReferralVerb,
  context: Context,
  changes: Partial<Referral> = {},
): Promise<Result<Taken>> => {
  const { caller, table, clock, ifMatch } = context;
  const before = await store.getReferral(caller.organizationId, table, id);
  if (!before) return missing;
  const to = mayStep(transitions, verb, before.status, sideOf(before, caller.organizationId));
  if (!to.ok) return to;
  if (before.revision !== ifMatch) return staleAt(before.revision);
  return ok({
    before,
    after: changed(
      before,
      { status: to.value, nextSide: nextSideOf[to.value], ...changes },
      caller.clientId,
      clock,
    ),
  });
};

/** Accept or decline: the referral and its approval, in one transaction. */
const respond = async (
  id: string,
  verb: 'accept' | 'decline',
  context: Context,
  said: { reasonCode: string | null; comment: string | null },
): Promise<Result<Reply<ReferralView>>> => {
  const taken = await step(id, verb, context, { reasonCode: said.reasonCode });
  if (!taken.ok) return taken;
  const { before, after } = taken.value;
  const { caller, table, clock } = context;
  const held = await store.getHeldOf(table, before);
  const answered = answerByClient(
    table,
    held,
    { id: caller.clientId, name: caller.organizationName },
    { ...said, outcome: verb === 'accept' ? 'approve' : 'reject' },
    clock,
  );
  if (!answered.ok) return answered;
  const active = verb === 'accept' ? [requireActive(table, before.partnershipId)] : [];
  return ok({
    ...answer(after, context),
    change: [
      ...answered.value,
      ...active,
      ...store.stepSteps(table, before, after, verb, told(context, said.reasonCode), clock),
    ],
  });
};

const propose = async (
  id: string,
  duplicateReason: string | undefined,
  context: Context,
): Promise<Result<Reply<ReferralView>>> => {
  const { caller, table, clock } = context;
  const taken = await step(id, 'propose', context);
  if (!taken.ok) return taken;
  const { before } = taken.value;
  const { partnership, policy, claims } = await store.getForProposal(caller.organizationId, table, before);
  if (partnership?.status !== 'active')
    return refused({
      code: 'partnership_not_active',
      detail: `The partnership is ${partnership?.status ?? 'gone'}.`,
    });
  const double = duplicateOf(before, claims);
  if (double && !duplicateReason)
    return refused({
      code: 'possible_duplicate',
      detail: `${double.holderName} was first: ${double.id} for ${before.customer.domain}, since ${double.since}.`,
    });
  const approvalId = newId('approval', clock);
  const named: Referral = {
    ...taken.value.after,
    approvalId,
    duplicateOf: double && duplicateReason ? { id: double.id, reason: duplicateReason } : null,
  };
  const expiresAt = instant(expiresAtMs(askReceiver(approvalId, named, policy, caller.clientId, clock)));
  const after = { ...named, expiresAt };
  const approval = askReceiver(approvalId, after, policy, caller.clientId, clock);
  return ok({
    ...answer(after, context),
    change: [
      ...store.proposeSteps(table, before, after, approval, claims, caller.organizationName, clock),
      requireActive(table, before.partnershipId),
    ],
  });
};

const convert = async (id: string, context: Context): Promise<Result<Reply<ReferralView>>> => {
  const { caller, table, clock } = context;
  const opportunityId = newId('opportunity', clock);
  const taken = await step(id, 'convert', context, { opportunityId });
  if (!taken.ok) return taken;
  const { before, after } = taken.value;
  const {
    partnershipId,
    senderId,
    receiverId,
    title,
    estimatedAmount,
    expectedCloseDate,
    solutionIds,
    need,
  } = before;
  const { name, domain, industry, country } = before.customer;
  const opportunity = begin(newHead(opportunityId, caller.clientId, clock), {
    ...{
      id: opportunityId,
      partnershipId,
      senderId,
      receiverId,
      referralId: id,
      title,
      estimatedAmount,
      expectedCloseDate,
      solutionIds,
      need,
    },
    customer: { name, domain, industry, country },
  });
  return ok({
    ...answer(after, context),
    change: [
      ...store.stepSteps(table, before, after, 'convert', told(context), clock),
      ...createOpportunitySteps(table, opportunity, caller.organizationId, caller.organizationName, clock),
      requireActive(table, partnershipId),
    ],
  });
};

const connectSellers = async (
  id: string,
  given: { sellerId?: string | undefined; counterpartSeller?: { name: string; email: string } | undefined },
  context: Context,
): Promise<Result<Reply<ReferralView>>> => {
  const { caller, table, clock } = context;
  const taken = await step(id, 'connect', context);
  if (!taken.ok) return taken;
  const { before, after } = taken.value;
  const seller = given.sellerId ? await getMember(caller.organizationId, table, given.sellerId) : undefined;
  if (given.sellerId && !seller?.active)
    return refused({
      code: 'unknown_reference',
      detail: `Your organisation has no active member ${given.sellerId}.`,
    });
  const own = seller ? { name: seller.name, email: seller.email } : null;
  const other = given.counterpartSeller ?? null;
  const sent = sideOf(before, caller.organizationId) === 'sender';
  const connected = { ...after, senderSeller: sent ? own : other, receiverSeller: sent ? other : own };
  return ok({
    ...answer(connected, context),
    change: [
      ...store.stepSteps(table, before, connected, 'connect', told(context), clock),
      requireActive(table, before.partnershipId),
    ],
  });
};

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
      const after = changed(before, body as Partial<Referral>, caller.clientId, clock);
      return ok({
        ...answer(after, context),
        change: store.updateDraftSteps(table, before, after, caller.organizationName),
      });
    },

    proposeReferral: ({ params, body }, context) => propose(params.id, body.duplicateReason, context),
    acceptReferral: ({ params }, context) =>
      respond(params.id, 'accept', context, { reasonCode: null, comment: null }),
    declineReferral: ({ params, body }, context) =>
      respond(params.id, 'decline', context, { reasonCode: body.reasonCode, comment: body.comment ?? null }),

    withdrawReferral: async ({ params }, context) => {
      const { caller, table, clock } = context;
      const taken = await step(params.id, 'withdraw', context);
      if (!taken.ok) return taken;
      const { before, after } = taken.value;
      const cancelled = cancelOpen(table, await store.getHeldOf(table, before), caller.clientId, clock);
      if (!cancelled.ok) return cancelled;
      return ok({
        ...answer(after, context),
        change: [
          ...cancelled.value,
          ...store.stepSteps(table, before, after, 'withdraw', told(context), clock),
        ],
      });
    },

    connectReferral: ({ params, body }, context) => connectSellers(params.id, body, context),
    convertReferral: ({ params }, context) => convert(params.id, context),

    closeReferral: async ({ params, body }, context) => {
      const taken = await step(params.id, 'close', context, { reasonCode: body.reasonCode });
      if (!taken.ok) return taken;
      const { before, after } = taken.value;
      return ok({
        ...answer(after, context),
        change: store.stepSteps(
          context.table,
          before,
          after,
          'close',
          told(context, body.reasonCode),
          context.clock,
        ),
      });
    },

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
