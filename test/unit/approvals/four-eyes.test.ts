import { describe, expect, test } from '@jest/globals';
import { mayDecide } from '../../../functions/approvals/deciding.ts';
import { handClock, memberId, named, opened, policyStep } from '../../support/arbitraries.ts';
import { asked, askedIds, asks, away, decides, handsOn, ids, people, value } from './play.ts';

describe('four eyes', () => {
  test('the barred (submitter, payee) are not asked', () => {
    const { approval } = asked([{ approvers: named(1, 2, 3) }], { barredIds: ids(2) });
    expect(askedIds(approval)).toEqual(ids(1, 3));
  });

  test('nor does a stand-in decide for one who is barred, or one who is barred as a stand-in', () => {
    const absent = [away(1, 5, '2026-11-23', '2026-11-23'), away(2, 6, '2026-11-01', '2026-12-01')];
    const { approval } = asked([{ approvers: named(1, 2, 3) }], { barredIds: ids(1, 6) }, people(9), absent);
    expect(askedIds(approval)).toEqual(ids(3));
  });

  test('whoever approved an earlier step is not asked again', () => {
    const { approval, clock, members } = asked([{}, { approvers: named(1, 2, 3) }]);
    const next = value(decides(approval, 1, 'approve', clock));
    expect(askedIds(asks(next, members, clock).approval)).toEqual(ids(2, 3));
  });

  test('who was asked in an earlier step and said nothing may be', () => {
    const { approval, clock } = asked([{ approvers: named(1, 2) }, {}]);
    const next = value(decides(approval, 1, 'approve', clock));
    expect([mayDecide(next, memberId(1)), mayDecide(next, memberId(2))]).toEqual([false, true]);
  });

  test('neither the delegate who approved it nor the one in whose place', () => {
    const { approval, clock, members } = asked([{ approvers: named(1) }, { approvers: named(1, 2, 3) }]);
    const handed = value(handsOn(approval, 1, 2, clock));
    const next = value(decides(handed, 2, 'approve', clock));
    expect(askedIds(asks(next, members, clock).approval)).toEqual(ids(3));
  });

  test('however often it was handed on', () => {
    const { approval, clock } = asked([{ approvers: named(1) }, {}]);
    const twice = value(handsOn(value(handsOn(approval, 1, 2, clock)), 2, 3, clock));
    const next = value(decides(twice, 3, 'approve', clock));
    expect([1, 2, 3, 4].map((number) => mayDecide(next, memberId(number)))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  test('handing it back in a circle ends as well', () => {
    const absent = [away(1, 2, '2026-11-23', '2026-11-23')];
    const { approval, clock } = asked([{ approvers: named(1) }, {}], {}, people(9), absent);
    expect(askedIds(approval)).toEqual(ids(2));
    const back = value(handsOn(value(handsOn(approval, 2, 1, clock)), 1, 3, clock));
    const next = value(decides(back, 3, 'approve', clock));
    expect([1, 2, 3].map((number) => mayDecide(next, memberId(number)))).toEqual([false, false, false]);
  });
});

describe('handing on, by link', () => {
  test('names both, asks the delegate by mail, and waits no more for the one who handed it on', () => {
    const { approval, clock, members } = asked([{ quorum: 'all' }]);
    const handed = value(handsOn(approval, 1, 5, clock));
    expect(handed.steps[0]?.asked).toMatchObject([
      { memberId: memberId(1), handedOn: true, decision: null },
      { memberId: memberId(2), handedOn: false },
      { memberId: memberId(5), delegatorId: memberId(1), delegatorName: 'Member 1', mail: 'request' },
    ]);
    const round = asks(handed, members, clock);
    expect(round.letters.map((letter) => letter.asked.memberId)).toEqual(ids(5));
    expect(decides(handed, 1, 'approve', clock)).toMatchObject({ refusal: { code: 'already_decided' } });
    const one = value(decides(handed, 2, 'approve', clock));
    const done = value(decides(one, 5, 'approve', clock));
    expect(done).toMatchObject({ status: 'approved', decision: { delegatorName: 'Member 1' } });
  });

  test.each([
    ['to somebody who is asked already', 2],
    ['to oneself', 1],
    ['to somebody who is barred', 6],
  ])('is refused %s', (_, to) => {
    const { approval, clock } = asked([{}], { barredIds: ids(6) });
    expect(handsOn(approval, 1, to, clock)).toMatchObject({ refusal: { code: 'unknown_reference' } });
  });

  test('is refused to whoever approved an earlier step', () => {
    const { approval, clock, members } = asked([{ approvers: named(1) }, { approvers: named(2) }]);
    const next = asks(value(decides(approval, 1, 'approve', clock)), members, clock).approval;
    expect(handsOn(next, 2, 1, clock)).toMatchObject({ refusal: { code: 'unknown_reference' } });
  });

  test('is refused to one who has no say any more', () => {
    const { approval, clock } = asked([{ quorum: 'all' }]);
    const one = value(decides(approval, 1, 'approve', clock));
    expect(handsOn(one, 1, 5, clock)).toMatchObject({ refusal: { code: 'already_decided' } });
    const settled = value(decides(one, 2, 'reject', clock));
    expect(handsOn(settled, 2, 5, clock)).toMatchObject({ refusal: { code: 'already_decided' } });
  });

  test("a delegate's say counts no more than the delegator's: one voice of the quorum", () => {
    const { approval, clock } = asked([{ quorum: 2, approvers: named(1, 2, 3) }]);
    const handed = value(handsOn(approval, 1, 5, clock));
    expect(value(decides(handed, 5, 'approve', clock)).status).toBe('pending');
  });
});

describe('out of office', () => {
  const today = '2026-11-23';
  const whoIsAsked = (...given: Parameters<typeof away>[]) =>
    askedIds(
      asked(
        [{ approvers: named(1, 2) }],
        {},
        people(9),
        given.map((one) => away(...one)),
      ).approval,
    );

  test.each([
    ['on its first day', today, '2026-12-01', ids(5, 2)],
    ['on its last day', '2026-11-01', today, ids(5, 2)],
    ['not the day before', '2026-11-24', '2026-12-01', ids(1, 2)],
    ['not the day after', '2026-11-01', '2026-11-22', ids(1, 2)],
  ])('a stand-in is asked %s', (_, from, to, expected) => {
    expect(whoIsAsked([1, 5, from, to])).toEqual(expected);
  });

  test('a stand-in who is away has a stand-in too', () => {
    expect(whoIsAsked([1, 5, today, today], [5, 6, today, today])).toEqual(ids(6, 2));
  });

  test('a circle of stand-ins leads back to the member', () => {
    expect(whoIsAsked([1, 5, today, today], [5, 6, today, today], [6, 1, today, today])).toEqual(ids(1, 2));
    expect(whoIsAsked([1, 5, today, today], [5, 6, today, today], [6, 5, today, today])).toEqual(ids(1, 2));
  });

  test('one who stands in for two is asked once, and one who is asked anyway too', () => {
    expect(whoIsAsked([1, 5, today, today], [2, 5, today, today])).toEqual(ids(5));
    expect(whoIsAsked([1, 2, today, today])).toEqual(ids(2));
  });

  test('a stand-in who has left, or was never a member, leaves the question with the member', () => {
    const clock = handClock();
    const members = people(6).map((one) => (one.id === memberId(5) ? { ...one, active: false } : one));
    const approval = opened([policyStep({ approvers: named(1, 2) })], clock);
    const absent = [away(1, 5, today, today), away(2, 77, today, today)];
    expect(askedIds(asks(approval, members, clock, absent).approval)).toEqual(ids(1, 2));
  });

  test('the decision of a stand-in says in whose place', () => {
    const { approval, clock } = asked([{}], {}, people(9), [away(1, 5, today, today)]);
    expect(value(decides(approval, 5, 'approve', clock)).decision).toMatchObject({
      byName: 'Member 5',
      delegatorName: 'Member 1',
    });
  });
});
