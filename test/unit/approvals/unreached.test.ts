import { describe, expect, test } from '@jest/globals';
import {
  type Approval,
  approvalOf,
  approvalViewOf,
  currentStep,
  viewOf,
} from '../../../functions/approvals/approval.ts';
import { followUp } from '../../../functions/approvals/asking.ts';
import { failedRound, nextRound } from '../../../functions/approvals/mailing.ts';
import { noteReport, type Report } from '../../../functions/approvals/reports.ts';
import type { Member } from '../../../functions/organizations/organization.ts';
import { type HandClock, handClock, memberId, named, opened, policyStep } from '../../support/arbitraries.ts';
import { decides, ids, people, value } from './play.ts';

const AT = '2026-11-23T09:00:05.000Z';
const DAY = 86_400;
const addressOf = (number: number): string => `member${number}@brightpath.example`;

/** Approvers 1 and 2, escalating to 7 unless told otherwise, mailed once. */
const begin = (given: Parameters<typeof policyStep>[0] = {}) => {
  const clock = handClock();
  const members = people(7);
  const step = policyStep({
    approvers: named(1, 2),
    escalateAfter: 'P10D',
    escalateTo: named(7),
    reminders: ['P3D'],
    ...given,
  });
  const first = nextRound(opened([step], clock), members, [], 'first', clock);
  return { clock, members, approval: first.approval };
};
const hear = (
  approval: Approval,
  number: number,
  status: Report['status'],
  clock: HandClock,
  more: { round?: number; address?: string } = {},
) =>
  noteReport(
    approval,
    { stepIndex: 0, memberId: memberId(number), round: more.round ?? approval.round },
    { status, at: AT, reason: 'Why.', address: more.address ?? addressOf(number) },
    clock,
  );
const heard = (...given: Parameters<typeof hear>): Approval => {
  const after = hear(...given);
  if (!after) throw new Error('nothing was noted');
  return after;
};
const statuses = (approval: Approval) =>
  currentStep(approval).asked.map(({ delivery }) => delivery?.status ?? null);
const barred = (members: Member[], ...numbers: number[]): Member[] =>
  members.map((one) =>
    numbers.map(memberId).includes(one.id)
      ? { ...one, unreachable: { status: 'bounced', at: AT, reason: 'It takes no mail.' } }
      : one,
  );
const mailed = ({ letters }: ReturnType<typeof nextRound>) => letters.map(({ asked }) => asked.memberId);

describe('a mail that did not arrive', () => {
  test('is seen with its approver, with when and why', () => {
    const { clock, approval } = begin();
    const after = heard(approval, 1, 'bounced', clock);
    expect(viewOf(after).steps[0]?.approvers.map(({ delivery }) => delivery)).toEqual([
      { status: 'bounced', at: AT, reason: 'Why.' },
      { status: 'mailed', at: '2026-11-23T09:00:00.000Z', reason: null },
    ]);
    expect(after.revision).toBe(approval.revision + 1);
  });

  test('is noted once, and by its worst, in whatever order it is heard', () => {
    const { clock, approval } = begin();
    const bounced = heard(heard(approval, 1, 'delayed', clock), 1, 'bounced', clock);
    expect(hear(bounced, 1, 'bounced', clock)).toBeUndefined();
    expect(hear(bounced, 1, 'delayed', clock)).toBeUndefined();
    expect(hear(bounced, 1, 'soft_bounced', clock)).toBeUndefined();
    expect(statuses(heard(bounced, 1, 'complained', clock))).toEqual(['complained', 'mailed']);
  });

  test('and was an earlier one says nothing of the later one, but that its address takes none', () => {
    const { clock, members, approval } = begin();
    clock.move(3 * DAY);
    const due = followUp(approval, members, [], clock);
    if (due.kind !== 'reminded') throw new Error(due.kind);
    const later = nextRound(due.approval, members, [], 'second', clock).approval;
    expect(hear(later, 1, 'soft_bounced', clock, { round: 1 })).toBeUndefined();
    expect(hear(later, 1, 'bounced', clock, { round: 1, address: 'old@brightpath.example' })).toBeUndefined();
    expect(statuses(heard(later, 1, 'bounced', clock, { round: 1 }))).toEqual(['bounced', 'mailed']);
  });

  test('changes nothing where it is settled', () => {
    const { clock, approval } = begin();
    expect(hear(value(decides(approval, 2, 'approve', clock)), 1, 'bounced', clock)).toBeUndefined();
  });
});

describe('where no mail reaches anybody', () => {
  test('one who is reached is enough to wait for', () => {
    const { clock, members, approval } = begin();
    const round = nextRound(heard(approval, 1, 'bounced', clock), barred(members, 1), [], 'next', clock);
    expect(round).toMatchObject({ trouble: null, escalatedTo: [], letters: [] });
  });

  test('the step escalates at once, and not a second time when its hour comes', () => {
    const { clock, members, approval } = begin();
    const both = heard(heard(approval, 1, 'bounced', clock), 2, 'refused', clock);
    const round = nextRound(both, barred(members, 1), [], 'next', clock);
    expect(mailed(round)).toEqual(ids(7));
    expect(round).toMatchObject({ trouble: null, escalatedTo: ids(7), newlyAsked: ids(7) });
    expect(statuses(round.approval)).toEqual(['bounced', 'refused', 'mailed']);
    clock.move(10 * DAY);
    const [reminded] = [followUp(round.approval, members, [], clock)];
    expect(reminded?.kind).toBe('reminded');
    expect(value(decides(round.approval, 7, 'approve', clock)).status).toBe('approved');
  });

  test('and nobody is left to escalate to, the operator hears of it, on a retry too', () => {
    const { clock, members, approval } = begin({ escalateTo: null, escalateAfter: null });
    const both = heard(heard(approval, 1, 'bounced', clock), 2, 'complained', clock);
    const round = nextRound(both, barred(members, 1, 2), [], 'next', clock);
    expect(round).toMatchObject({ letters: [], trouble: { code: 'nobody_reached' }, again: false });
    expect(viewOf(round.approval).steps[0]?.trouble).toEqual({
      code: 'nobody_reached',
      at: expect.any(String),
    });
    const again = nextRound(round.approval, barred(members, 1, 2), [], 'next', clock);
    expect(again).toMatchObject({ letters: [], trouble: { code: 'nobody_reached' }, again: true });
  });

  test('because all have left, it escalates too', () => {
    const { clock, members, approval } = begin();
    const left = members.map((one) => (ids(1, 2).includes(one.id) ? { ...one, active: false } : one));
    expect(mailed(nextRound(approval, left, [], 'next', clock))).toEqual(ids(7));
  });
});

describe('an address that takes no mail', () => {
  test('is not mailed to, and escalates before the first mail where it is the only one', () => {
    const clock = handClock();
    const step = policyStep({ approvers: named(1), escalateTo: named(7), escalateAfter: 'P10D' });
    const round = nextRound(opened([step], clock), barred(people(7), 1), [], 'first', clock);
    expect(mailed(round)).toEqual(ids(7));
    expect(currentStep(round.approval).asked[0]?.delivery).toMatchObject({
      status: 'withheld',
      reason: 'It takes no mail.',
    });
    const again = nextRound(round.approval, barred(people(7), 1), [], 'first', clock);
    expect([mailed(again), again.again]).toEqual([ids(7), true]);
  });

  test('is mailed again once it is another, or the organisation says so, and the trouble is over', () => {
    const { clock, members, approval } = begin({ escalateTo: null, escalateAfter: null });
    const both = heard(heard(approval, 1, 'bounced', clock), 2, 'bounced', clock);
    const told = nextRound(both, barred(members, 1, 2), [], 'next', clock).approval;
    const mended = barred(members, 1).map((one) =>
      one.id === memberId(2) ? { ...one, email: 'new@brightpath.example' } : one,
    );
    const round = nextRound(told, mended, [], 'third', clock);
    expect(round.letters.map(({ asked }) => asked.email)).toEqual(['new@brightpath.example']);
    expect(round.trouble).toBeNull();
    expect(currentStep(round.approval).asked[1]).toMatchObject({
      email: 'new@brightpath.example',
      delivery: { status: 'mailed' },
    });
    expect(mailed(nextRound(round.approval, mended, [], 'fourth', clock))).toEqual([]);
  });
});

test('a round whose mails could not be sent is sent anew by the next entry, to those alone whom it was for', () => {
  const { clock, members, approval } = begin();
  const bounced = heard(approval, 1, 'bounced', clock);
  const failed = failedRound(bounced, clock);
  expect(currentStep(failed).trouble?.code).toBe('asking_failed');
  const round = nextRound(failed, barred(members, 1), [], 'later', clock);
  expect(mailed(round)).toEqual(ids(2));
  expect(round).toMatchObject({ trouble: null, again: false });
  expect(currentStep(round.approval).trouble?.code).toBe('asking_failed');
});

test('an approval written before mails were followed is read as one of which nothing was heard', () => {
  const { approval, clock } = begin();
  const old = JSON.parse(
    JSON.stringify(approval, (key, held) => (['delivery', 'trouble'].includes(key) ? undefined : held)),
  );
  expect(old.steps[0].asked[0]).not.toHaveProperty('delivery');
  const read = approvalOf(old);
  expect(statuses(read)).toEqual([null, null]);
  expect(currentStep(read).trouble).toBeNull();
  expect(statuses(heard(read, 1, 'bounced', clock))).toEqual(['bounced', null]);
  const oldView = JSON.parse(
    JSON.stringify(viewOf(approval), (key, held) =>
      ['delivery', 'trouble'].includes(key) ? undefined : held,
    ),
  );
  expect(approvalViewOf(oldView).steps[0]).toMatchObject({
    trouble: null,
    approvers: [{ delivery: null }, { delivery: null }],
  });
});
