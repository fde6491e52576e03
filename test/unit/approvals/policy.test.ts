import { describe, expect, test } from '@jest/globals';
import {
  approvalKinds,
  defaultPolicy,
  newDelegationSchema,
  newPolicySchema,
} from '../../../functions/approvals/policy.ts';
import { faultsOf } from '../../../functions/platform/http/faults.ts';
import { memberId } from '../../support/arbitraries.ts';

const step = (given: object = {}) => ({ name: 'Team', approvers: { roles: ['approver'] }, ...given });
const faults = (steps: unknown, more: object = {}) => {
  const { error } = newPolicySchema.safeParse({ steps, ...more });
  return error ? faultsOf('body', error).map(({ pointer, code }) => `${pointer} ${code}`) : [];
};

describe('a policy', () => {
  test('needs little: the rest has defaults', () => {
    expect(newPolicySchema.parse({ steps: [step()] })).toEqual({
      steps: [
        {
          name: 'Team',
          approvers: { memberIds: [], roles: ['approver'] },
          quorum: 'any',
          fromAmount: null,
          deadline: 'P14D',
          reminders: ['P3D', 'P7D'],
          escalateAfter: null,
          escalateTo: null,
        },
      ],
    });
  });

  test.each([
    ['no step', [], ['#/steps too_small']],
    ['eleven steps', Array.from({ length: 11 }, () => step()), ['#/steps too_big']],
    ['a step that asks nobody', [step({ approvers: {} })], ['#/steps/0/approvers nobody_named']],
    ['a quorum of none', [step({ quorum: 0 })], ['#/steps/0/quorum too_small']],
    [
      'a reminder at the deadline or later',
      [step({ deadline: 'P3D', reminders: ['P2D', 'P3D', 'P4D'] })],
      ['#/steps/0/reminders/1 after_deadline', '#/steps/0/reminders/2 after_deadline'],
    ],
    [
      'escalation after the deadline, to nobody',
      [step({ deadline: 'P8D', escalateAfter: 'P9D' })],
      ['#/steps/0/escalateAfter after_deadline', '#/steps/0/escalateTo goes_together'],
    ],
    [
      'somebody to escalate to, but no time for it',
      [step({ escalateTo: { roles: ['admin'] } })],
      ['#/steps/0/escalateAfter goes_together'],
    ],
    [
      'a deadline of half an hour',
      [step({ deadline: 'PT30M', reminders: [] })],
      ['#/steps/0/deadline wrong_duration'],
    ],
    [
      'a deadline of a month',
      [step({ deadline: 'P1M', reminders: [] })],
      ['#/steps/0/deadline wrong_duration'],
    ],
    [
      'a role there is not',
      [step({ approvers: { roles: ['boss'] } })],
      ['#/steps/0/approvers/roles/0 not_allowed'],
    ],
  ])('with %s is refused', (_, steps, expected) => {
    expect(faults(steps)).toEqual(expected);
  });

  test.each(approvalKinds)('holds for %s by default, and passes its own rules', (kind) => {
    const policy = defaultPolicy(kind);
    expect(faults(policy.steps)).toEqual([]);
    expect(policy.steps[0]?.deadline).toBe(kind === 'partnership' ? 'P15D' : 'P14D');
  });
});

describe('a delegation', () => {
  const given = {
    fromMemberId: memberId(1),
    toMemberId: memberId(2),
    startsOn: '2026-12-20',
    endsOn: '2026-12-20',
  };
  const faultsIn = (changes: object) => {
    const { error } = newDelegationSchema.safeParse({ ...given, ...changes });
    return error ? faultsOf('body', error).map(({ pointer, code }) => `${pointer} ${code}`) : [];
  };

  test('may be for a single day', () => {
    expect(faultsIn({})).toEqual([]);
  });
  test('may not end before it starts, nor lead to oneself', () => {
    expect(faultsIn({ endsOn: '2026-12-19', toMemberId: memberId(1) })).toEqual([
      '#/endsOn before_start',
      '#/toMemberId same_member',
    ]);
  });
  test('names days that exist', () => {
    expect(faultsIn({ startsOn: '2026-02-30' })).toContain('#/startsOn wrong_format');
    expect(faultsIn({ startsOn: '2026-12-20T00:00:00Z' })).toContain('#/startsOn wrong_format');
  });
});
