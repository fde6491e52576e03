import { expiresAtMs } from '../approvals/asking.ts';
import { answerByClient, cancelOpen } from '../approvals/subject.ts';
import { begin } from '../opportunities/opportunity.ts';
import { createSteps as createOpportunitySteps } from '../opportunities/store.ts';
import { getMember } from '../organizations/store.ts';
import { requireActive, requireNotEnded } from '../partners/store.ts';
import { instant } from '../platform/clock.ts';
import type { Context, Reply } from '../platform/http/serve.ts';
import { newId } from '../platform/ids.ts';
import { changed, newHead } from '../platform/record.ts';
import { ok, type Result, refused } from '../platform/result.ts';
import { mayStep } from '../platform/transition.ts';
import { duplicateOf } from './claims.ts';
import { askReceiver } from './proposing.ts';
import { nextSideOf, type Referral, type ReferralVerb, sideOf, transitions } from './referral.ts';
import * as store from './store.ts';
import { type ReferralView, viewOf } from './view.ts';

/** What each step of a referral's life does over the API: who may, what is checked, what is written in one transaction. */
export const missing = refused({ code: 'not_found' });
export const answer = (referral: Referral, { caller }: Context) => ({
  body: viewOf(referral, sideOf(referral, caller.organizationId)),
  revision: referral.revision,
});
export const staleAt = (revision: number) =>
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
export const respond = async (
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
  const shared = verb === 'accept' ? requireActive : requireNotEnded;
  return ok({
    ...answer(after, context),
    change: [
      ...answered.value,
      shared(table, before.partnershipId),
      ...store.stepSteps(table, before, after, verb, told(context, said.reasonCode), clock),
    ],
  });
};

export const propose = async (
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

export const convert = async (id: string, context: Context): Promise<Result<Reply<ReferralView>>> => {
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

export const connectSellers = async (
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

export const withdraw = async (id: string, context: Context): Promise<Result<Reply<ReferralView>>> => {
  const { caller, table, clock } = context;
  const taken = await step(id, 'withdraw', context);
  if (!taken.ok) return taken;
  const { before, after } = taken.value;
  const cancelled = cancelOpen(table, await store.getHeldOf(table, before), caller.clientId, clock);
  if (!cancelled.ok) return cancelled;
  return ok({
    ...answer(after, context),
    change: [
      ...cancelled.value,
      ...store.stepSteps(table, before, after, 'withdraw', told(context), clock),
      requireNotEnded(table, before.partnershipId),
    ],
  });
};

export const close = async (
  id: string,
  reasonCode: string,
  context: Context,
): Promise<Result<Reply<ReferralView>>> => {
  const { table, clock } = context;
  const taken = await step(id, 'close', context, { reasonCode });
  if (!taken.ok) return taken;
  const { before, after } = taken.value;
  return ok({
    ...answer(after, context),
    change: [
      ...store.stepSteps(table, before, after, 'close', told(context, reasonCode), clock),
      requireNotEnded(table, before.partnershipId),
    ],
  });
};
