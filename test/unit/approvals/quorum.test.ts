import { describe, expect, test } from '@jest/globals';
import { followUp } from '../../../functions/approvals/asking.ts';
import { cancel, decideByClient } from '../../../functions/approvals/deciding.ts';
import { handClock, memberId, named, opened, policyStep } from '../../support/arbitraries.ts';
import { answer, asked, askedIds, asks, decides, handsOn, ids, people, value } from './play.ts';

const DAY = 86_400;

describe('a quorum', () => {
  test('of any is one approval', () => {
    const { approval, clock } = asked([{ quorum: 'any' }]);
    const after = value(decides(approval, 2, 'approve', clock));
    expect(after).toMatchObject({ status: 'approved', revision: approval.revision + 1 });
    expect(after.decision).toMatchObject({ byId: memberId(2), byName: 'Member 2', outcome: 'approve' });
  });

  test('of all waits for everybody', () => {
    const { approval, clock } = asked([{ quorum: 'all', approvers: named(1, 2, 3) }]);
    const one = value(decides(approval, 1, 'approve', clock));
    const two = value(decides(one, 3, 'approve', clock));
    expect([one.status, two.status]).toEqual(['pending', 'pending']);
    expect(value(decides(two, 2, 'approve', clock)).status).toBe('approved');
  });

  test('of two is met by any two of three', () => {
    const { approval, clock } = asked([{ quorum: 2, approvers: named(1, 2, 3) }]);
    const one = value(decides(approval, 3, 'approve', clock));
    expect(one.status).toBe('pending');
    expect(value(decides(one, 1, 'approve', clock)).status).toBe('approved');
  });

  test('of more than there are is met by all of them', () => {
    const { approval, clock } = asked([{ quorum: 5 }]);
    const one = value(decides(approval, 1, 'approve', clock));
    expect(one.status).toBe('pending');
    expect(value(decides(one, 2, 'approve', clock)).status).toBe('approved');
  });

  test.each(['all', 5] as const)(
    'of %s stays that of the approvers when others are asked as well',
    (quorum) => {
      const { approval, clock, members } = asked([
        { quorum, escalateAfter: 'P3D', escalateTo: named(7, 8), deadline: 'P9D' },
      ]);
      clock.move(3 * DAY);
      const escalated = followUp(approval, members, [], clock);
      if (escalated.kind !== 'escalated') throw new Error(escalated.kind);
      const one = value(decides(escalated.approval, 1, 'approve', clock));
      expect(one.status).toBe('pending');
      expect(value(decides(one, 2, 'approve', clock)).status).toBe('approved');
    },
  );

  test('of all is met by one of those it escalated to', () => {
    const { approval, clock, members } = asked([
      { quorum: 'all', escalateAfter: 'P3D', escalateTo: named(7, 8) },
    ]);
    clock.move(3 * DAY);
    const escalated = followUp(approval, members, [], clock);
    if (escalated.kind !== 'escalated') throw new Error(escalated.kind);
    expect(value(decides(escalated.approval, 8, 'approve', clock)).status).toBe('approved');
  });
});

describe('the first who says no settles it', () => {
  test.each([
    ['reject', 'rejected'],
    ['return', 'returned'],
  ] as const)('%s, whatever the quorum, and no later step is asked', (outcome, status) => {
    const { approval, clock } = asked([{ quorum: 'all', approvers: named(1, 2, 3) }, {}]);
    const one = value(decides(approval, 1, 'approve', clock));
    const after = value(decides(one, 2, answer(outcome, { reasonCode: 'other', comment: 'No' }), clock));
    expect(after).toMatchObject({ status, stepIndex: 0, decision: { reasonCode: 'other', comment: 'No' } });
  });
});

describe('who comes too late, or was never asked, decides nothing', () => {
  test('once it is settled', () => {
    const { approval, clock } = asked([{}]);
    const settled = value(decides(approval, 1, 'reject', clock));
    expect(decides(settled, 2, 'approve', clock)).toEqual({
      ok: false,
      refusal: { code: 'already_decided', detail: 'Member 1 rejected it at 2026-11-23T09:00:00.000Z.' },
    });
    expect(decideByClient(settled, { id: 'c', name: 'C' }, answer('approve'), clock).ok).toBe(false);
    expect(cancel(settled, 'c', clock)).toMatchObject({ refusal: { code: 'already_decided' } });
  });

  test('after the deadline, though the workflow has not written it down yet', () => {
    const { approval, clock } = asked([{ deadline: 'P2D' }]);
    clock.move(2 * DAY - 0.001);
    expect(decides(approval, 1, 'approve', clock).ok).toBe(true);
    clock.move(0.001);
    const late = {
      ok: false,
      refusal: { code: 'already_decided', detail: 'The time to decide has passed.' },
    };
    expect(decides(approval, 1, 'approve', clock)).toEqual(late);
    expect(handsOn(approval, 1, 5, clock)).toEqual(late);
    expect(decideByClient(approval, { id: 'c', name: 'C' }, answer('approve'), clock)).toEqual(late);
  });

  test('after having decided', () => {
    const { approval, clock } = asked([{ quorum: 'all' }]);
    const one = value(decides(approval, 1, 'approve', clock));
    expect(decides(one, 1, 'reject', clock)).toMatchObject({ refusal: { code: 'already_decided' } });
  });

  test('without having been asked', () => {
    const { approval, clock } = asked([{}]);
    expect(decides(approval, 5, 'approve', clock)).toMatchObject({ refusal: { code: 'already_decided' } });
  });

  test('the words fit a question that is accepted or declined', () => {
    const { approval, clock } = asked([{}]);
    const accepted = {
      ...value(decides(approval, 1, 'reject', clock)),
      ask: { ...approval.ask, act: 'accept' as const },
    };
    expect(decides(accepted, 2, 'approve', clock)).toMatchObject({
      refusal: { detail: 'Member 1 declined it at 2026-11-23T09:00:00.000Z.' },
    });
  });
});

describe('several steps', () => {
  const two = () =>
    asked([
      { approvers: named(1), deadline: 'P9D' },
      { approvers: named(2), deadline: 'P2D' },
    ]);

  test('the next is asked when the one before is done', () => {
    const { approval, clock, members } = two();
    expect(askedIds(approval)).toEqual(ids(1));
    const next = value(decides(approval, 1, 'approve', clock));
    expect(next).toMatchObject({ status: 'pending', stepIndex: 1, decision: null });
    expect(askedIds(asks(next, members, clock).approval)).toEqual(ids(2));
  });

  test('the time of the next runs from when the one before was done, even before it is asked', () => {
    const { approval, clock, members } = two();
    clock.move(8 * DAY);
    const next = value(decides(approval, 1, 'approve', clock));
    expect(followUp(next, members, [], clock).kind).toBe('early');
    clock.move(2 * DAY - 1);
    expect(followUp(next, members, [], clock).kind).toBe('early');
    clock.move(1);
    expect(followUp(next, members, [], clock).kind).toBe('expired');
  });
});

describe('an API client decides for the organisation', () => {
  test('in place of all steps that are left', () => {
    const { approval, clock } = asked([{}, {}]);
    const after = value(decideByClient(approval, { id: 'c1', name: 'CRM' }, answer('approve'), clock));
    expect(after).toMatchObject({ status: 'approved', decision: { byId: 'c1', byName: 'CRM' } });
  });

  test('not where the policy leaves it to the approvers', () => {
    const clock = handClock();
    const approval = opened([policyStep()], clock, {}, { apiDecision: false });
    expect(decideByClient(approval, { id: 'c1', name: 'CRM' }, answer('approve'), clock)).toEqual({
      ok: false,
      refusal: { code: 'decided_by_mail_only' },
    });
  });
});

test('members without a place are never asked, those with a role are', () => {
  const clock = handClock();
  const members = [
    ...people(2, { roles: ['seller'] }),
    ...people(4).slice(2),
    { ...people(5)[4], active: false },
  ] as ReturnType<typeof people>;
  const approval = opened([policyStep({ approvers: { memberIds: ids(1), roles: ['approver'] } })], clock);
  expect(askedIds(asks(approval, members, clock).approval)).toEqual(ids(1, 3, 4));
});
