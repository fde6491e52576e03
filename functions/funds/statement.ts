import * as z from 'zod';
import { dateSchema, idOf, instantSchema, pageQuery } from '../platform/fields.ts';
import { currencySchema } from '../platform/money.ts';
import type { Fund } from './fund.ts';
import { type Book, balancesSchema, type Entry, entrySchema } from './ledger.ts';

export const statementQuerySchema = z
  .strictObject({
    ...pageQuery,
    limit: z.coerce.number().int().min(1).max(1000).default(100).meta({ description: 'How many at most' }),
    from: dateSchema.optional().meta({ description: 'From this day on (UTC)' }),
    to: dateSchema.optional().meta({ description: 'To this day, inclusive (UTC)' }),
  })
  .refine(({ from, to }) => !from || !to || from <= to, {
    error: 'must not be before `from`',
    path: ['to'],
    params: { code: 'before_start' },
  });

export type StatementQuery = z.output<typeof statementQuerySchema>;

export const statementSchema = z
  .strictObject({
    fundId: idOf('fund'),
    name: z.string(),
    currency: currencySchema,
    balances: balancesSchema.meta({ description: 'As they stand now, whatever page this is' }),
    items: z.array(entrySchema),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'FundStatement' });
export type Statement = z.output<typeof statementSchema>;

export const verificationSchema = z
  .strictObject({
    fundId: idOf('fund'),
    holds: z.boolean().meta({ description: 'Whether every balance is what the entries add up to' }),
    complete: z.boolean().meta({
      description:
        'Whether it came to the last entry; a very long ledger is followed to its end by the nightly audit alone',
    }),
    entries: z.int().nonnegative().meta({ description: 'How many entries were followed' }),
    balances: balancesSchema.meta({ description: 'Recomputed' }),
    faults: z.array(z.strictObject({ sequence: z.int(), fault: z.string() })),
    verifiedAt: instantSchema,
  })
  .meta({ id: 'FundVerification' });

export const statementOf = (
  fund: Fund,
  book: Book,
  items: Entry[],
  nextCursor: string | null,
): Statement => ({
  ...{ fundId: fund.id, name: fund.name, currency: fund.currency },
  ...{ balances: book.balances, items, nextCursor },
});
