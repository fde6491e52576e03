import type * as z from 'zod';
import { getParties, type Parties, requireActive } from '../partners/store.ts';
import type { Step } from '../platform/change.ts';
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
  type fundPatchSchema,
  fundTransitions,
  type fundViewSchema,
  type NewFund,
  sideOf,
  viewOf,
} from './fund.ts';
import { emptyBook, type Move } from './ledger.ts';
import { type Program, within } from './program.ts';
import * as store from './store.ts';

/** What the funder does with a fund: each is one transaction of the fund, its ledger and its events. */
type FundReply = Result<Reply<z.output<typeof fundViewSchema>>>;

export const missing = refused({ code: 'not_found' });
export const staleAt = (revision: number) =>
  refused({ code: 'stale_revision', detail: `The current revision is ${revision}.` });
const wrongCurrency = (currency: string) =>
  refused({ code: 'wrong_currency', detail: `The fund is in ${currency}.` });

/** Allocates money of a program to one of its eligible partners. */
export const createFund = async (body: NewFund, context: Context): Promise<FundReply> => {
  const { caller, table, clock } = context;
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
  const late = outsideEarning(program.windows, now);
  if (late) return late;
  const fund: Fund = {
    ...newHead(newId('fund', clock), caller.clientId, clock),
    ...{ programId: program.id, partnershipId: parties.id, name: body.name, status: 'open' },
    ...{ currency: program.currency, lowBalanceMinor: body.lowBalanceMinor },
    ...{ funderId: caller.organizationId, funderName: caller.organizationName },
    ...partnerIn(parties, caller.organizationId),
  };
  const held = { fund, book: emptyBook(fund.id, fund.currency, now) };
  return moving(held, [allocating(body.amount)], null, context, {
    changing: { before: undefined },
    further: [
      ...store.fundSteps(table, undefined, fund, { verb: 'create', byName: caller.organizationName }),
      store.requireOpenProgram(table, program.id),
      requireActive(table, fund.partnershipId),
    ],
  });
};

const partnerIn = (parties: Parties, funderId: string) => {
  const invited = parties.inviterId === funderId;
  const partnerId = invited ? parties.inviteeId : parties.inviterId;
  const partnerName = invited ? parties.inviteeName : parties.inviterName;
  return { partnerId, partnerName, organizationIds: [funderId, partnerId] };
};

const allocating = ({ amountMinor }: Money): Move => ({
  kind: 'allocate',
  from: 'funder',
  to: 'available',
  amountMinor,
});

const outsideEarning = ({ earn }: Program['windows'], now: string) =>
  within(earn, now.slice(0, 10))
    ? undefined
    : refused({
        code: 'outside_window',
        detail: `Money is allocated from ${earn.startsOn} to ${earn.endsOn}.`,
      });

/** Moves the money, and answers the fund as it stands then. `changing` where the fund itself is written, by `further`. */
const moving = (
  { fund, book }: store.Held,
  moves: Move[],
  reason: string | null,
  { caller, table, clock }: Context,
  { changing, further }: { changing?: { before: Fund | undefined }; further: Step[] },
): FundReply => {
  const cause = {
    ...{ recordId: fund.id, revision: fund.revision, proposalId: null },
    ...{ by: caller.clientId, reason },
  };
  const posting = store.postSteps(table, { fund, book }, moves, cause, clock, changing);
  if (!posting.ok) return posting;
  return ok({
    body: viewOf(fund, posting.value.book),
    revision: fund.revision,
    change: [...further, ...posting.value.steps],
  });
};

/** Reads the fund for a step that its status and this side allow. */
const reading = async (
  id: string,
  verb: keyof typeof fundTransitions,
  { caller, table, ifMatch }: Context,
): Promise<Result<store.Held>> => {
  const held = await store.getFund(caller.organizationId, table, id);
  if (!held) return missing;
  const { status, revision } = held.fund;
  const to = mayStep(fundTransitions, verb, status, sideOf(held.fund, caller.organizationId));
  if (!to.ok) return to;
  return revision === ifMatch ? ok(held) : staleAt(revision);
};

export interface FundMove {
  amount: Money;
  reason: string | null;
}

/** Money moves without a new revision: those who allocate at once do not stand in each other's way. */
export const allocate = async (
  id: string,
  { amount, reason }: FundMove,
  context: Context,
): Promise<FundReply> => {
  const { caller, table, clock } = context;
  const held = await reading(id, 'allocate', context);
  if (!held.ok) return held;
  const { fund } = held.value;
  if (amount.currency !== fund.currency) return wrongCurrency(fund.currency);
  const program = await store.getProgram(caller.organizationId, table, fund.programId);
  const late = program && outsideEarning(program.windows, instant(clock.now()));
  if (late) return late;
  const further = [requireActive(table, fund.partnershipId)];
  return moving(held.value, [allocating(amount)], reason, context, { further });
};

/** Goes on after the partnership ended: the funder's money must find home. */
export const deallocate = async (
  id: string,
  { amount, reason }: FundMove,
  context: Context,
): Promise<FundReply> => {
  const held = await reading(id, 'deallocate', context);
  if (!held.ok) return held;
  const { currency } = held.value.fund;
  if (amount.currency !== currency) return wrongCurrency(currency);
  const { amountMinor } = amount;
  const back: Move = { kind: 'deallocate', from: 'available', to: 'funder', amountMinor };
  return moving(held.value, [back], reason, context, { further: [] });
};

export const close = async (id: string, context: Context): Promise<FundReply> => {
  const { caller, table, clock } = context;
  const held = await reading(id, 'close', context);
  if (!held.ok) return held;
  const { fund: before, book } = held.value;
  const fund = changed(before, { status: 'closed' }, caller.clientId, clock);
  return moving({ fund, book }, closingMoves(book.balances), null, context, {
    changing: { before },
    further: store.fundSteps(table, before, fund, { verb: 'close', byName: caller.organizationName }),
  });
};

export const update = async (
  id: string,
  changes: z.output<typeof fundPatchSchema>,
  context: Context,
): Promise<FundReply> => {
  const { caller, table, clock } = context;
  const held = await reading(id, 'update', context);
  if (!held.ok) return held;
  const { fund: before, book } = held.value;
  if (Object.keys(changes).length === 0) return ok({ body: viewOf(before, book), revision: before.revision });
  const after = changed(before, changes as Partial<Fund>, caller.clientId, clock);
  return ok({
    body: viewOf(after, book),
    revision: after.revision,
    change: store.fundSteps(table, before, after, { verb: 'update', byName: caller.organizationName }),
  });
};
