import { describe, expect, test } from '@jest/globals';
import { readAnswer } from '../../../functions/approvals/form.ts';
import { type Draft, emptyDraft } from '../../../functions/approvals/page.ts';
import { question } from '../../support/arbitraries.ts';
import { asked } from './play.ts';

const read = (draft: Partial<Draft>, ask: Partial<ReturnType<typeof question>['ask']> = {}) =>
  readAnswer(asked([{}], { ask: { ...question().ask, ...ask } }).approval, { ...emptyDraft, ...draft }, 'en');

describe('a form that decides nothing', () => {
  test.each([[''], ['Approve'], ['approved'], ['__proto__'], ['approve approve']])('choice %j', (choice) => {
    expect(read({ choice })).toMatchObject({ field: 'choice' });
  });

  test('what is not offered for this question', () => {
    expect(read({ choice: 'return', comment: 'More' }, { act: 'accept' })).toMatchObject({ field: 'choice' });
    expect(read({ choice: 'approve_in_part', amount: '1' }, { act: 'accept' })).toMatchObject({
      field: 'choice',
    });
  });

  test('to delegate without saying to whom', () => {
    expect(read({ choice: 'delegate' })).toMatchObject({ field: 'delegateId' });
    expect(read({ choice: 'delegate', delegateId: 'mem_1' })).toEqual({ delegateId: 'mem_1' });
  });

  test('to return without saying what should change', () => {
    expect(read({ choice: 'return' })).toMatchObject({ field: 'comment' });
    expect(read({ choice: 'return', comment: ' ' })).toMatchObject({ field: 'comment' });
    expect(read({ choice: 'return', comment: 'Split it.' })).toMatchObject({
      outcome: 'return',
      comment: 'Split it.',
    });
  });

  test('a comment that is too long, or not text', () => {
    expect(read({ choice: 'approve', comment: 'x'.repeat(2_001) })).toMatchObject({ field: 'comment' });
    expect(read({ choice: 'approve', comment: 'a\u0000b' })).toMatchObject({ field: 'comment' });
    expect(read({ choice: 'approve', comment: 'x'.repeat(2_000) })).toMatchObject({ outcome: 'approve' });
  });
});

describe('a rejection owes a reason', () => {
  test('one of those offered', () => {
    expect(read({ choice: 'reject', reason: 'no_capacity' })).toMatchObject({ reasonCode: 'no_capacity' });
    expect(read({ choice: 'reject' })).toMatchObject({ field: 'reason' });
    expect(read({ choice: 'reject', reason: 'made_up' })).toMatchObject({ field: 'reason' });
  });

  test('or one in words, which counts as another reason', () => {
    expect(read({ choice: 'reject', comment: 'We left the market.' })).toMatchObject({
      reasonCode: 'other',
      comment: 'We left the market.',
    });
    const reasons = [{ code: 'no_capacity', label: 'No capacity' }];
    expect(read({ choice: 'reject', comment: 'We left.' }, { reasons })).toMatchObject({ field: 'reason' });
  });

  test('where none is offered, none is taken from what the form was made to send', () => {
    expect(read({ choice: 'reject', reason: 'made_up' }, { reasons: [] })).toMatchObject({
      outcome: 'reject',
      reasonCode: null,
    });
  });
});

test('what belongs to another choice is left aside', () => {
  expect(read({ choice: 'approve', reason: 'other', amount: '5', delegateId: 'mem_1' })).toEqual({
    outcome: 'approve',
    comment: null,
    reasonCode: null,
    amount: null,
  });
});
