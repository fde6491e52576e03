import { describe, expect, test } from '@jest/globals';
import { fundPatchSchema, newFundSchema } from '../../../functions/funds/fund.ts';
import {
  newProgramSchema,
  programPatchSchema,
  programTransitions,
  within,
} from '../../../functions/funds/program.ts';
import { mayStep } from '../../../functions/platform/transition.ts';

const exampleOf = (schema: { meta: () => Record<string, unknown> | undefined }): Record<string, unknown> => {
  const [first] = (schema.meta()?.examples ?? []) as Record<string, unknown>[];
  return first ?? {};
};
const example = exampleOf(newProgramSchema);
const fundExample = exampleOf(newFundSchema);
const proof = { code: 'attendee_list', label: 'List of attendees' };
const type = { code: 'joint_webinar', name: 'Joint webinar', proofs: [proof] };
const days = (startsOn: string, endsOn: string) => ({ startsOn, endsOn });
const year = days('2027-01-01', '2027-12-31');

/** Where the schema finds a fault, and which. */
const faults = (given: Record<string, unknown>): string[] => {
  const { error } = newProgramSchema.safeParse({ ...example, ...given });
  return (error?.issues ?? []).map((issue) =>
    [issue.path.join('/'), issue.code === 'custom' ? issue.params?.code : issue.code].join(' '),
  );
};

describe('a fund program', () => {
  test('as in its example is good, and what is left out is said', () => {
    expect(newProgramSchema.parse(example)).toMatchObject({
      ...{ description: null, invoiceRequired: true, paymentTermDays: 30 },
      activityTypes: [{ proofs: [{ code: 'attendee_list', atLeast: 1 }, {}] }],
    });
  });

  test.each([
    [
      'a window that ends before it starts',
      { earn: days('2027-02-01', '2027-01-31'), use: year, claim: year },
      'windows/earn/endsOn before_start',
    ],
    [
      'claims that end before there is anything to claim',
      { earn: year, use: year, claim: days('2026-01-01', '2026-12-31') },
      'windows/claim/endsOn before_start',
    ],
    [
      'a day that there is not',
      { earn: days('2027-02-29', '2027-12-31'), use: year, claim: year },
      'windows/earn/startsOn invalid_format',
    ],
    ['a window too few', { earn: year, use: year }, 'windows/claim invalid_type'],
  ])('refuses %s', (_, windows, fault) => {
    expect(faults({ windows })).toEqual([fault]);
  });

  test('takes a window of one day', () => {
    const day = days('2027-01-01', '2027-01-01');
    expect(faults({ windows: { earn: day, use: day, claim: day } })).toEqual([]);
  });

  test.each([
    [
      'two activity types of one code',
      { activityTypes: [type, { ...type, name: 'Another' }] },
      'activityTypes repeated',
    ],
    [
      'two proofs of one code',
      { activityTypes: [{ ...type, proofs: [proof, proof] }] },
      'activityTypes/0/proofs repeated',
    ],
    [
      'a partnership twice',
      { eligiblePartnershipIds: Array(2).fill('prt_01JD0000000000000000000003') },
      'eligiblePartnershipIds repeated',
    ],
    ['no partnership', { eligiblePartnershipIds: [] }, 'eligiblePartnershipIds too_small'],
    ['no activity type', { activityTypes: [] }, 'activityTypes too_small'],
    [
      'a code that is no word',
      { activityTypes: [{ ...type, code: 'Joint webinar' }] },
      'activityTypes/0/code invalid_format',
    ],
    ['a share of nothing', { contributionBasisPoints: 0 }, 'contributionBasisPoints too_small'],
    ['more than the whole', { contributionBasisPoints: 10_001 }, 'contributionBasisPoints too_big'],
    ['a share of a basis point', { contributionBasisPoints: 0.5 }, 'contributionBasisPoints invalid_type'],
    ['a currency that there is not', { currency: 'EURO' }, 'currency unknown_currency'],
    ['terms in the past', { paymentTermDays: -1 }, 'paymentTermDays too_small'],
  ])('refuses %s', (_, given, fault) => {
    expect(faults(given)).toContain(fault);
  });

  test('changed in part changes nothing else, and never its currency', () => {
    expect(programPatchSchema.parse({})).toEqual({});
    expect(programPatchSchema.parse({ paymentTermDays: 0 })).toEqual({ paymentTermDays: 0 });
    expect(programPatchSchema.safeParse({ currency: 'USD' }).success).toBe(false);
    expect(
      programPatchSchema.safeParse({ windows: { earn: days('2027-02-01', '2027-01-31') } }).success,
    ).toBe(false);
  });

  test('is closed by its funder, once', () => {
    expect(mayStep(programTransitions, 'close', 'open', 'funder')).toEqual({ ok: true, value: 'closed' });
    expect(mayStep(programTransitions, 'close', 'open', 'partner').ok).toBe(false);
    expect(mayStep(programTransitions, 'close', 'closed', 'funder').ok).toBe(false);
  });
});

test.each([
  ['2026-12-31', false],
  ['2027-01-01', true],
  ['2027-12-31', true],
  ['2028-01-01', false],
])('%s is within the year: %p', (day, is) => {
  expect(within(year, day)).toBe(is);
});

describe('a fund', () => {
  const fund = (amountMinor: unknown) =>
    newFundSchema.safeParse({ ...fundExample, amount: { amountMinor, currency: 'EUR' } }).success;
  test.each([1, 10_000_000, Number.MAX_SAFE_INTEGER])('is given %p', (amountMinor) => {
    expect(fund(amountMinor)).toBe(true);
  });
  test.each([0, -1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, '1', null])(
    'is not given %p',
    (amountMinor) => {
      expect(fund(amountMinor)).toBe(false);
    },
  );
  test('runs low below nothing where nothing is said, and only below whole units', () => {
    expect(newFundSchema.parse(fundExample).lowBalanceMinor).toBeNull();
    for (const lowBalanceMinor of [0, 500_000, null])
      expect(fundPatchSchema.safeParse({ lowBalanceMinor }).success).toBe(true);
    for (const lowBalanceMinor of [-1, 0.5, 2 ** 53])
      expect(fundPatchSchema.safeParse({ lowBalanceMinor }).success).toBe(false);
    expect(fundPatchSchema.parse({})).toEqual({});
  });
});
