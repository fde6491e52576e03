import * as z from 'zod';
import { contractsOf, exampleMoney, exampleOf, money, sharedRecord } from './define.ts';

const event = contractsOf('cosell.payouts');

/** What a finance system needs to pay, and both sides need to follow it. */
const payout = z.strictObject({
  ...sharedRecord,
  partnershipId: z.string(),
  fundId: z.string(),
  proposalId: z.string(),
  claimId: z.string(),
  funderId: z.string(),
  partnerId: z.string(),
  amount: money,
  dueOn: z.iso.date().nullable(),
  invoiceNumber: z.string().nullable(),
  paymentReference: z.string().nullable(),
  reasonCode: z.string().nullable(),
  clawback: z
    .strictObject({ amount: money, reasonCode: z.string() })
    .nullable()
    .meta({ description: 'What is asked back, where something is' }),
});

const payoutEvent = <const Verb extends string>(
  verb: Verb,
  status: string,
  previousStatus: string,
  summary: string,
  changes: Partial<z.input<typeof payout>> = {},
) =>
  event({
    type: `cosell.payout.${verb}.v1`,
    summary,
    audience: 'parties',
    data: payout,
    example: {
      ...exampleOf('payouts', 'pay_01JD0000000000000000000090', status, previousStatus),
      partnershipId: 'prt_01JD0000000000000000000003',
      fundId: 'fnd_01JD0000000000000000000060',
      proposalId: 'fpp_01JD0000000000000000000070',
      claimId: 'fcl_01JD0000000000000000000080',
      funderId: 'org_01JD0000000000000000000001',
      partnerId: 'org_01JD0000000000000000000002',
      amount: exampleMoney,
      dueOn: '2027-06-30',
      invoiceNumber: 'BP-2027-118',
      paymentReference: null,
      reasonCode: null,
      clawback: null,
      ...changes,
    },
  });

export const payoutScheduled = payoutEvent(
  'scheduled',
  'scheduled',
  'awaiting_invoice',
  'A payout is to be made by its due date: the funder’s finance system answers it over the API.',
);
export const payoutPaid = payoutEvent('paid', 'paid', 'processing', 'A payout was paid.', {
  paymentReference: 'SEPA-2027-0631',
});
export const payoutFailed = payoutEvent('failed', 'failed', 'processing', 'A payment did not go through.', {
  reasonCode: 'account_closed',
});
export const payoutOnHold = payoutEvent(
  'on_hold',
  'on_hold',
  'scheduled',
  'A payout waits until bank or tax details are put right.',
  { reasonCode: 'bank_details' },
);
export const payoutClawbackRequested = payoutEvent(
  'clawback_requested',
  'clawback_requested',
  'paid',
  'The funder asks for money back that was paid.',
  {
    paymentReference: 'SEPA-2027-0631',
    clawback: { amount: exampleMoney, reasonCode: 'activity_not_performed' },
  },
);
export const payoutRecovered = payoutEvent(
  'recovered',
  'recovered',
  'clawback_requested',
  'Money that was asked back has come back into the fund.',
  {
    paymentReference: 'SEPA-2027-0631',
    clawback: { amount: exampleMoney, reasonCode: 'activity_not_performed' },
  },
);
