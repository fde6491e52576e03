import { describe, expect, test } from '@jest/globals';
import type { Claim } from '../../../functions/fund-claims/claim.ts';
import { faultsOf, fundAmountOf } from '../../../functions/fund-claims/submission.ts';
import { claim, euros, terms } from '../../support/fund-records.ts';

const TODAY = '2027-05-28';
const proofs = [
  { code: 'attendee_list' as const, label: 'List of attendees', atLeast: 1 },
  { code: 'supplier_invoice' as const, label: 'Invoices of suppliers', atLeast: 2 },
];
const demanding = terms({ activityType: { code: 'joint_webinar', name: 'Joint webinar', proofs } });
const faults = (given: Partial<Claim>, purposes: string[] = [], of = terms()) =>
  faultsOf(claim(given), of, purposes, TODAY).map(({ pointer, code }) => `${pointer} ${code}`);
const yen = (amountMinor: number) => ({ amountMinor, currency: 'JPY' });
const rate = (given = '0.00610', rateOn = TODAY) => ({
  ...{ rate: given, rateOn, source: 'European Central Bank' },
});

describe('a claim cannot be submitted', () => {
  test('unless something is wrong with it', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ amount: yen(1_000), exchange: rate() })).toEqual([]);
  });

  test('with faults of several kinds: all of them at once', () => {
    const wrong = { description: null, amount: yen(0), exchange: rate('0.00610', '2027-05-29') };
    expect(faults(wrong, ['attendee_list', 'supplier_invoice', 'photo'], demanding)).toEqual([
      ...['#/description required', '#/amount/amountMinor too_small', '#/exchange/rateOn in_future'],
      '#/attachments proof_missing',
    ]);
    expect(faults({ description: null, amount: null }, [], demanding)).toEqual([
      ...['#/description required', '#/amount required'],
      ...['#/attachments proof_missing', '#/attachments proof_missing'],
    ]);
  });

  test.each([
    [[], 2],
    [['attendee_list'], 1],
    [['attendee_list', 'attendee_list', 'supplier_invoice'], 1],
    [['attendee_list', 'supplier_invoice', 'supplier_invoice'], 0],
    [['attendee_list', 'supplier_invoice', 'supplier_invoice', 'supplier_invoice', 'photo'], 0],
  ])('without the proof that its activity needs: %j', (purposes, missing) => {
    expect(faults({}, purposes, demanding)).toHaveLength(missing);
  });

  test('says of proof how much is needed and how much is there', () => {
    const [fault] = faultsOf(claim(), demanding, ['attendee_list', 'supplier_invoice'], TODAY);
    expect(fault?.message).toBe('Invoices of suppliers (supplier_invoice): 2 needed, 1 stored.');
  });

  test.each<[string, Partial<Claim>, string[]]>([
    ['in another currency without a rate', { amount: yen(5) }, ['#/exchange required']],
    ['in its own with one', { exchange: rate() }, ['#/exchange not_allowed']],
    ['of nothing', { amount: euros(0) }, ['#/amount/amountMinor too_small']],
    [
      'at a rate of tomorrow',
      { amount: yen(5), exchange: rate('1', '2027-05-29') },
      ['#/exchange/rateOn in_future'],
    ],
    [
      'at a rate that makes nothing of it',
      { amount: yen(1), exchange: rate('0.0001') },
      ['#/exchange/rate out_of_range'],
    ],
    [
      'at a rate that makes too much of it',
      { amount: yen(Number.MAX_SAFE_INTEGER), exchange: rate('1') },
      ['#/exchange/rate out_of_range'],
    ],
  ])('%s', (_, given, expected) => expect(faults(given)).toEqual(expected));
});

test('what is claimed of the fund is the amount itself, or what it comes to at the rate', () => {
  expect(fundAmountOf(claim())).toEqual(euros(1_000));
  expect(fundAmountOf(claim({ amount: yen(1_000), exchange: rate() }))).toEqual(euros(610));
  expect(fundAmountOf(claim({ amount: yen(1_000) }))).toBeUndefined();
  expect(fundAmountOf(claim({ amount: null }))).toBeUndefined();
});
