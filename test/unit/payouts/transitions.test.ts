import { describe, expect, test } from '@jest/globals';
import { dueOn, givingUp, onItsWay, recovering, settling } from '../../../functions/payouts/acts.ts';
import {
  announcement,
  isOver,
  nextSideOf,
  type PayoutVerb,
  payoutSchema,
  payoutStatuses,
  transitions,
  viewOf,
} from '../../../functions/payouts/payout.ts';
import { euros, heldFund, payout, proposal, share } from '../../support/fund-records.ts';
import { everyStep, steps } from '../../support/steps.ts';

const payable = ['scheduled', 'processing'];
/** Written by hand from the product's description, not from the code. The workflow may take every step. */
const taken = [
  ...steps('partner', 'invoice', 'scheduled', 'awaiting_invoice'),
  ...steps('funder', 'process', 'processing', 'scheduled'),
  ...steps('funder', 'pay', 'paid', ...payable),
  ...steps('funder', 'fail', 'failed', ...payable),
  ...steps('funder', 'reschedule', 'scheduled', 'failed'),
  ...steps('funder', 'hold', 'on_hold', 'awaiting_invoice', ...payable, 'failed'),
  ...steps('funder', 'release', 'scheduled', 'on_hold'),
  ...steps('funder', 'cancel', 'cancelled', 'pending', 'awaiting_invoice', 'scheduled', 'failed', 'on_hold'),
  ...steps('funder', 'request_clawback', 'clawback_requested', 'paid'),
  ...steps('funder', 'recover', 'recovered', 'clawback_requested'),
  ...steps('funder', 'write_off', 'written_off', 'clawback_requested'),
];
const workflow = [
  ...steps('system', 'await_invoice', 'awaiting_invoice', 'pending'),
  ...steps('system', 'schedule', 'scheduled', 'pending'),
];

describe('a payout', () => {
  test('goes these ways and no others', () => {
    const { allowed, refused } = everyStep(transitions, payoutStatuses, ['funder', 'partner']);
    const bySystem = taken.map((line) => line.replace(/^\w+/, 'system'));
    expect(allowed).toEqual([...taken, ...workflow, ...bySystem].sort());
    expect(refused.get('partner scheduled pay')).toBe('wrong_side');
    expect(refused.get('funder awaiting_invoice invoice')).toBe('wrong_side');
    expect(refused.get('funder paid cancel')).toBe('transition_not_allowed');
    expect(refused.get('funder awaiting_invoice pay')).toBe('transition_not_allowed');
  });

  test('that was held while the payment was on its way cannot be cancelled: it may have arrived', () => {
    for (const heldFrom of payoutStatuses) {
      const refusal = onItsWay(payout({ status: 'on_hold', heldFrom }));
      expect(refusal?.refusal.code).toBe(heldFrom === 'processing' ? 'transition_not_allowed' : undefined);
    }
  });

  test('waits for one side, and its workflow until the money has gone or never will', () => {
    expect(nextSideOf).toEqual({
      ...{ pending: 'funder', awaiting_invoice: 'partner', scheduled: 'funder', processing: 'funder' },
      ...{ failed: 'funder', on_hold: 'funder', clawback_requested: 'partner' },
      ...{ paid: null, cancelled: null, recovered: null, written_off: null },
    });
    expect(payoutStatuses.filter((status) => !isOver({ status }))).toEqual([
      ...['pending', 'awaiting_invoice', 'scheduled', 'processing', 'failed', 'on_hold'],
    ]);
  });

  test.each([
    ['UTC', '2026-11-23T23:30:00Z', 30, '2026-12-23'],
    ['Pacific/Kiritimati', '2026-11-23T23:30:00Z', 30, '2026-12-24'],
    ['Pacific/Pago_Pago', '2026-11-23T10:30:00Z', 30, '2026-12-22'],
    ['Europe/Lisbon', '2027-12-31T12:00:00Z', 60, '2028-02-29'],
    ['Europe/Lisbon', '2026-11-23T12:00:00Z', 0, '2026-11-23'],
  ])('is due, in %s from %s on, %i days later: %s', (timeZone, now, paymentTermDays, due) => {
    expect(dueOn(payout({ timeZone, paymentTermDays }), Date.parse(now))).toBe(due);
  });

  test('shows what the API promises, and nothing of our bookkeeping', () => {
    expect(payoutSchema.safeParse(viewOf(payout({ heldFrom: 'failed' }))).error).toBeUndefined();
  });
});

describe('its money', () => {
  const held = (status: 'open' | 'closed') => ({
    payout: payout({
      clawback: {
        ...{ amount: euros(300), reasonCode: 'overpaid', comment: null, recoveryReference: null },
        requestedAt: '2026-12-07T09:00:00.000Z',
      },
    }),
    ...{ waitToken: undefined, fund: heldFund({ status }), share: share(), proposal: proposal() },
  });
  test.each([
    ['open', 'available'],
    ['closed', 'funder'],
  ] as const)(
    'of a fund that is %s: settled when paid; what is given up or comes back goes to %s',
    (status, home) => {
      const of = held(status);
      expect(settling(of)).toEqual([{ kind: 'settle', from: 'accrued', to: 'settled', amountMinor: 1_000 }]);
      expect(givingUp(of)).toEqual([{ kind: 'release', from: 'accrued', to: home, amountMinor: 1_000 }]);
      expect(recovering(of)).toEqual([{ kind: 'reverse', from: 'settled', to: home, amountMinor: 300 }]);
    },
  );
});

describe('its events', () => {
  const said: [PayoutVerb, string | undefined][] = [
    ['await_invoice', undefined],
    ['schedule', 'scheduled'],
    ['invoice', 'scheduled'],
    ['process', undefined],
    ['pay', 'paid'],
    ['fail', 'failed'],
    ['reschedule', 'scheduled'],
    ['hold', 'on_hold'],
    ['release', 'scheduled'],
    ['cancel', undefined],
    ['request_clawback', 'clawback_requested'],
    ['recover', 'recovered'],
    ['write_off', undefined],
  ];
  test('are known for every step', () => {
    expect(said.map(([verb]) => verb).sort()).toEqual(Object.keys(transitions).sort());
  });
  test.each(said)('%s says %s', (verb, type) => {
    const { from, to } = transitions[verb];
    const event = announcement(verb, payout({ status: to }), from[0]);
    expect(event?.contract.type).toBe(type && `cosell.payout.${type}.v1`);
    if (event) expect(event.contract.data.safeParse(event.data).error).toBeUndefined();
  });
  test('a release says so only where the payout is scheduled again', () => {
    for (const status of ['awaiting_invoice', 'processing', 'failed'] as const)
      expect(announcement('release', payout({ status }), 'on_hold')).toBeUndefined();
  });
});
