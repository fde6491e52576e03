import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { currencyCodes } from '../../../functions/platform/codes.ts';
import { exponentOf, formatMoney, moneySchema } from '../../../functions/platform/money.ts';
import { money } from '../../support/arbitraries.ts';

/** Intl puts no-break spaces of several kinds between sign and number. */
const plain = (text: string): string => text.replaceAll(/\s/g, ' ');

describe('money is written as a person of the locale writes it', () => {
  test.each([
    [1_250_000, 'EUR', 'en-GB', '€12,500.00'],
    [1_250_000, 'EUR', 'de-DE', '12.500,00 €'],
    [1_250_000, 'EUR', 'pt-PT', '12 500,00 €'],
    [1_250_000, 'JPY', 'en-GB', 'JP¥1,250,000'],
    [1_250_000, 'KWD', 'en-GB', 'KWD 1,250.000'],
    [5, 'EUR', 'en-GB', '€0.05'],
    [5, 'KWD', 'en-GB', 'KWD 0.005'],
    [0, 'EUR', 'en-GB', '€0.00'],
    [0, 'JPY', 'en-GB', 'JP¥0'],
    // Nobody writes fillér, but the minor unit is the hundredth all the same: dropping it would show a hundredfold sum.
    [1_250_050, 'HUF', 'en-GB', 'HUF 12,500.50'],
    [Number.MAX_SAFE_INTEGER, 'EUR', 'en-GB', '€90,071,992,547,409.91'],
    [Number.MAX_SAFE_INTEGER, 'JPY', 'en-GB', 'JP¥9,007,199,254,740,991'],
    [Number.MAX_SAFE_INTEGER, 'KWD', 'en-GB', 'KWD 9,007,199,254,740.991'],
  ])('%i of %s in %s is %s', (amountMinor, currency, locale, text) => {
    expect(plain(formatMoney({ amountMinor, currency }, locale))).toBe(text);
  });

  test('no digit is lost or made up, at any size, in any currency', () => {
    fc.assert(
      fc.property(money, (given) => {
        const digits = formatMoney(given, 'en-GB').replaceAll(/\D/g, '');
        expect(digits.replace(/^0+(?=\d)/, '')).toBe(String(given.amountMinor));
      }),
    );
  });
});

describe('the minor unit is the one of ISO 4217', () => {
  const none = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ');
  const three = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');

  test('of every currency we take', () => {
    const expected = (code: string): number => {
      if (none.includes(code)) return 0;
      return three.includes(code) ? 3 : 2;
    };
    const wrong = [...currencyCodes].filter((code) => exponentOf(code) !== expected(code));
    expect(wrong).toEqual([]);
    expect(currencyCodes.size).toBeGreaterThan(150);
  });
});

describe('money that is not money is refused', () => {
  test.each([
    [{ amountMinor: -1, currency: 'EUR' }],
    [{ amountMinor: 0.5, currency: 'EUR' }],
    [{ amountMinor: Number.MAX_SAFE_INTEGER + 1, currency: 'EUR' }],
    [{ amountMinor: Number.NaN, currency: 'EUR' }],
    [{ amountMinor: '100', currency: 'EUR' }],
    [{ amountMinor: 100, currency: 'eur' }],
    [{ amountMinor: 100, currency: 'XTS' }],
    [{ amountMinor: 100, currency: 'EURO' }],
    [{ amountMinor: 100 }],
    [{ amountMinor: 100, currency: 'EUR', note: 'tax' }],
  ])('%j', (given) => {
    expect(moneySchema.safeParse(given).success).toBe(false);
  });

  test('nothing and the greatest exact integer are money', () => {
    expect(moneySchema.safeParse({ amountMinor: 0, currency: 'EUR' }).success).toBe(true);
    expect(moneySchema.safeParse({ amountMinor: Number.MAX_SAFE_INTEGER, currency: 'EUR' }).success).toBe(
      true,
    );
  });
});
