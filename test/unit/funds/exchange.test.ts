import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { converted, exchangeSchema } from '../../../functions/funds/exchange.ts';
import { exponentOf } from '../../../functions/platform/money.ts';

const money = (amountMinor: number, currency: string) => ({ amountMinor, currency });
const MOST = Number.MAX_SAFE_INTEGER;

describe('an amount at a rate', () => {
  test.each([
    [1_250_000, 'USD', '0.92150', 'EUR', 1_151_875],
    [1_000, 'JPY', '0.00610', 'EUR', 610],
    [610, 'EUR', '163.934', 'JPY', 1_000],
    [1_000, 'EUR', '0.33', 'KWD', 3_300],
    [3_300, 'KWD', '3', 'EUR', 990],
    [1_234, 'KWD', '500', 'JPY', 617],
    [7, 'JPY', '2', 'KWD', 14_000],
    [1, 'EUR', '0.5', 'USD', 1],
    [1, 'EUR', '0.4999999999', 'USD', undefined],
    [3, 'EUR', '0.5', 'USD', 2],
    [MOST, 'EUR', '1', 'USD', MOST],
    [MOST, 'EUR', '1.0000000001', 'USD', undefined],
    [MOST, 'EUR', '999999999.9999999999', 'USD', undefined],
    [MOST, 'JPY', '1', 'EUR', undefined],
    [MOST, 'EUR', '0.0000000001', 'USD', 900_720],
    [0, 'EUR', '1', 'USD', undefined],
    [100, 'EUR', '0000001.10', 'USD', 110],
  ])('%i of %s at %s in %s: %p, to the unit', (amountMinor, from, rate, to, expected) => {
    const result = converted(money(amountMinor, from), { rate }, to);
    expect(result).toEqual(expected === undefined ? undefined : money(expected, to));
  });

  test('is the nearest whole number of minor units, and the bigger of two that are as near', () => {
    const someRate = fc
      .tuple(fc.nat(999_999_999), fc.stringMatching(/^\d{0,10}$/))
      .map(([whole, fraction]) => (fraction ? `${whole}.${fraction}` : String(whole)))
      .filter((rate) => exchangeSchema.shape.rate.safeParse(rate).success);
    const currency = fc.constantFrom('JPY', 'EUR', 'KWD');
    fc.assert(
      fc.property(fc.maxSafeNat(), currency, someRate, currency, (amountMinor, from, rate, to) => {
        // Written out in decimals, independently: both sides times 10^(20 + exponents), so that nothing is rounded.
        const [whole = '', fraction = ''] = rate.split('.');
        const rateTenToTen = BigInt(whole + fraction.padEnd(10, '0'));
        const exact = BigInt(amountMinor) * rateTenToTen * 10n ** BigInt(exponentOf(to));
        const unit = 10n ** BigInt(10 + exponentOf(from));
        const got = converted(money(amountMinor, from), { rate }, to)?.amountMinor;
        if (got === undefined)
          expect(2n * exact < unit || 2n * exact >= (2n * BigInt(MOST) + 1n) * unit).toBe(true);
        else {
          const difference = 2n * (BigInt(got) * unit - exact);
          expect(difference <= unit && difference > -unit).toBe(true);
        }
      }),
    );
  });

  test.each([
    '0',
    '0.0',
    '000',
    '-1',
    '1e3',
    '1,5',
    '.5',
    '1.',
    ' 1',
    '1\n',
    '1.12345678901',
    '1234567890',
    'NaN',
    '',
  ])('a rate is a decimal number above nothing: not %j', (rate) =>
    expect(exchangeSchema.shape.rate.safeParse(rate).success).toBe(false),
  );
});
