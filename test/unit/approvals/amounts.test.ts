import { describe, expect, test } from '@jest/globals';
import { decideByClient } from '../../../functions/approvals/deciding.ts';
import { readAnswer } from '../../../functions/approvals/form.ts';
import { emptyDraft } from '../../../functions/approvals/page.ts';
import { stepsFor } from '../../../functions/approvals/policy.ts';
import { named, policyStep, question } from '../../support/arbitraries.ts';
import { answer, asked, decides, value } from './play.ts';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const askFor = (amountMinor: number, currency = 'EUR') => ({
  ask: { ...question().ask, amount: { amountMinor, currency } },
});
const inPart = (amount: string, currency = 'EUR', amountMinor = 100_000, locale = 'en') =>
  readAnswer(
    asked([{}], askFor(amountMinor, currency)).approval,
    { ...emptyDraft, choice: 'approve_in_part', amount },
    locale,
  );

describe('the amount approved in part', () => {
  test.each([
    ['1', 100],
    ['0.01', 1],
    ['0,5', 50],
    ['999.99', 99_999],
    ['1000', 100_000],
    ['1 000,00', 100_000],
    [' 12 ', 1_200],
  ])('%j of at most 1000 EUR is %i cents', (text, amountMinor) => {
    expect(inPart(text)).toMatchObject({ outcome: 'approve_in_part', amount: eur(amountMinor) });
  });

  test.each([
    '',
    '0',
    '0.00',
    '-1',
    '1000.01',
    '1001',
    '1.000',
    '1.2.3',
    '1e3',
    '0x10',
    'NaN',
    '٣',
    '9'.repeat(16),
  ])('%j is a fault of the amount, not a number', (text) => {
    expect(inPart(text)).toMatchObject({ field: 'amount' });
  });

  test('follows the minor unit of the currency', () => {
    expect(inPart('500', 'JPY', 1_000)).toMatchObject({ amount: { amountMinor: 500, currency: 'JPY' } });
    expect(inPart('500.0', 'JPY', 1_000)).toMatchObject({ field: 'amount' });
    expect(inPart('0.125', 'KWD', 1_000)).toMatchObject({ amount: { amountMinor: 125 } });
    expect(inPart('10', 'HUF', 1_000)).toMatchObject({ amount: { amountMinor: 1_000 } });
  });

  test('three decimals come after the reader’s own mark: what is thousands to one is not taken for decimals', () => {
    for (const [text, locale, taken] of [
      ['6.000', 'en', 6_000],
      ['6,000', 'en', undefined],
      ['6,000', 'de-DE', 6_000],
      ['6.000', 'de-DE', undefined],
      ['6.00', 'de-DE', 6_000],
      ['6.000', 'ar-KW', 6_000],
    ] as const)
      expect([text, locale, inPart(text, 'KWD', 9_000_000, locale)]).toMatchObject([
        text,
        locale,
        taken ? { amount: { amountMinor: taken } } : { field: 'amount' },
      ]);
  });

  test('is not offered where there is no amount', () => {
    const { approval } = asked([{}], { ask: { ...question().ask, amount: null } });
    expect(
      readAnswer(approval, { ...emptyDraft, choice: 'approve_in_part', amount: '1' }, 'en'),
    ).toMatchObject({
      field: 'choice',
    });
  });

  test('settles as partially approved', () => {
    const { approval, clock } = asked([{}]);
    const after = value(decides(approval, 1, answer('approve_in_part', { amount: eur(60_000) }), clock));
    expect(after).toMatchObject({ status: 'partially_approved', approvedAmount: eur(60_000) });
  });

  test('is what the next approvers decide about: no more, and still in part when they approve', () => {
    const { approval, clock, members } = asked([{ quorum: 'all' }]);
    expect(members).toHaveLength(9);
    const first = value(decides(approval, 1, answer('approve_in_part', { amount: eur(60_000) }), clock));
    const draft = { ...emptyDraft, choice: 'approve_in_part' };
    expect(readAnswer(first, { ...draft, amount: '600.01' }, 'en')).toMatchObject({ field: 'amount' });
    expect(readAnswer(first, { ...draft, amount: '600' }, 'en')).toMatchObject({ amount: eur(60_000) });
    const done = value(decides(first, 2, 'approve', clock));
    expect(done).toMatchObject({ status: 'partially_approved', approvedAmount: eur(60_000) });
  });

  test('stays in part when an API client approves the rest', () => {
    const { approval, clock } = asked([{ quorum: 'all' }]);
    const first = value(decides(approval, 1, answer('approve_in_part', { amount: eur(60_000) }), clock));
    const done = value(decideByClient(first, { id: 'c', name: 'CRM' }, answer('approve'), clock));
    expect(done).toMatchObject({ status: 'partially_approved', approvedAmount: eur(60_000) });
    const no = value(decideByClient(first, { id: 'c', name: 'CRM' }, answer('reject'), clock));
    expect(no.status).toBe('rejected');
  });
});

describe('the amount decides which steps apply', () => {
  const steps = [
    policyStep({ name: 'Team' }),
    policyStep({ name: 'Finance', fromAmount: eur(50_000), approvers: named(2) }),
    policyStep({ name: 'Board', fromAmount: eur(1_000_000), approvers: named(3) }),
  ];
  test.each([
    [eur(49_999), ['Team']],
    [eur(50_000), ['Team', 'Finance']],
    [eur(999_999), ['Team', 'Finance']],
    [eur(1_000_000), ['Team', 'Finance', 'Board']],
    // Neither can be shown to be lower than the band.
    [{ amountMinor: 1, currency: 'USD' }, ['Team', 'Finance', 'Board']],
    [null, ['Team', 'Finance', 'Board']],
  ])('%j goes through %j', (amount, names) => {
    expect(stepsFor(steps, amount).map((step) => step.name)).toEqual(names);
  });

  test('where no band reaches it, the first step does: nothing goes unasked', () => {
    expect(stepsFor(steps.slice(1), eur(1)).map((step) => step.name)).toEqual(['Finance']);
  });
});
