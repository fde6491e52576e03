import * as z from 'zod';
import { dateSchema, line } from '../platform/fields.ts';
import { exponentOf, type Money } from '../platform/money.ts';

/** At what rate an amount in another currency becomes one of the fund's, of which day, and by whose word. */
export const exchangeSchema = z
  .strictObject({
    rate: z
      .string()
      .regex(/^(?!0+(?:\.0+)?$)\d{1,9}(?:\.\d{1,10})?$/, 'must be a decimal number above 0, as text')
      .meta({
        description: "Units of the fund's currency for one unit of the claim's",
        examples: ['0.92150'],
      }),
    rateOn: dateSchema.meta({ description: 'The day of the rate' }),
    source: line(100).meta({ examples: ['European Central Bank'] }),
  })
  .meta({
    id: 'ExchangeRate',
    examples: [{ rate: '0.92150', rateOn: '2027-05-28', source: 'European Central Bank' }],
  });
export type Exchange = z.output<typeof exchangeSchema>;

/**
 * An amount at a rate, in minor units of the other currency: exact arithmetic, rounded half away from nothing once, at the
 * end. Undefined where it comes to nothing, or to more than can be counted.
 */
export const converted = (
  money: Money,
  { rate }: Pick<Exchange, 'rate'>,
  currency: string,
): Money | undefined => {
  const [whole = '0', fraction = ''] = rate.split('.');
  const numerator =
    BigInt(money.amountMinor) * BigInt(`${whole}${fraction}`) * 10n ** BigInt(exponentOf(currency));
  const denominator = 10n ** BigInt(fraction.length + exponentOf(money.currency));
  const amountMinor = Number((2n * numerator + denominator) / (2n * denominator));
  return amountMinor > 0 && Number.isSafeInteger(amountMinor) ? { amountMinor, currency } : undefined;
};
