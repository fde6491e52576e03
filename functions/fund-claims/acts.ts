import type * as z from 'zod';
import { expiresAtMs } from '../approvals/asking.ts';
import { takeBack } from '../approvals/subject.ts';
import { claimable } from '../fund-proposals/proposal.ts';
import { type Kept, shift } from '../fund-proposals/share.ts';
import { moneySteps } from '../fund-proposals/store.ts';
import type { Move } from '../funds/ledger.ts';
import { membersAlsoIn } from '../organizations/store.ts';
import { requireActive, requireNotEnded } from '../partners/store.ts';
import type { Attachment } from '../platform/attachments/attachment.ts';
import { requireStored, storedAttachments } from '../platform/attachments/items.ts';
import { instant } from '../platform/clock.ts';
import { dayAt } from '../platform/days.ts';
import type { Context, Reply } from '../platform/http/serve.ts';
import { newId } from '../platform/ids.ts';
import { changed } from '../platform/record.ts';
import { ok, type Result, refused } from '../platform/result.ts';
import { mayStep } from '../platform/transition.ts';
import { askFunder } from './asking.ts';
import {
  askedMinor,
  type Claim,
  type ClaimVerb,
  type claimSchema,
  inReview,
  nextSideOf,
  sideOf,
  transitions,
  viewOf,
} from './claim.ts';
import { givingBack, takingBack } from './settling.ts';
import * as store from './store.ts';
import { faultsOf, fundAmountOf } from './submission.ts';

/** What each step of a claim's life does over the API: who may, what is checked, what is written in one transaction. */
type ClaimReply = Result<Reply<z.output<typeof claimSchema>>>;

export const missing = refused({ code: 'not_found' });
export const staleAt = (revision: number) =>
  refused({ code: 'stale_revision', detail: `The current revision is ${revision}.` });
const told = ({ caller }: Context) => ({
  organizationId: caller.organizationId,
  byName: caller.organizationName,
});
const causeOf = ({ id, revision, updatedBy }: Claim) => ({
  ...{ recordId: id, revision, by: updatedBy, reason: null },
});

type Taken = { held: store.Held; after: Claim };

/** Reads the claim and takes a step, as far as the state and this side allow. */
const step = async (
  id: string,
  verb: ClaimVerb,
  { caller, table, clock, ifMatch }: Context,
): Promise<Result<Taken>> => {
  const held = await store.getHeld(caller.organizationId, table, id);
  if (!held) return missing;
  const before = held.claim;
  const to = mayStep(transitions, verb, before.status, sideOf(before, caller.organizationId));
  if (!to.ok) return to;
  if (before.revision !== ifMatch) return staleAt(before.revision);
  const status = { status: to.value, nextSide: nextSideOf[to.value], expiresAt: null };
  return ok({ held, after: changed(before, status, caller.clientId, clock) });
};

const notRunning = ({ proposal }: store.Held) =>
  claimable(proposal)
    ? undefined
    : refused({
        code: 'transition_not_allowed',
        detail: `The proposal is ${proposal.status}; to claim, it must be approved or active.`,
      });

/** What a move leaves of the fund's available money. */
const leaving = (available: number, { from, to, amountMinor }: Move): number =>
  available + (to === 'available' ? amountMinor : 0) - (from === 'available' ? amountMinor : 0);

/** Asks the funder about the claim as it is after the step, and moves its money. */
const ask = async (
  { held, after }: Taken,
  verb: 'submit' | 'dispute',
  context: Context,
  { moves, openClaims, proofs }: { moves: Move[]; openClaims: number; proofs: Attachment[] },
): Promise<ClaimReply> => {
  const { caller, table, clock } = context;
  const money = moneySteps(table, held, moves, causeOf(after), clock, openClaims);
  if (!money.ok) return money;
  const [policy, barred] = await Promise.all([
    store.getPolicyFor(table, after),
    membersAlsoIn(after.funderId, table, after.partnerId),
  ]);
  const approvalId = newId('approval', clock);
  const labels = new Map(
    held.proposal.terms?.activityType.proofs.map(({ code, label }) => [code as string, label]),
  );
  const shown = {
    fundName: held.fund.fund.name,
    availableMinor: moves.reduce(leaving, held.fund.book.balances.available),
    share: (shift(held.share, moves) ?? held.share) as Kept,
    proofs: proofs.toReversed().map((attachment) => ({
      label: labels.get(attachment.purpose) ?? attachment.purpose,
      attachment,
    })),
  };
  const question = (claim: Claim) =>
    askFunder(approvalId, claim, shown, policy, barred, caller.clientId, clock);
  const asked: Claim = { ...after, approvalId };
  const whole = { ...asked, expiresAt: instant(expiresAtMs(question(asked))) };
  return ok({
    body: viewOf(whole),
    revision: whole.revision,
    change: [
      ...store.askSteps(table, held, whole, verb, question(whole), told(context), clock),
      ...money.value,
      store.requireProposal(table, held.proposal),
      requireActive(table, whole.partnershipId),
      ...proofs.map((attachment) => requireStored(table, attachment)),
    ],
  });
};

export const submit = async (id: string, context: Context): Promise<ClaimReply> => {
  const { table, clock } = context;
  const taken = await step(id, 'submit', context);
  if (!taken.ok) return taken;
  const { held } = taken.value;
  const { claim: before, proposal } = held;
  const { terms } = proposal;
  const disputing = before.undisputed !== null;
  // One that was submitted in time is put right within the time given for it, whatever has ended meanwhile.
  const first = before.submissions === 0;
  const ended = first ? notRunning(held) : undefined;
  if (ended) return ended;
  if (!terms) throw new Error(`proposal ${proposal.id} runs without terms`);
  const now = instant(clock.now());
  const today = dayAt(clock.now(), terms.timeZone);
  if (first && (today < terms.claim.startsOn || now >= before.claimsEndAt))
    return refused({
      code: 'outside_window',
      detail: `Claims are made from ${terms.claim.startsOn} to ${terms.claim.endsOn}.`,
    });
  const proofs = await storedAttachments(table, id);
  const errors = faultsOf(
    before,
    terms,
    proofs.map(({ purpose }) => purpose),
    today,
  );
  const fundAmount = fundAmountOf(before);
  if (errors.length > 0 || !fundAmount)
    return refused({ code: 'invalid_input', detail: 'The claim cannot be submitted as it is.', errors });

  const after: Claim = {
    ...taken.value.after,
    fundAmount,
    ...{ reasonCode: null, warnedAt: null, submissions: before.submissions + 1 },
  };
  // Returned, it kept what it had accrued: only the difference moves. A disputed amount does not change.
  const accrued = first ? 0 : askedMinor(before);
  const more = disputing ? 0 : fundAmount.amountMinor - accrued;
  const move: Move =
    more >= 0
      ? { kind: 'accrue', from: 'committed', to: 'accrued', amountMinor: more }
      : givingBack(held, -more);
  return ask({ held, after }, 'submit', context, { moves: [move], openClaims: first ? 1 : 0, proofs });
};

/** What a proposal that is over can still come to: what was approved of it, less what is paid or claimed. */
const unpaid = ({ proposal, share }: store.Held): number =>
  (proposal.approvedAmount?.amountMinor ?? 0) - share.accrued - share.settled;

export const dispute = async (id: string, reason: string, context: Context): Promise<ClaimReply> => {
  const taken = await step(id, 'dispute', context);
  if (!taken.ok) return taken;
  const { held } = taken.value;
  const { claim: before } = held;
  if (before.undisputed)
    return refused({ code: 'transition_not_allowed', detail: 'It was disputed before; once is all.' });
  if (!before.disputableUntil || instant(context.clock.now()) >= before.disputableUntil)
    return refused({ code: 'outside_window', detail: 'The five business days to dispute it are over.' });
  const after: Claim = {
    ...taken.value.after,
    ...{ disputeReason: reason, disputableUntil: null },
    undisputed: {
      status: before.status === 'rejected' ? 'rejected' : 'partially_approved',
      reasonCode: before.reasonCode,
    },
  };
  const proofs = await storedAttachments(context.table, id);
  const most = claimable(held.proposal) ? held.share.committed : unpaid(held);
  if (askedMinor(after) > most)
    return refused({
      code: 'insufficient_funds',
      detail: `Of the proposal's money, ${most} are left (minor units of ${before.currency}).`,
    });
  const moves = takingBack(held, askedMinor(after));
  return ask({ held, after }, 'dispute', context, { moves, openClaims: 0, proofs });
};

export const withdraw = async (id: string, context: Context): Promise<ClaimReply> => {
  const { caller, table, clock } = context;
  const taken = await step(id, 'withdraw', context);
  if (!taken.ok) return taken;
  const { held, after } = taken.value;
  if (held.claim.undisputed)
    return refused({
      code: 'transition_not_allowed',
      detail: 'It is disputed: what was decided before stands where the dispute is not granted.',
    });
  const reviewed = inReview(held.claim);
  const cancelled = takeBack(table, held.approval, reviewed, caller.clientId, clock);
  if (!cancelled.ok) return cancelled;
  const submitted = held.claim.submissions > 0;
  const moves = submitted ? [givingBack(held, askedMinor(held.claim))] : [];
  const money = moneySteps(table, held, moves, causeOf(after), clock, submitted ? -1 : 0);
  if (!money.ok) return money;
  const gone = { ...after, approvalId: null };
  return ok({
    body: viewOf(gone),
    revision: gone.revision,
    change: [
      ...store.stepSteps(table, held, gone, 'withdraw', told(context), clock),
      ...cancelled.value,
      ...money.value,
      requireNotEnded(table, gone.partnershipId),
    ],
  });
};
