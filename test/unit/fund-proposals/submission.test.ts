import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Proposal } from '../../../functions/fund-proposals/proposal.ts';
import { claimsEndAt, faultsOf, mostShareOf, termsOf } from '../../../functions/fund-proposals/submission.ts';
import type { Program } from '../../../functions/funds/program.ts';
import { day, euros, fund, program, proposal, terms } from '../../support/fund-records.ts';

const faults = (given: Partial<Proposal>, of: Partial<Program> = {}, currency = 'EUR') =>
  faultsOf(proposal(given), fund({ currency }), program(of)).map(({ pointer, code }) => `${pointer} ${code}`);
const dollars = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

describe('a proposal cannot be submitted', () => {
  test('unless something is wrong with it', () => expect(faults({})).toEqual([]));

  test('while anything lacks: all of it is named at once', () => {
    const nothing = { activityType: null, description: null, startsOn: null, endsOn: null };
    expect(faults({ ...nothing, totalCost: null, requestedAmount: null })).toEqual([
      ...['#/activityType required', '#/description required', '#/startsOn required', '#/endsOn required'],
      ...['#/totalCost required', '#/requestedAmount required'],
    ]);
  });

  test('with faults of several fields: all of them at once', () => {
    const wrong = { activityType: 'banquet', description: null, startsOn: day(60), endsOn: day(10) };
    expect(faults({ ...wrong, totalCost: dollars(0), requestedAmount: euros(0) })).toEqual([
      ...['#/description required', '#/activityType not_allowed', '#/endsOn before_start'],
      ...['#/totalCost/currency wrong_currency', '#/totalCost/amountMinor too_small'],
      '#/requestedAmount/amountMinor too_small',
    ]);
  });

  test.each<[string, Partial<Proposal>, string[]]>([
    ['on the first day of the window', { startsOn: day(-30), endsOn: day(-30) }, []],
    ['on its last day', { startsOn: day(200), endsOn: day(200) }, []],
    ['a day before it', { startsOn: day(-31) }, ['#/startsOn outside_window']],
    ['a day after it', { endsOn: day(201) }, ['#/endsOn outside_window']],
  ])('outside the window of activities: %s', (_, given, expected) => {
    expect(faults(given)).toEqual(expected);
  });

  test('for an activity that starts when nothing can be claimed any more', () => {
    const { windows } = program();
    const claim = { startsOn: day(-30), endsOn: day(9) };
    expect(faults({ startsOn: day(10) }, { windows: { ...windows, claim } })).toEqual([
      '#/startsOn outside_window',
    ]);
    expect(faults({ startsOn: day(9) }, { windows: { ...windows, claim } })).toEqual([]);
  });

  test.each([
    [1_000, 2_000, 5_000, []],
    [1_001, 2_000, 5_000, ['#/requestedAmount/amountMinor too_big']],
    [2_000, 2_000, 10_000, []],
    [2_001, 2_000, 10_000, ['#/requestedAmount/amountMinor too_big']],
    [1, 1, 9_999, ['#/requestedAmount/amountMinor too_big']],
  ])('for more than the program pays: %i of %i at %i basis points', (asked, cost, ratio, expected) => {
    const money = { requestedAmount: euros(asked), totalCost: euros(cost) };
    expect(faults(money, { contributionBasisPoints: ratio })).toEqual(expected);
  });
});

describe("the funder's share at most", () => {
  test.each([
    [1_001, 5_000, 500],
    [1, 9_999, 0],
    [3, 3_333, 0],
    [10_000, 1, 1],
    [9_999, 1, 0],
    [Number.MAX_SAFE_INTEGER, 10_000, Number.MAX_SAFE_INTEGER],
    [Number.MAX_SAFE_INTEGER, 9_999, 9_006_298_534_815_516],
  ])('of %i at %i basis points is %i: never rounded up, exact to the end', (cost, ratio, most) => {
    expect(mostShareOf(cost, ratio)).toBe(most);
  });

  test('is the biggest whole number of minor units that is not above the ratio, in any currency', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 10_000 }), (cost, ratio) => {
        const most = BigInt(mostShareOf(cost, ratio));
        expect(most * 10_000n <= BigInt(cost) * BigInt(ratio)).toBe(true);
        expect((most + 1n) * 10_000n > BigInt(cost) * BigInt(ratio)).toBe(true);
      }),
    );
  });

  test.each(['JPY', 'EUR', 'KWD'])(
    'is counted in minor units of %s, however many decimals it has',
    (currency) => {
      const money = {
        totalCost: { amountMinor: 3, currency },
        requestedAmount: { amountMinor: 2, currency },
      };
      const at = (ratio: number) => faults(money, { contributionBasisPoints: ratio }, currency);
      expect([at(6_667), at(6_666)]).toEqual([[], ['#/requestedAmount/amountMinor too_big']]);
    },
  );
});

describe('the terms', () => {
  test('are those of the program as it stands, in the time zone of the funder', () => {
    expect(termsOf(proposal(), program(), 'Europe/Lisbon')).toEqual(terms({ timeZone: 'Europe/Lisbon' }));
  });
  test('cannot be had for an activity that the program does not know: that is a bug', () => {
    expect(() => termsOf(proposal({ activityType: 'banquet' }), program(), 'UTC')).toThrow('banquet');
  });
  test.each([
    ['UTC', '2027-08-10', '2027-08-11T00:00:00.000Z'],
    ['Europe/Lisbon', '2027-08-10', '2027-08-10T23:00:00.000Z'],
    ['Pacific/Auckland', '2027-08-10', '2027-08-10T12:00:00.000Z'],
    ['America/New_York', '9999-12-31', '9999-12-31T23:59:59.999Z'],
  ])('let claims be made until the last day is over, in %s', (timeZone, endsOn, ends) => {
    expect(claimsEndAt(terms({ timeZone, claim: { startsOn: day(0), endsOn } }))).toBe(ends);
  });
});
