import * as z from 'zod';
import { currencyCodes, currencyExponents } from './codes.ts';

/** A currency by its ISO 4217 code. */
export const currencySchema = z
  .string()
  .refine((code) => currencyCodes.has(code), {
    error: 'not an ISO 4217 currency code',
    params: { code: 'unknown_currency' },
  })
  .meta({ id: 'Currency', description: 'ISO 4217 code', enum: [...currencyCodes], examples: ['EUR'] });

/** Money in minor units: integers, ISO 4217. Never negative, never beyond what a double holds exactly (2^53 - 1). */
export const moneySchema = z
  .strictObject({
    amountMinor: z
      .int()
      .nonnegative()
      .meta({ description: 'In the minor unit of the currency: 1250000 is 12,500.00 EUR, or 1,250,000 JPY' }),
    currency: currencySchema,
  })
  .meta({ id: 'Money', examples: [{ amountMinor: 1_250_000, currency: 'EUR' }] });
/** An amount of more than nothing. */
export const positiveMoneySchema = z
  .strictObject({ amountMinor: z.int().positive(), currency: currencySchema })
  .meta({ id: 'PositiveMoney', examples: [{ amountMinor: 1_250_000, currency: 'EUR' }] });
export type Money = z.output<typeof moneySchema>;

/** How many decimals the currency's minor unit stands for (EUR 2, JPY 0, KWD 3). */
export const exponentOf = (currency: string): number => currencyExponents.get(currency) ?? 2;

/** Money as a person of that locale writes it. Exact at any size: it formats the decimal text, not a float. */
export const formatMoney = (money: Money, locale: string): string => {
  const exponent = exponentOf(money.currency);
  const digits = String(money.amountMinor).padStart(exponent + 1, '0');
  const decimal = exponent ? `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}` : digits;
  const shown = { minimumFractionDigits: exponent, maximumFractionDigits: exponent };
  return new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency, ...shown }).format(
    decimal as Intl.StringNumericLiteral,
  );
};
