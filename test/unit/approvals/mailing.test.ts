import { describe, expect, test } from '@jest/globals';
import { followUp } from '../../../functions/approvals/asking.ts';
import { handClock, memberId, named, opened, policyStep } from '../../support/arbitraries.ts';
import { asks, decides, ids, people, value } from './play.ts';

const DAY = 86_400;
const begin = (count = 3) => {
  const clock = handClock();
  const members = people(count);
  const numbers = members.map((_, position) => position + 1);
  const approval = opened(
    [policyStep({ approvers: named(...numbers), quorum: 'all', reminders: ['P3D'] })],
    clock,
  );
  return { clock, members, approval };
};
const mailed = ({ letters }: ReturnType<typeof asks>) => letters.map(({ asked }) => asked.memberId);

describe('a round of mail', () => {
  test('asks everybody, each by a link of 256 random bits', () => {
    const { clock, members, approval } = begin();
    const round = asks(approval, members, clock, [], 'first');
    expect(mailed(round)).toEqual(ids(1, 2, 3));
    expect(round).toMatchObject({ newlyAsked: ids(1, 2, 3), again: false });
    expect(new Set(round.letters.map(({ token }) => token)).size).toBe(3);
    for (const { token, reminder } of round.letters) {
      expect(Buffer.from(token, 'base64url')).toHaveLength(32);
      expect(reminder).toBe(false);
    }
  });

  test('tried again mails again, by links of their own, and tells nobody anew', () => {
    const { clock, members, approval } = begin();
    const first = asks(approval, members, clock, [], 'first');
    const again = asks(first.approval, members, clock, [], 'first');
    expect(mailed(again)).toEqual(ids(1, 2, 3));
    expect(again).toMatchObject({ newlyAsked: [], again: true });
    expect(again.letters.some(({ token }) => first.letters.some((letter) => letter.token === token))).toBe(
      false,
    );
  });

  test('entered anew mails nobody who is not due', () => {
    const { clock, members, approval } = begin();
    const first = asks(approval, members, clock, [], 'first');
    expect(mailed(asks(first.approval, members, clock, [], 'second'))).toEqual([]);
  });

  test('after a reminder mails those who owe an answer, as a reminder', () => {
    const { clock, members, approval } = begin();
    const first = asks(approval, members, clock, [], 'first');
    const one = value(decides(first.approval, 2, 'approve', clock));
    clock.move(3 * DAY);
    const due = followUp(one, members, [], clock);
    if (due.kind !== 'reminded') throw new Error(due.kind);
    const second = asks(due.approval, members, clock, [], 'second');
    expect(mailed(second)).toEqual(ids(1, 3));
    expect(second.letters.every(({ reminder }) => reminder)).toBe(true);
    expect(second.newlyAsked).toEqual([]);
    expect(mailed(asks(second.approval, members, clock, [], 'second'))).toEqual(ids(1, 3));
  });

  test('mails nobody who has decided or left since', () => {
    const { clock, members, approval } = begin();
    const first = asks(approval, members, clock, [], 'first');
    const one = value(decides(first.approval, 2, 'approve', clock));
    const left = members.map((each) => (each.id === memberId(3) ? { ...each, active: false } : each));
    expect(mailed(asks(one, left, clock, [], 'first'))).toEqual(ids(1));
  });

  test('that has nobody to mail says so on a retry too: the first try may not have told the operator', () => {
    const clock = handClock();
    const approval = opened([policyStep({ approvers: named(9) })], clock);
    const first = asks(approval, people(2), clock, [], 'first');
    const trouble = { code: 'nobody_may_decide' };
    expect(first).toMatchObject({ trouble, again: false });
    expect(asks(first.approval, people(2), clock, [], 'first')).toMatchObject({ trouble, again: true });
  });

  test('mails everybody, however many they are', () => {
    const { clock, members, approval } = begin(200);
    expect(mailed(asks(approval, members, clock, [], 'first'))).toEqual(members.map(({ id }) => id));
  });
});
