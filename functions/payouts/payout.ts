import * as z from 'zod';
import type { EventContract } from '../../events/define.ts';
import * as contracts from '../../events/payouts.ts';
import type { FundSide } from '../funds/program.ts';
import { dateSchema, idOf, instantSchema, line, prose, recordFields } from '../platform/fields.ts';
import { moneySchema, positiveMoneySchema } from '../platform/money.ts';
import type { Transitions } from '../platform/transition.ts';

export const payoutStatuses = [
  'pending',
  'awaiting_invoice',
  'scheduled',
  'processing',
  'paid',
  'failed',
  'on_hold',
  'cancelled',
  'clawback_requested',
  'recovered',
  'written_off',
] as const;
export type PayoutStatus = (typeof payoutStatuses)[number];

/**
 * pending -> awaiting_invoice -> scheduled -> processing -> paid; failed -> scheduled; on_hold and back; cancelled;
 * paid -> clawback_requested -> recovered | written_off. `release` goes back to where it was held.
 */
export const transitions = {
  await_invoice: { from: ['pending'], to: 'awaiting_invoice', by: 'system' },
  schedule: { from: ['pending'], to: 'scheduled', by: 'system' },
  invoice: { from: ['awaiting_invoice'], to: 'scheduled', by: 'partner' },
  process: { from: ['scheduled'], to: 'processing', by: 'funder' },
  pay: { from: ['scheduled', 'processing'], to: 'paid', by: 'funder' },
  fail: { from: ['scheduled', 'processing'], to: 'failed', by: 'funder' },
  reschedule: { from: ['failed'], to: 'scheduled', by: 'funder' },
  hold: { from: ['awaiting_invoice', 'scheduled', 'processing', 'failed'], to: 'on_hold', by: 'funder' },
  release: { from: ['on_hold'], to: 'scheduled', by: 'funder' },
  cancel: {
    from: ['pending', 'awaiting_invoice', 'scheduled', 'failed', 'on_hold'],
    to: 'cancelled',
    by: 'funder',
  },
  request_clawback: { from: ['paid'], to: 'clawback_requested', by: 'funder' },
  recover: { from: ['clawback_requested'], to: 'recovered', by: 'funder' },
  write_off: { from: ['clawback_requested'], to: 'written_off', by: 'funder' },
} as const satisfies Transitions<string, PayoutStatus, FundSide>;
export type PayoutVerb = keyof typeof transitions;

export const failReasons = [
  'account_closed',
  'account_unknown',
  'rejected_by_bank',
  'amount_limit',
  'other',
] as const;
export const holdReasons = ['bank_details', 'tax'] as const;
export const cancelReasons = ['claim_withdrawn', 'duplicate', 'agreed_with_partner', 'other'] as const;
export const clawbackReasons = ['activity_not_performed', 'overpaid', 'breach_of_terms', 'other'] as const;
export const writeOffReasons = [
  'partner_insolvent',
  'not_worth_pursuing',
  'agreed_with_partner',
  'other',
] as const;

const reference = line(140);

export const invoiceSchema = z
  .strictObject({ number: line(60), issuedOn: dateSchema })
  .meta({ id: 'PayoutInvoice', examples: [{ number: 'BP-2027-118', issuedOn: '2027-05-31' }] });
export const paymentSchema = z
  .strictObject({
    paymentReference: reference.meta({ description: 'Under which the bank has made the payment' }),
    paidOn: dateSchema,
  })
  .meta({ id: 'Payment', examples: [{ paymentReference: 'SEPA-2027-0631', paidOn: '2027-06-28' }] });
export const newClawbackSchema = z
  .strictObject({
    amount: positiveMoneySchema.meta({ description: 'Not more than was paid' }),
    reasonCode: z.enum(clawbackReasons),
    comment: prose(2000).nullable().default(null),
  })
  .meta({
    id: 'NewClawback',
    examples: [
      {
        amount: { amountMinor: 500_000, currency: 'EUR' },
        reasonCode: 'activity_not_performed',
        comment: 'The third webinar did not take place.',
      },
    ],
  });

const clawbackSchema = z
  .strictObject({
    amount: moneySchema,
    reasonCode: z.string(),
    comment: z.string().nullable(),
    requestedAt: instantSchema,
    recoveryReference: z.string().nullable(),
  })
  .meta({ id: 'Clawback' });

const own = {
  id: idOf('payout'),
  status: z.enum(payoutStatuses),
  claimId: idOf('fund_claim'),
  proposalId: idOf('fund_proposal'),
  fundId: idOf('fund'),
  partnershipId: idOf('partnership'),
  organizationIds: z.array(idOf('organization')).length(2),
  funderId: idOf('organization'),
  funderName: z.string(),
  partnerId: idOf('organization'),
  partnerName: z.string(),
  nextSide: z.enum(['funder', 'partner']).nullable(),
  title: z.string(),
  amount: moneySchema,
  dueOn: dateSchema.nullable().meta({ description: 'By when it is to be paid' }),
  invoice: invoiceSchema.nullable(),
  paymentReference: z.string().nullable(),
  paidOn: dateSchema.nullable(),
  failures: z.int().nonnegative().meta({ description: 'How often a payment did not go through' }),
  reasonCode: z.string().nullable(),
  clawback: clawbackSchema.nullable(),
};

export const payoutSchema = z.strictObject({ ...own, ...recordFields }).meta({ id: 'Payout' });

/** As it is kept. */
export const storedSchema = z.strictObject({
  ...own,
  invoiceRequired: z.boolean(),
  paymentTermDays: z.int(),
  /** Whose days its dates are. */
  timeZone: z.string(),
  /** Where it goes back to when its hold is released. */
  heldFrom: z.enum(payoutStatuses).nullable(),
  ...recordFields,
});
export type Payout = z.output<typeof storedSchema>;

export const viewOf = ({
  invoiceRequired: _,
  paymentTermDays: __,
  timeZone: ___,
  heldFrom: ____,
  ...shown
}: Payout): z.output<typeof payoutSchema> => shown;

/** Who acts next, by status. */
export const nextSideOf: Record<PayoutStatus, Payout['nextSide']> = {
  pending: 'funder',
  awaiting_invoice: 'partner',
  scheduled: 'funder',
  processing: 'funder',
  paid: null,
  failed: 'funder',
  on_hold: 'funder',
  cancelled: null,
  clawback_requested: 'partner',
  recovered: null,
  written_off: null,
};

/** Statuses in which its workflow has nothing more to wait for. */
export const isOver = ({ status }: Pick<Payout, 'status'>): boolean =>
  ['paid', 'cancelled', 'clawback_requested', 'recovered', 'written_off'].includes(status);

export const sideOf = (payout: Pick<Payout, 'funderId'>, organizationId: string): FundSide =>
  payout.funderId === organizationId ? 'funder' : 'partner';

const verbEvents: Partial<Record<PayoutVerb, EventContract>> = {
  schedule: contracts.payoutScheduled,
  invoice: contracts.payoutScheduled,
  reschedule: contracts.payoutScheduled,
  pay: contracts.payoutPaid,
  fail: contracts.payoutFailed,
  hold: contracts.payoutOnHold,
  request_clawback: contracts.payoutClawbackRequested,
  recover: contracts.payoutRecovered,
};

/** The event of a step and its data; a release that puts a payout back among the scheduled says so again. */
export const announcement = (
  verb: PayoutVerb,
  payout: Payout,
  before: PayoutStatus,
): { contract: EventContract; data: unknown } | undefined => {
  const contract =
    verb === 'release' && payout.status === 'scheduled' ? contracts.payoutScheduled : verbEvents[verb];
  if (!contract) return undefined;
  return {
    contract,
    data: {
      id: payout.id,
      revision: payout.revision,
      status: payout.status,
      previousStatus: before,
      organizationIds: payout.organizationIds,
      links: { self: `/v1/payouts/${payout.id}` },
      partnershipId: payout.partnershipId,
      fundId: payout.fundId,
      proposalId: payout.proposalId,
      claimId: payout.claimId,
      funderId: payout.funderId,
      partnerId: payout.partnerId,
      amount: payout.amount,
      dueOn: payout.dueOn,
      invoiceNumber: payout.invoice?.number ?? null,
      paymentReference: payout.paymentReference,
      reasonCode: payout.reasonCode,
      clawback: payout.clawback && {
        amount: payout.clawback.amount,
        reasonCode: payout.clawback.reasonCode,
      },
    },
  };
};
