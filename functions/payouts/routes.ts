import * as z from 'zod';
import { dateSchema, idOf, instantSchema, line, pageOf, pageQuery, prose } from '../platform/fields.ts';
import { declareRoutes } from '../platform/route.ts';
import { timelineEntrySchema } from '../platform/timeline.ts';
import {
  cancelReasons,
  failReasons,
  holdReasons,
  invoiceSchema,
  newClawbackSchema,
  paymentSchema,
  payoutSchema,
  payoutStatuses,
  writeOffReasons,
} from './payout.ts';

const params = z.strictObject({ id: idOf('payout') });
const act = {
  kind: 'act',
  method: 'POST',
  scope: 'payouts:write',
  params,
  body: z.strictObject({}),
  output: payoutSchema,
  refusals: ['transition_not_allowed', 'wrong_side'],
} as const;
const because = <const Code extends string>(codes: readonly [Code, ...Code[]]) =>
  z
    .strictObject({ reasonCode: z.enum(codes), comment: prose(2000).nullable().default(null) })
    .meta({ examples: [{ reasonCode: codes[0] }] });

export const routes = declareRoutes({
  process: 'payouts',
  about:
    "Payouts: approved claims on their way to the partner's account. The funder's finance system hears `payout.scheduled` and answers here.",
  routes: {
    listPayouts: {
      kind: 'list',
      method: 'GET',
      path: '/v1/payouts',
      scope: 'payouts:read',
      summary: 'List payouts to make and to receive',
      query: z.strictObject({
        ...pageQuery,
        status: z.enum(payoutStatuses).optional(),
        partnershipId: idOf('partnership').optional(),
        updatedAfter: instantSchema.optional(),
      }),
      output: pageOf(payoutSchema),
    },
    getPayout: {
      kind: 'read',
      method: 'GET',
      path: '/v1/payouts/{id}',
      scope: 'payouts:read',
      summary: 'Read a payout',
      params,
      output: payoutSchema,
    },
    invoicePayout: {
      ...act,
      path: '/v1/payouts/{id}/invoice',
      summary: 'Send the invoice that a payout waits for',
      description: 'The partner does this. The payout is scheduled, due after the payment term.',
      body: invoiceSchema,
    },
    processPayout: {
      ...act,
      path: '/v1/payouts/{id}/processing',
      summary: 'Say that the payment is on its way',
    },
    payPayout: {
      ...act,
      path: '/v1/payouts/{id}/paid',
      summary: 'Say that it was paid',
      description: 'Settles the amount in the fund, once: a payout that is paid cannot be paid again.',
      body: paymentSchema,
    },
    failPayout: {
      ...act,
      path: '/v1/payouts/{id}/fail',
      summary: 'Say that the payment did not go through',
      body: because(failReasons),
    },
    reschedulePayout: {
      ...act,
      path: '/v1/payouts/{id}/reschedule',
      summary: 'Try a failed payment again',
      body: z
        .strictObject({
          dueOn: dateSchema.optional().meta({ description: 'Left out: the day it was due before' }),
        })
        .meta({ examples: [{}] }),
    },
    holdPayout: {
      ...act,
      path: '/v1/payouts/{id}/hold',
      summary: 'Hold a payout until bank or tax details are put right',
      body: because(holdReasons),
    },
    releasePayout: {
      ...act,
      path: '/v1/payouts/{id}/release',
      summary: 'Release a payout that was on hold',
      description: 'It goes back to where it was held.',
    },
    cancelPayout: {
      ...act,
      path: '/v1/payouts/{id}/cancel',
      summary: 'Cancel a payout',
      description: 'Its amount is released in the fund. Not while the payment is on its way, nor after.',
      body: because(cancelReasons),
    },
    requestClawback: {
      ...act,
      path: '/v1/payouts/{id}/request-clawback',
      summary: 'Ask for money back that was paid',
      body: newClawbackSchema,
      refusals: ['transition_not_allowed', 'wrong_side', 'wrong_currency', 'insufficient_funds'],
    },
    recoverPayout: {
      ...act,
      path: '/v1/payouts/{id}/recover',
      summary: 'Say that the money came back',
      description: 'Reverses the amount in the fund.',
      body: z
        .strictObject({ recoveryReference: line(140) })
        .meta({ examples: [{ recoveryReference: 'SEPA-2027-0702' }] }),
    },
    writeOffPayout: {
      ...act,
      path: '/v1/payouts/{id}/write-off',
      summary: 'Give up on money that was asked back',
      description: 'It stays paid in the fund.',
      body: because(writeOffReasons),
    },
    readPayoutTimeline: {
      kind: 'list',
      method: 'GET',
      path: '/v1/payouts/{id}/timeline',
      scope: 'payouts:read',
      summary: "Read a payout's timeline",
      params,
      query: z.strictObject(pageQuery),
      output: pageOf(timelineEntrySchema),
    },
  },
});
