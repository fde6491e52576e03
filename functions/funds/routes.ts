import * as z from 'zod';
import { idOf, instantSchema, line, pageOf, pageQuery } from '../platform/fields.ts';
import { positiveMoneySchema } from '../platform/money.ts';
import { declareRoutes } from '../platform/route.ts';
import { timelineEntrySchema } from '../platform/timeline.ts';
import { fundPatchSchema, fundStatuses, fundViewSchema, newFundSchema } from './fund.ts';
import { newProgramSchema, programPatchSchema, programSchema, programStatuses } from './program.ts';
import { statementQuerySchema, statementSchema, verificationSchema } from './statement.ts';

const programParams = z.strictObject({ id: idOf('fund_program') });
const params = z.strictObject({ id: idOf('fund') });
const moving = {
  kind: 'act',
  method: 'POST',
  scope: 'funds:write',
  params,
  body: z.strictObject({ amount: positiveMoneySchema, reason: line(500).nullable().default(null) }).meta({
    id: 'FundMove',
    examples: [{ amount: { amountMinor: 2_000_000, currency: 'EUR' }, reason: 'Second half-year' }],
  }),
  output: fundViewSchema,
} as const;

export const routes = declareRoutes({
  process: 'funds',
  about:
    'Funds: the money that one organisation sets aside for the activities of another, and the ledger that accounts for every minor unit of it.',
  routes: {
    createFundProgram: {
      kind: 'create',
      method: 'POST',
      path: '/v1/fund-programs',
      scope: 'funds:write',
      summary: 'Set up a fund program',
      description:
        'Says what is paid for, to whom, by which proof, and when. Whoever sets it up is the funder of everything in it.',
      body: newProgramSchema,
      output: programSchema,
      status: 201,
      refusals: ['unknown_reference'],
    },
    listFundPrograms: {
      kind: 'list',
      method: 'GET',
      path: '/v1/fund-programs',
      scope: 'funds:read',
      summary: 'List your fund programs',
      query: z.strictObject({
        ...pageQuery,
        status: z.enum(programStatuses).optional(),
        updatedAfter: instantSchema.optional(),
      }),
      output: pageOf(programSchema),
    },
    getFundProgram: {
      kind: 'read',
      method: 'GET',
      path: '/v1/fund-programs/{id}',
      scope: 'funds:read',
      summary: 'Read a fund program',
      description: 'The funder reads it, and every partner that is eligible.',
      params: programParams,
      output: programSchema,
    },
    updateFundProgram: {
      kind: 'change',
      method: 'PATCH',
      path: '/v1/fund-programs/{id}',
      scope: 'funds:write',
      summary: 'Change a fund program',
      description:
        'JSON Merge Patch on the top level. Holds for proposals submitted from now on; those submitted keep what they were submitted under.',
      params: programParams,
      body: programPatchSchema,
      output: programSchema,
      refusals: ['transition_not_allowed', 'wrong_side', 'unknown_reference'],
    },
    closeFundProgram: {
      kind: 'act',
      method: 'POST',
      path: '/v1/fund-programs/{id}/close',
      scope: 'funds:write',
      summary: 'Close a fund program',
      description: 'Nothing new begins in it; what was begun runs to its end.',
      params: programParams,
      body: z.strictObject({}),
      output: programSchema,
      refusals: ['transition_not_allowed', 'wrong_side'],
    },
    createFund: {
      kind: 'create',
      method: 'POST',
      path: '/v1/funds',
      scope: 'funds:write',
      summary: 'Allocate money of a program to a partner',
      body: newFundSchema,
      output: fundViewSchema,
      status: 201,
      refusals: [
        'unknown_reference',
        'wrong_side',
        'transition_not_allowed',
        'partnership_not_active',
        'wrong_currency',
        'outside_window',
      ],
    },
    listFunds: {
      kind: 'list',
      method: 'GET',
      path: '/v1/funds',
      scope: 'funds:read',
      summary: 'List funds that you give and that you are given',
      query: z.strictObject({
        ...pageQuery,
        status: z.enum(fundStatuses).optional(),
        partnershipId: idOf('partnership').optional(),
        updatedAfter: instantSchema.optional(),
      }),
      output: pageOf(fundViewSchema),
    },
    getFund: {
      kind: 'read',
      method: 'GET',
      path: '/v1/funds/{id}',
      scope: 'funds:read',
      summary: 'Read a fund and its balances',
      params,
      output: fundViewSchema,
    },
    updateFund: {
      kind: 'change',
      method: 'PATCH',
      path: '/v1/funds/{id}',
      scope: 'funds:write',
      summary: 'Change the name of a fund, or when it runs low',
      params,
      body: fundPatchSchema,
      output: fundViewSchema,
      refusals: ['transition_not_allowed', 'wrong_side'],
    },
    allocateToFund: {
      ...moving,
      path: '/v1/funds/{id}/allocate',
      summary: 'Put more money into a fund',
      description:
        'Money moves without a new revision: those who allocate at once do not stand in the way of each other.',
      refusals: [
        'transition_not_allowed',
        'wrong_side',
        'partnership_not_active',
        'wrong_currency',
        'outside_window',
      ],
    },
    deallocateFromFund: {
      ...moving,
      path: '/v1/funds/{id}/deallocate',
      summary: 'Take available money back out of a fund',
      description:
        'Only what is available: what is reserved, committed or accrued was promised. Also once the partnership has ended.',
      refusals: ['transition_not_allowed', 'wrong_side', 'wrong_currency', 'insufficient_funds'],
    },
    closeFund: {
      kind: 'act',
      method: 'POST',
      path: '/v1/funds/{id}/close',
      scope: 'funds:write',
      summary: 'Close a fund',
      description:
        'What is available goes back to the funder at once. What is reserved, committed or accrued runs to its end, and what is released of it goes back as well.',
      params,
      body: z.strictObject({}),
      output: fundViewSchema,
      refusals: ['transition_not_allowed', 'wrong_side'],
    },
    readFundStatement: {
      kind: 'list',
      method: 'GET',
      path: '/v1/funds/{id}/statement',
      scope: 'funds:read',
      summary: "Read a fund's statement",
      description:
        'Every entry of its ledger, oldest first, with its cause and the balances after it. `Accept: text/csv` gives rows for a spreadsheet, `text/html` a page to print; the next page of either is in the `Link` header.',
      params,
      query: statementQuerySchema,
      output: statementSchema,
      formats: ['text/csv', 'text/html'],
    },
    verifyFund: {
      kind: 'read',
      method: 'GET',
      path: '/v1/funds/{id}/verification',
      scope: 'funds:read',
      summary: 'Recompute the balances of a fund from its entries',
      description:
        'Follows every entry from the first on, its balances and its hash. The operator runs the same every night over all funds.',
      params,
      output: verificationSchema,
    },
    readFundTimeline: {
      kind: 'list',
      method: 'GET',
      path: '/v1/funds/{id}/timeline',
      scope: 'funds:read',
      summary: "Read a fund's timeline",
      description: 'What happened to the fund itself; every movement of money is in the statement.',
      params,
      query: z.strictObject(pageQuery),
      output: pageOf(timelineEntrySchema),
    },
    readFundProgramTimeline: {
      kind: 'list',
      method: 'GET',
      path: '/v1/fund-programs/{id}/timeline',
      scope: 'funds:read',
      summary: "Read a fund program's timeline",
      params: programParams,
      query: z.strictObject(pageQuery),
      output: pageOf(timelineEntrySchema),
    },
  },
});
