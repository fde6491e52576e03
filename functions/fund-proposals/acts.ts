import type * as z from 'zod';
import { expiresAtMs } from '../approvals/asking.ts';
import { takeBack } from '../approvals/subject.ts';
import { homeOf } from '../funds/fund.ts';
import { type Move, post } from '../funds/ledger.ts';
import { membersAlsoIn } from '../organizations/store.ts';
import { requireActive, requireNotEnded } from '../partners/store.ts';
import type { Step } from '../platform/change.ts';
import { instant } from '../platform/clock.ts';
import type { Context, Reply } from '../platform/http/serve.ts';
import { newId } from '../platform/ids.ts';
import { changed } from '../platform/record.ts';
import { ok, type Result, refused } from '../platform/result.ts';
import { mayStep } from '../platform/transition.ts';
import { askFunder } from './asking.ts';
import {
  inReview,
  nextSideOf,
  type Proposal,
  type ProposalVerb,
  type proposalViewSchema,
  sideOf,
  transitions,
  viewOf,
} from './proposal.ts';
import { releasing } from './settling.ts';
import { type Share, shift } from './share.ts';
import * as store from './store.ts';
import { claimsEndAt, faultsOf, termsOf } from './submission.ts';

/** What each step of a proposal's life does over the API: who may, what is checked, what is written in one transaction. */
type ProposalReply = Result<Reply<z.output<typeof proposalViewSchema>>>;

export const missing = refused({ code: 'not_found' });
export const staleAt = (revision: number) =>
  refused({ code: 'stale_revision', detail: `The current revision is ${revision}.` });
const told = ({ caller }: Context, reasonCode: string | null = null) => ({
  organizationId: caller.organizationId,
  byName: caller.organizationName,
  reasonCode,
});

type Taken = { held: store.Held; after: Proposal };

/** Reads the proposal and takes a step, as far as the state and this side allow. */
const step = async (
  id: string,
  verb: ProposalVerb,
  { caller, table, clock, ifMatch }: Context,
  changes: Partial<Proposal> = {},
): Promise<Result<Taken>> => {
  const held = await store.getHeld(caller.organizationId, table, id);
  if (!held) return missing;
  const before = held.proposal;
  const to = mayStep(transitions, verb, before.status, sideOf(before, caller.organizationId));
  if (!to.ok) return to;
  if (before.revision !== ifMatch) return staleAt(before.revision);
  const status = { status: to.value, nextSide: nextSideOf[to.value], expiresAt: null };
  return ok({ held, after: changed(before, { ...status, ...changes }, caller.clientId, clock) });
};

const causeOf = (after: Proposal, reason: string | null = null) => ({
  recordId: after.id,
  revision: after.revision,
  by: after.updatedBy,
  reason,
});

/** What the step makes of the share, for the answer. */
const shareAfter = ({ share }: store.Held, moves: readonly Move[]): Share => shift(share, moves) ?? share;

/** The amount to hold now, against what is held already: a resubmission may ask for more, or for less. */
const reserving = ({ share, fund }: store.Held, amountMinor: number): Move => {
  const difference = amountMinor - share.reserved;
  return difference >= 0
    ? { kind: 'reserve', from: 'available', to: 'reserved', amountMinor: difference }
    : { kind: 'release', from: 'reserved', to: homeOf(fund.fund), amountMinor: -difference };
};

/** Whether anything may begin in this fund now. */
const closedTo = (held: store.Held, programStatus: string) => {
  if (held.fund.fund.status !== 'open')
    return refused({ code: 'transition_not_allowed', detail: 'The fund is closed.' });
  return programStatus === 'open'
    ? undefined
    : refused({ code: 'transition_not_allowed', detail: 'The program is closed.' });
};

export const submit = async (id: string, context: Context): Promise<ProposalReply> => {
  const { caller, table, clock } = context;
  const taken = await step(id, 'submit', context);
  if (!taken.ok) return taken;
  const { held } = taken.value;
  const { program, policy, calendar } = await store.getForSubmission(table, held.proposal);
  const closed = closedTo(held, program.status);
  if (closed) return closed;
  const errors = faultsOf(held.proposal, held.fund.fund, program);
  if (errors.length > 0)
    return refused({ code: 'invalid_input', detail: 'The proposal cannot be submitted as it is.', errors });
  const terms = termsOf(held.proposal, program, calendar.timeZone);
  const endsAt = claimsEndAt(terms);
  if (endsAt <= instant(clock.now()))
    return refused({ code: 'outside_window', detail: `Claims ended on ${terms.claim.endsOn}.` });

  const approvalId = newId('approval', clock);
  const submitted: Proposal = {
    ...taken.value.after,
    ...{ terms, approvalId, claimsEndAt: endsAt, reasonCode: null },
    submissions: held.proposal.submissions + 1,
  };
  const moves = [reserving(held, submitted.requestedAmount?.amountMinor ?? 0)];
  const cause = causeOf(submitted);
  const posted = post(held.fund.book, moves, { ...cause, proposalId: submitted.id }, instant(clock.now()));
  if (!posted.ok) return posted;
  const barred = await membersAlsoIn(submitted.funderId, table, submitted.partnerId);
  const fundAfter = { fund: held.fund.fund, after: posted.value.book };
  const ask = (proposal: Proposal) =>
    askFunder(approvalId, proposal, fundAfter, policy, barred, caller.clientId, clock);
  const after = { ...submitted, expiresAt: instant(expiresAtMs(ask(submitted))) };
  const money = store.moneySteps(table, held, moves, cause, clock);
  if (!money.ok) return money;
  return ok({
    body: viewOf(after, shareAfter(held, moves)),
    revision: after.revision,
    change: [
      ...store.submitSteps(table, held, after, ask(after), told(context), clock),
      ...money.value,
      requireActive(table, after.partnershipId),
    ],
  });
};

/** Ends, or takes back, what a proposal holds: the approval that is open falls away, and its money is released. */
const letGo = (
  { held, after }: Taken,
  verb: ProposalVerb,
  context: Context,
  reasonCode: string | null,
  further: Step[],
): ProposalReply => {
  const { caller, table, clock } = context;
  const reviewed = inReview(held.proposal);
  const cancelled = takeBack(table, held.approval, reviewed, caller.clientId, clock);
  if (!cancelled.ok) return cancelled;
  const moves = releasing(held);
  const money = store.moneySteps(table, held, moves, causeOf(after, reasonCode), clock);
  if (!money.ok) return money;
  return ok({
    body: viewOf(after, shareAfter(held, moves)),
    revision: after.revision,
    change: [
      ...store.stepSteps(table, held, after, verb, told(context, reasonCode), clock),
      ...cancelled.value,
      ...money.value,
      ...further,
    ],
  });
};

export const recall = async (id: string, context: Context): Promise<ProposalReply> => {
  const taken = await step(id, 'recall', context, { approvalId: null, terms: null, claimsEndAt: null });
  if (!taken.ok) return taken;
  const further = [requireNotEnded(context.table, taken.value.after.partnershipId)];
  return letGo(taken.value, 'recall', context, null, further);
};

const claimsOpen = ({ share }: store.Held) =>
  share.openClaims > 0
    ? refused({
        code: 'transition_not_allowed',
        detail: `${share.openClaims} of its claims ${share.openClaims === 1 ? 'is' : 'are'} not decided or not paid.`,
      })
    : undefined;

export const cancel = async (id: string, reasonCode: string, context: Context): Promise<ProposalReply> => {
  const taken = await step(id, 'cancel', context, { reasonCode });
  if (!taken.ok) return taken;
  const { held } = taken.value;
  const { status } = held.proposal;
  const running = status === 'approved' || status === 'active';
  if (!running && sideOf(held.proposal, context.caller.organizationId) === 'funder')
    return refused({
      code: 'wrong_side',
      detail: 'Its approvers decide on it; only the partner can cancel it.',
    });
  const open = claimsOpen(held);
  return open ?? letGo(taken.value, 'cancel', context, reasonCode, []);
};

export const complete = async (id: string, context: Context): Promise<ProposalReply> => {
  const taken = await step(id, 'complete', context);
  if (!taken.ok) return taken;
  const open = claimsOpen(taken.value.held);
  return open ?? letGo(taken.value, 'complete', context, null, []);
};
