import type * as z from 'zod';
import { getParties, requireActive } from '../partners/store.ts';
import { instant } from '../platform/clock.ts';
import type { Context, Reply } from '../platform/http/serve.ts';
import { newId } from '../platform/ids.ts';
import type { Money } from '../platform/money.ts';
import { changed, newHead } from '../platform/record.ts';
import { ok, type Result, refused } from '../platform/result.ts';
import { mayStep } from '../platform/transition.ts';
import {
  closingMoves,
  type Fund,
  fundTransitions,
  type fundViewSchema,
  type NewFund,
  sideOf,
  viewOf,
} from './fund.ts';
import { emptyBook, type Move, post } from './ledger.ts';
import { within } from './program.ts';
import * as store from './store.ts';

/** What the funder does with a fund: each is one transaction of the fund, its ledger and its events. */
type FundReply = Result<Reply<z.output<typeof fundViewSchema>>>;

export const missing = refused({ code: 'not_found' });
export const staleAt = (revision: number) =>
  refused({ code: 'stale_revision', detail: `The current revision is ${revision}.` });
const wrongCurrency = (currency: string) =>
  refused({ code: 'wrong_currency', detail: `The fund is in ${currency}.` });

/** Allocates money of a program to one of its eligible partners. */
export const createFund = async (body: NewFund, { caller, table, clock }: Context): Promise<FundReply> => {
  const [program, parties] = await Promise.all([
    store.getProgram(caller.organizationId, table, body.programId),
    getParties(caller.organizationId, table, body.partnershipId),
  ]);
  if (!program)
    return refused({ code: 'unknown_reference', detail: `You have no fund program ${body.programId}.` });
  if (program.funderId !== caller.organizationId)
    return refused({ code: 'wrong_side', detail: 'Only the funder of the program can allocate its money.' });
  if (!parties || !program.eligiblePartnershipIds.includes(body.partnershipId))
    return refused({
      code: 'unknown_reference',
      detail: `The program does not name ${body.partnershipId} among its eligible partnerships.`,
    });
  if (program.status !== 'open')
    return refused({ code: 'transition_not_allowed', detail: 'The program is closed.' });
  if (body.amount.currency !== program.currency) return wrongCurrency(program.currency);
  const now = instant(clock.now());
  const late = outsideEarning(program.windows.earn, now);
  if (late) return late;
  const mine = parties.inviterId === caller.organizationId;
  const { amount, ...given } = body;
  const fund: Fund = {
    ...newHead(newId('fund', clock), caller.clientId, clock),
    ...given,
    status: 'open',
    currency: program.currency,
    ...{ funderId: caller.organizationId, funderName: caller.organizationName },
    partnerId: mine ? parties.inviteeId : parties.inviterId,
    partnerName: mine ? parties.inviteeName : parties.inviterName,
    organizationIds: [caller.organizationId, mine ? parties.inviteeId : parties.inviterId],
  };
  return moving(
    undefined,
    { fund, book: emptyBook(fund.id, fund.currency, now) },
    [allocating(amount)],
    'create',
    null,
    { caller, table, clock },
    [requireActive(table, fund.partnershipId)],
  );
};

const allocating = ({ amountMinor }: Money): Move => ({
  kind: 'allocate',
  from: 'funder',
  to: 'available',
  amountMinor,
});

const outsideEarning = (window: { startsOn: string; endsOn: string }, now: string) =>
  within(window, now.slice(0, 10))
    ? undefined
    : refused({
        code: 'outside_window',
        detail: `Money is allocated from ${window.startsOn} to ${window.endsOn}.`,
      });

/** Writes the fund with its new revision, moves the money, and answers both. */
const moving = (
  before: Fund | undefined,
  { fund, book }: store.Held,
  moves: Move[],
  verb: 'create' | keyof typeof fundTransitions,
  reason: string | null,
  { caller, table, clock }: Pick<Context, 'caller' | 'table' | 'clock'>,
  further: ReturnType<typeof requireActive>[] = [],
): FundReply => {
  const cause = { recordId: fund.id, revision: fund.revision, proposalId: null, reason };
  const steps = store.postSteps(table, { fund, book }, moves, cause, clock, false);
  if (!steps.ok) return steps;
  const posted = post(book, moves, cause, instant(clock.now()));
  return ok({
    body: viewOf(fund, posted.ok ? posted.value.book : book),
    revision: fund.revision,
    change: [
      ...store.fundSteps(table, before, fund, { verb, byName: caller.organizationName }),
      ...steps.value,
      ...further,
    ],
  });
};

/** Reads the fund and takes a step with it, as far as its status and this side allow. */
const step = async (
  id: string,
  verb: keyof typeof fundTransitions,
  { caller, table, clock, ifMatch }: Context,
): Promise<Result<{ before: Fund; held: store.Held }>> => {
  const found = await store.getFund(caller.organizationId, table, id);
  if (!found) return missing;
  const { fund: before, book } = found;
  const to = mayStep(fundTransitions, verb, before.status, sideOf(before, caller.organizationId));
  if (!to.ok) return to;
  if (before.revision !== ifMatch) return staleAt(before.revision);
  return ok({ before, held: { fund: changed(before, { status: to.value }, caller.clientId, clock), book } });
};

export const allocate = async (
  id: string,
  { amount, reason }: { amount: Money; reason: string | null },
  context: Context,
): Promise<FundReply> => {
  const taken = await step(id, 'allocate', context);
  if (!taken.ok) return taken;
  const { before, held } = taken.value;
  if (amount.currency !== before.currency) return wrongCurrency(before.currency);
  const program = await store.getProgram(context.caller.organizationId, context.table, before.programId);
  const late = program && outsideEarning(program.windows.earn, instant(context.clock.now()));
  if (late) return late;
  return moving(before, held, [allocating(amount)], 'allocate', reason, context, [
    requireActive(context.table, before.partnershipId),
  ]);
};

export const deallocate = async (
  id: string,
  { amount, reason }: { amount: Money; reason: string | null },
  context: Context,
): Promise<FundReply> => {
  const taken = await step(id, 'deallocate', context);
  if (!taken.ok) return taken;
  const { before, held } = taken.value;
  if (amount.currency !== before.currency) return wrongCurrency(before.currency);
  const back: Move = {
    kind: 'deallocate',
    from: 'available',
    to: 'funder',
    amountMinor: amount.amountMinor,
  };
  return moving(before, held, [back], 'deallocate', reason, context);
};

export const close = async (id: string, context: Context): Promise<FundReply> => {
  const taken = await step(id, 'close', context);
  if (!taken.ok) return taken;
  const { before, held } = taken.value;
  return moving(before, held, closingMoves(held.book.balances), 'close', null, context);
};
