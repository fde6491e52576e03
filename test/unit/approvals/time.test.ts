import { describe, expect, test } from '@jest/globals';
import { currentStep, dueAtMs } from '../../../functions/approvals/approval.ts';
import { expiresAtMs, followUp, lateSeconds, waitSeconds } from '../../../functions/approvals/asking.ts';
import { handClock, memberId, named, opened, policyStep, START_MS } from '../../support/arbitraries.ts';
import { asked, askedIds, asks, decides, handsOn, ids, people, value } from './play.ts';

const DAY = 86_400;
const clockwork = {
  deadline: 'P14D',
  reminders: ['P7D', 'P3D'],
  escalateAfter: 'P10D',
  escalateTo: named(7),
} as const;
const story = () => asked([{ ...clockwork, reminders: [...clockwork.reminders] }]);

describe('what time brings', () => {
  test('reminders at their times, in order whatever the order of the policy, then escalation, then the end', () => {
    const { approval, clock, members } = story();
    const told: string[] = [];
    let now = approval;
    for (let day = 1; day <= 14; day++) {
      clock.move(DAY);
      const next = followUp(now, members, [], clock);
      if (next.kind === 'early') continue;
      now = next.approval;
      told.push(`${day} ${next.kind}`);
    }
    expect(told).toEqual(['3 reminded', '7 reminded', '10 escalated', '14 expired']);
    expect(now).toMatchObject({ status: 'expired', decision: null, approvedAmount: null });
  });

  test('nothing a millisecond too early', () => {
    const { approval, clock, members } = story();
    clock.move(3 * DAY - 0.001);
    expect(followUp(approval, members, [], clock)).toEqual({ kind: 'early' });
    clock.move(0.001);
    expect(followUp(approval, members, [], clock).kind).toBe('reminded');
  });

  test('what is due and not done is late from then on', () => {
    const { approval, clock, members } = story();
    clock.move(3 * DAY);
    expect(lateSeconds(approval, clock)).toBe(0);
    clock.move(900);
    expect(lateSeconds(approval, clock)).toBe(900);
    const next = followUp(approval, members, [], clock);
    if (next.kind !== 'reminded') throw new Error(next.kind);
    expect(lateSeconds(next.approval, clock)).toBe(0);
  });

  test('one reminder for all that were missed, and not the same again', () => {
    const { approval, clock, members } = story();
    clock.move(8 * DAY);
    const next = followUp(approval, members, [], clock);
    if (next.kind !== 'reminded') throw new Error(next.kind);
    expect(currentStep(next.approval).remindersSent).toBe(2);
    expect(followUp(next.approval, members, [], clock).kind).toBe('early');
  });

  test('the end outweighs what else is due', () => {
    const { approval, clock, members } = story();
    clock.move(400 * DAY);
    expect(followUp(approval, members, [], clock).kind).toBe('expired');
  });

  test('only those who still owe an answer are reminded', () => {
    const { approval, clock, members } = asked([
      { ...clockwork, reminders: ['P3D'], quorum: 'all', approvers: named(1, 2, 3, 4) },
    ]);
    const one = value(decides(approval, 1, 'approve', clock));
    const two = value(handsOn(one, 2, 5, clock));
    const left = members.map((each) => (each.id === memberId(3) ? { ...each, active: false } : each));
    clock.move(3 * DAY);
    const next = followUp(two, left, [], clock);
    if (next.kind !== 'reminded') throw new Error(next.kind);
    expect(next.people.map((person) => person.memberId)).toEqual(ids(4, 5));
  });

  test('those it escalates to are asked once, and nobody who is asked already', () => {
    const { approval, clock, members } = asked(
      [{ ...clockwork, reminders: [], escalateTo: named(1, 7, 8) }],
      {
        barredIds: ids(8),
      },
    );
    clock.move(10 * DAY);
    const next = followUp(approval, members, [], clock);
    if (next.kind !== 'escalated') throw new Error(next.kind);
    expect(next.people.map((person) => person.memberId)).toEqual(ids(7));
    expect(askedIds(next.approval)).toEqual(ids(1, 2, 7));
    expect(asks(next.approval, members, clock).newlyAsked).toContain(memberId(7));
    expect(followUp(next.approval, members, [], clock).kind).toBe('early');
  });
});

describe('where nobody is left who may decide', () => {
  test('those it escalates to are asked at once', () => {
    const { approval, clock, members } = asked([{ ...clockwork, reminders: [] }], { barredIds: ids(1, 2) });
    expect(askedIds(approval)).toEqual(ids(7));
    expect(currentStep(approval).escalated).toBe(true);
    clock.move(10 * DAY);
    expect(followUp(approval, members, [], clock).kind).toBe('early');
    expect(value(decides(approval, 7, 'approve', clock)).status).toBe('approved');
  });

  test('and there is nobody there either, the operator is told, and it expires instead of sticking', () => {
    const clock = handClock();
    const members = people(9);
    const approval = opened([policyStep({ approvers: named(1) })], clock, { barredIds: ids(1) });
    const round = asks(approval, members, clock);
    expect(round).toMatchObject({
      trouble: { code: 'nobody_may_decide' },
      letters: [],
      newlyAsked: [],
    });
    clock.move(waitSeconds(round.approval, clock));
    expect(followUp(round.approval, members, [], clock).kind).toBe('expired');
  });

  test('and somebody becomes one later, that one is asked when the question comes up again', () => {
    const clock = handClock();
    const approval = opened([policyStep({ approvers: { memberIds: [], roles: ['finance'] } })], clock);
    const round = asks(approval, people(2), clock);
    expect(round.trouble?.code).toBe('nobody_may_decide');
    const later = asks(round.approval, [...people(1), ...people(2, { roles: ['finance'] }).slice(1)], clock);
    expect(later).toMatchObject({ trouble: null, newlyAsked: ids(2) });
  });
});

describe('how long to wait', () => {
  test('until the next thing that is due', () => {
    const { approval, clock, members } = story();
    const waits: number[] = [];
    let now = approval;
    while (now.status === 'pending') {
      const seconds = waitSeconds(now, clock);
      waits.push(seconds / DAY);
      clock.move(seconds);
      const next = followUp(now, members, [], clock);
      if (next.kind === 'early') throw new Error('waited too little');
      now = next.approval;
    }
    expect(waits).toEqual([3, 4, 3, 4]);
  });

  test('never less than a second, however late it is', () => {
    const { approval, clock } = story();
    clock.move(100 * DAY);
    expect(waitSeconds(approval, clock)).toBe(1);
  });

  test('a part of a second counts as one, so that nothing is followed up too early', () => {
    const { approval, clock } = story();
    clock.move(3 * DAY - 10.5);
    expect(waitSeconds(approval, clock)).toBe(11);
  });
});

test('the first step is due from the opening on, and the whole at the sum of its steps', () => {
  const clock = handClock();
  const approval = opened([policyStep({ deadline: 'P2D' }), policyStep({ deadline: 'PT36H' })], clock);
  expect(dueAtMs(currentStep(approval))).toBe(START_MS + 2 * DAY * 1000);
  expect(expiresAtMs(approval)).toBe(START_MS + 3.5 * DAY * 1000);
  expect(approval).toMatchObject({ status: 'pending', revision: 1, stepIndex: 0, round: 0 });
});
