import * as z from 'zod';
import { contractsOf, exampleOf, sharedRecord } from './define.ts';

const event = contractsOf('cosell.funds');
const id = 'fnd_01JD0000000000000000000060';
const amount = z.int().nonnegative();

/** How a fund stands after the change, in minor units of its currency. */
const fund = z.strictObject({
  ...sharedRecord,
  partnershipId: z.string(),
  programId: z.string(),
  funderId: z.string(),
  partnerId: z.string(),
  currency: z.string().length(3),
  balances: z.strictObject({
    available: amount,
    reserved: amount,
    committed: amount,
    accrued: amount,
    settled: amount,
  }),
});
const example = {
  ...exampleOf('funds', id, 'open', 'open'),
  partnershipId: 'prt_01JD0000000000000000000003',
  programId: 'fpr_01JD0000000000000000000050',
  funderId: 'org_01JD0000000000000000000001',
  partnerId: 'org_01JD0000000000000000000002',
  currency: 'EUR',
  balances: { available: 7_500_000, reserved: 2_500_000, committed: 0, accrued: 0, settled: 0 },
};

/** Entries of the fund's ledger, as its statement shows them. */
const entries = z.array(
  z.strictObject({
    sequence: z.int().positive(),
    kind: z
      .string()
      .meta({ description: '`allocate`, `reserve`, `commit`, `release`, `accrue`, `settle`, `reverse` …' }),
    from: z.string(),
    to: z.string(),
    amountMinor: z.int().positive(),
    causeId: z.string().meta({ description: 'The record that the money moved for' }),
  }),
);

export const fundAllocated = event({
  type: 'cosell.fund.allocated.v1',
  summary: 'The funder put money into a fund.',
  audience: 'parties',
  data: fund.extend({ entries }),
  example: {
    ...example,
    balances: { available: 10_000_000, reserved: 0, committed: 0, accrued: 0, settled: 0 },
    entries: [
      {
        sequence: 1,
        kind: 'allocate',
        from: 'funder',
        to: 'available',
        amountMinor: 10_000_000,
        causeId: id,
      },
    ],
  },
});

export const fundBalanceChanged = event({
  type: 'cosell.fund.balance_changed.v1',
  summary: 'Money of a fund was reserved, committed, released, accrued, settled or taken back.',
  audience: 'parties',
  data: fund.extend({ entries }),
  example: {
    ...example,
    entries: [
      {
        sequence: 2,
        kind: 'reserve',
        from: 'available',
        to: 'reserved',
        amountMinor: 2_500_000,
        causeId: 'fpp_01JD0000000000000000000070',
      },
    ],
  },
});

export const fundLowBalance = event({
  type: 'cosell.fund.low_balance.v1',
  summary: 'Less than the threshold is available in a fund.',
  audience: 'parties',
  data: fund.extend({ lowBalanceMinor: amount }),
  example: {
    ...example,
    balances: { available: 400_000, reserved: 9_600_000, committed: 0, accrued: 0, settled: 0 },
    lowBalanceMinor: 500_000,
  },
});

export const fundClosed = event({
  type: 'cosell.fund.closed.v1',
  summary: 'The funder closed a fund: nothing new can be asked of it, and what is released of it goes home.',
  audience: 'parties',
  data: fund,
  example: {
    ...example,
    status: 'closed',
    balances: { available: 0, reserved: 0, committed: 2_500_000, accrued: 0, settled: 7_000_000 },
  },
});
