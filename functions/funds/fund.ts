import * as z from 'zod';
import type { EventContract } from '../../events/define.ts';
import * as contracts from '../../events/funds.ts';
import { idOf, line, recordFields } from '../platform/fields.ts';
import { currencySchema, positiveMoneySchema } from '../platform/money.ts';
import type { Transitions } from '../platform/transition.ts';
import { allocatedOf, type Balances, type Book, balancesSchema, type Entry, type Move } from './ledger.ts';
import type { FundSide } from './program.ts';

export const fundStatuses = ['open', 'closed'] as const;
export type FundStatus = (typeof fundStatuses)[number];

/**
 * open -> closed. Closing gives what is available back to the funder at once; what is reserved, committed or accrued
 * runs to its end, and what is released of it goes back to the funder as well. Nothing new can be asked of it.
 */
export const fundTransitions = {
  allocate: { from: ['open'], to: 'open', by: 'funder' },
  deallocate: { from: ['open'], to: 'open', by: 'funder' },
  update: { from: ['open'], to: 'open', by: 'funder' },
  close: { from: ['open'], to: 'closed', by: 'funder' },
} as const satisfies Transitions<string, FundStatus, FundSide>;

const lowBalanceMinor = z.int().nonnegative().nullable().meta({
  description: 'When what is available falls below this, `cosell.fund.low_balance.v1` says so; null: never',
});

export const newFundSchema = z
  .strictObject({
    programId: idOf('fund_program'),
    partnershipId: idOf('partnership'),
    name: line(),
    amount: positiveMoneySchema.meta({ description: 'Allocated at once, in the currency of the program' }),
    lowBalanceMinor: lowBalanceMinor.default(null),
  })
  .meta({
    id: 'NewFund',
    examples: [
      {
        programId: 'fpr_01JD0000000000000000000050',
        partnershipId: 'prt_01JD0000000000000000000003',
        name: 'Brightpath 2027',
        amount: { amountMinor: 10_000_000, currency: 'EUR' },
      },
    ],
  });
export type NewFund = z.output<typeof newFundSchema>;

export const fundPatchSchema = z
  .strictObject({
    name: line().optional(),
    lowBalanceMinor: lowBalanceMinor.optional(),
  })
  .meta({ id: 'FundPatch', examples: [{ lowBalanceMinor: 500_000 }] });

const own = {
  id: idOf('fund'),
  status: z.enum(fundStatuses),
  programId: idOf('fund_program'),
  partnershipId: idOf('partnership'),
  organizationIds: z.array(idOf('organization')).length(2),
  funderId: idOf('organization'),
  funderName: z.string(),
  partnerId: idOf('organization'),
  partnerName: z.string(),
  name: line(),
  currency: currencySchema,
  lowBalanceMinor,
};

/** A budget: money of a program, allocated to one partner. Its balances stand in a book of their own. */
export const fundSchema = z.strictObject({ ...own, ...recordFields }).meta({ description: 'As it is kept' });
export type Fund = z.output<typeof fundSchema>;

/** The fund with how it stands now. Money moves without a new revision: the ETag is that of name, threshold and status. */
export const fundViewSchema = z
  .strictObject({
    ...own,
    allocatedMinor: z.int().nonnegative().meta({ description: 'What the funder has put in' }),
    balances: balancesSchema,
    entries: z.int().nonnegative().meta({ description: 'How many entries its ledger has' }),
    ...recordFields,
  })
  .meta({ id: 'Fund' });

export const viewOf = (fund: Fund, book: Book): z.output<typeof fundViewSchema> => ({
  ...fund,
  allocatedMinor: allocatedOf(book.balances),
  balances: book.balances,
  entries: book.sequence,
});

export const sideOf = (fund: Pick<Fund, 'funderId'>, organizationId: string): FundSide =>
  fund.funderId === organizationId ? 'funder' : 'partner';

/** Where money goes that nobody needs any more: back into the fund, or, of a closed one, to the funder. */
export const homeOf = ({ status }: Pick<Fund, 'status'>): 'available' | 'funder' =>
  status === 'closed' ? 'funder' : 'available';

/** A closed fund's available money goes home. */
export const closingMoves = ({ available }: Balances): Move[] => [
  { kind: 'deallocate', from: 'available', to: 'funder', amountMinor: available },
];

export interface Announcement {
  contract: EventContract;
  data: unknown;
}

/**
 * What a change of a fund tells: that money moved; where what is available just fell below the threshold, that the fund
 * runs low; and that it was closed. `before` is the fund before the change, undefined for a new one.
 */
export const announcements = (
  before: Fund | undefined,
  fund: Fund,
  bookBefore: Book,
  book: Book,
  entries: readonly Entry[],
): Announcement[] => {
  const { id, revision, status, organizationIds, partnershipId, programId, funderId, partnerId } = fund;
  const shared = {
    ...{ id, revision, status, organizationIds, partnershipId, programId, funderId, partnerId },
    previousStatus: before?.status ?? null,
    links: { self: `/v1/funds/${id}` },
    currency: fund.currency,
    balances: book.balances,
  };
  const moves = entries.map(({ sequence, kind, from, to, amountMinor, cause }) => ({
    ...{ sequence, kind, from, to, amountMinor },
    causeId: cause.recordId,
  }));
  const allocated = entries.some(({ kind }) => kind === 'allocate');
  const moved = allocated ? contracts.fundAllocated : contracts.fundBalanceChanged;
  const low = fund.lowBalanceMinor;
  const wasLow = low !== null && !allocated && bookBefore.balances.available < low;
  const fell = low !== null && status === 'open' && !wasLow && book.balances.available < low;
  return [
    ...(entries.length > 0 ? [{ contract: moved, data: { ...shared, entries: moves } }] : []),
    ...(entries.length > 0 && fell
      ? [{ contract: contracts.fundLowBalance, data: { ...shared, lowBalanceMinor: low } }]
      : []),
    ...(status === 'closed' && before?.status === 'open'
      ? [{ contract: contracts.fundClosed, data: shared }]
      : []),
  ];
};
