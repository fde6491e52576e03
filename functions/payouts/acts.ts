import type * as z from 'zod';
import { moneySteps } from '../fund-proposals/store.ts';
import { homeOf } from '../funds/fund.ts';
import type { Move } from '../funds/ledger.ts';
import { instant } from '../platform/clock.ts';
import { dayAfter, dayAt } from '../platform/days.ts';
import type { Context, Reply } from '../platform/http/serve.ts';
import { changed } from '../platform/record.ts';
import { ok, type Result, refused } from '../platform/result.ts';
import { mayStep } from '../platform/transition.ts';
import {
  type newClawbackSchema,
  nextSideOf,
  type Payout,
  type PayoutVerb,
  type payoutSchema,
  sideOf,
  transitions,
  viewOf,
} from './payout.ts';
import * as store from './store.ts';

/** What each step of a payout's life does over the API; where money has moved, the fund's ledger says so in the same transaction. */
type PayoutReply = Result<Reply<z.output<typeof payoutSchema>>>;

export const missing = refused({ code: 'not_found' });

interface Taking {
  changes?: Partial<Payout> | ((before: Payout) => Partial<Payout>);
  moves?: (held: store.Held) => Move[];
  /** Why the step cannot be taken though its state allows it. */
  unless?: (before: Payout) => ReturnType<typeof refused> | undefined;
  reasonCode?: string | null;
  comment?: string | null;
}

/** Reads the payout, takes the step as far as its state and this side allow, and moves the money that goes with it. */
export const take = async (
  id: string,
  verb: PayoutVerb,
  { caller, table, clock, ifMatch }: Context,
  { changes = {}, moves = () => [], unless, reasonCode = null, comment = null }: Taking = {},
): Promise<PayoutReply> => {
  const held = await store.getHeld(caller.organizationId, table, id);
  if (!held) return missing;
  const { payout: before } = held;
  const to = mayStep(transitions, verb, before.status, sideOf(before, caller.organizationId));
  if (!to.ok) return to;
  if (before.revision !== ifMatch)
    return refused({ code: 'stale_revision', detail: `The current revision is ${before.revision}.` });
  const against = unless?.(before);
  if (against) return against;
  const status = verb === 'release' ? (before.heldFrom ?? to.value) : to.value;
  const own = typeof changes === 'function' ? changes(before) : changes;
  const after = changed(
    before,
    { status, nextSide: nextSideOf[status], reasonCode, heldFrom: null, ...own },
    caller.clientId,
    clock,
  );
  const cause = { recordId: after.id, revision: after.revision, by: caller.clientId, reason: reasonCode };
  const money = moneySteps(table, held, moves(held), cause, clock);
  if (!money.ok) return money;
  const told = {
    ...{ organizationId: caller.organizationId, byName: caller.organizationName },
    ...{ reasonCode, comment },
  };
  return ok({
    body: viewOf(after),
    revision: after.revision,
    change: [...store.stepSteps(table, held, after, verb, told, clock), ...money.value],
  });
};

/** When a payout that can be paid from now on is due, where the funder is. */
export const dueOn = ({ paymentTermDays, timeZone }: Payout, nowMs: number): string =>
  dayAfter(dayAt(nowMs, timeZone), paymentTermDays);

export const settling = ({ payout }: store.Held): Move[] => [
  { kind: 'settle', from: 'accrued', to: 'settled', amountMinor: payout.amount.amountMinor },
];

/** Held while the bank had it already: whether it arrives is not known yet. */
export const onItsWay = ({ heldFrom }: Payout) =>
  heldFrom === 'processing'
    ? refused({
        code: 'transition_not_allowed',
        detail: 'It was on its way when it was held; release it, and say whether it was paid or failed.',
      })
    : undefined;

/** Money that is not paid after all goes home: nobody can claim it a second time. */
export const givingUp = ({ payout, fund }: store.Held): Move[] => [
  {
    kind: 'release',
    from: 'accrued',
    to: homeOf(fund.fund),
    amountMinor: payout.amount.amountMinor,
  },
];

export const recovering = ({ payout, fund }: store.Held): Move[] => [
  {
    kind: 'reverse',
    from: 'settled',
    to: homeOf(fund.fund),
    amountMinor: payout.clawback?.amount.amountMinor ?? 0,
  },
];

export const requestClawback = (
  id: string,
  { amount, reasonCode, comment }: z.output<typeof newClawbackSchema>,
  context: Context,
): Promise<PayoutReply> =>
  take(id, 'request_clawback', context, {
    ...{ reasonCode, comment },
    changes: {
      clawback: {
        ...{ amount, reasonCode, comment, recoveryReference: null },
        requestedAt: instant(context.clock.now()),
      },
    },
    unless: ({ amount: paid }) => {
      if (amount.currency !== paid.currency)
        return refused({ code: 'wrong_currency', detail: `It was paid in ${paid.currency}.` });
      return amount.amountMinor > paid.amountMinor
        ? refused({
            code: 'insufficient_funds',
            detail: `Only ${paid.amountMinor} were paid (minor units of ${paid.currency}).`,
          })
        : undefined;
    },
  });
