import { type PayoutWay, payoutIn } from '../../support/claims.ts';
import { euros, partnershipOf } from '../../support/funds.ts';
import type { Answer, Partner } from '../../support/partner.ts';
import type { World } from '../../support/world.ts';
import type { Case, Prepared } from '../case.ts';

const reading = (path: (world: World) => Promise<string> | string): Case => ({
  prepare: async (world) => ({ as: world.northwind, path: await path(world) }),
});
const on = (answer: Answer, as: Partner, verb: string, body: unknown): Prepared => ({
  as,
  path: `/v1/payouts/${answer.body.id}/${verb}`,
  body,
  etag: answer.etag,
});

type Side = 'northwind' | 'brightpath';
const other: Record<Side, Side> = { northwind: 'brightpath', brightpath: 'northwind' };

/** A step that one side takes from one status: refused to the other side, and from another status. */
const acting = (as: Side, from: PayoutWay, not: PayoutWay, verb: string, body: unknown = {}): Case => ({
  prepare: async (world) => on(await payoutIn(world, from), world[as], verb, body),
  refusals: [
    async (world) => ({
      ...on(await payoutIn(world, from), world[other[as]], verb, body),
      code: 'wrong_side',
    }),
    async (world) => ({
      ...on(await payoutIn(world, not), world[as], verb, body),
      code: 'transition_not_allowed',
    }),
  ],
});

const payment = { paymentReference: 'SEPA-1', paidOn: '2026-12-01' };
const clawback = (amountMinor: number, currency = 'EUR') => ({
  amount: { amountMinor, currency },
  reasonCode: 'overpaid',
});
const asking = acting('northwind', 'paid', 'scheduled', 'request-clawback', {
  amount: euros(400),
  reasonCode: 'overpaid',
});

export const cases: Record<string, Case> = {
  listPayouts: reading((world) => `/v1/payouts?status=scheduled&partnershipId=${partnershipOf(world)}`),
  getPayout: reading(async (world) => `/v1/payouts/${(await payoutIn(world, 'scheduled')).body.id}`),
  readPayoutTimeline: reading(
    async (world) => `/v1/payouts/${(await payoutIn(world, 'scheduled')).body.id}/timeline`,
  ),
  invoicePayout: acting('brightpath', 'awaiting_invoice', 'scheduled', 'invoice', {
    number: 'BP-118',
    issuedOn: '2026-11-30',
  }),
  processPayout: acting('northwind', 'scheduled', 'awaiting_invoice', 'processing'),
  payPayout: acting('northwind', 'scheduled', 'paid', 'paid', payment),
  failPayout: acting('northwind', 'scheduled', 'failed', 'fail', { reasonCode: 'account_closed' }),
  reschedulePayout: acting('northwind', 'failed', 'scheduled', 'reschedule', { dueOn: '2027-01-31' }),
  holdPayout: acting('northwind', 'scheduled', 'paid', 'hold', { reasonCode: 'bank_details' }),
  releasePayout: acting('northwind', 'on_hold', 'scheduled', 'release'),
  cancelPayout: acting('northwind', 'scheduled', 'paid', 'cancel', { reasonCode: 'duplicate' }),
  requestClawback: {
    ...asking,
    refusals: [
      ...(asking.refusals ?? []),
      async (world) => ({
        ...on(await payoutIn(world, 'paid'), world.northwind, 'request-clawback', clawback(1_001)),
        code: 'insufficient_funds',
      }),
      async (world) => ({
        ...on(await payoutIn(world, 'paid'), world.northwind, 'request-clawback', clawback(400, 'USD')),
        code: 'wrong_currency',
      }),
    ],
  },
  recoverPayout: acting('northwind', 'clawback_requested', 'paid', 'recover', {
    recoveryReference: 'SEPA-2',
  }),
  writeOffPayout: acting('northwind', 'clawback_requested', 'paid', 'write-off', {
    reasonCode: 'not_worth_pursuing',
  }),
};
