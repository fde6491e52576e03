import { describe, expect, test } from '@jest/globals';
import {
  announced,
  type PartnershipSide,
  type PartnershipStatus,
  type PartnershipVerb,
  partnershipStatuses,
  transitions,
} from '../../../functions/partners/partnership.ts';
import { mayStep } from '../../../functions/platform/transition.ts';

/**
 * Written by hand from the product's description: invited -> active -> suspended <-> active -> ended; declined; expired.
 * One that rests can be ended without waking it first.
 */
const allowed: [PartnershipSide | 'system', PartnershipStatus, PartnershipVerb, PartnershipStatus][] = [
  ['invitee', 'invited', 'accept', 'active'],
  ['invitee', 'invited', 'decline', 'declined'],
  ['system', 'invited', 'accept', 'active'],
  ['system', 'invited', 'decline', 'declined'],
  ['system', 'invited', 'expire', 'expired'],
  ['inviter', 'active', 'suspend', 'suspended'],
  ['invitee', 'active', 'suspend', 'suspended'],
  ['inviter', 'suspended', 'resume', 'active'],
  ['invitee', 'suspended', 'resume', 'active'],
  ['inviter', 'active', 'end', 'ended'],
  ['invitee', 'active', 'end', 'ended'],
  ['inviter', 'suspended', 'end', 'ended'],
  ['invitee', 'suspended', 'end', 'ended'],
];
const belongsTo: Partial<Record<PartnershipVerb, PartnershipSide | 'system'>> = {
  accept: 'invitee',
  decline: 'invitee',
  expire: 'system',
};
const verbs: PartnershipVerb[] = ['accept', 'decline', 'expire', 'suspend', 'resume', 'end'];
const statuses: PartnershipStatus[] = ['invited', 'active', 'suspended', 'ended', 'declined', 'expired'];
const find = (side: string, status: string, verb: string) =>
  allowed.find(([who, from, step]) => who === side && from === status && step === verb)?.[3];

test('the table below knows every status and every step there is', () => {
  expect([...statuses].sort()).toEqual([...partnershipStatuses].sort());
  expect([...verbs].sort()).toEqual(Object.keys(transitions).sort());
});

describe.each(['inviter', 'invitee'] as const)('the %s', (side) => {
  describe.each(statuses)('of a partnership that is %s', (status) => {
    test.each(verbs)('%s: allowed as the product says, and not otherwise', (verb) => {
      const to = find(side, status, verb);
      const owner = belongsTo[verb];
      const outcome = mayStep(transitions, verb, status, side);
      if (to) expect(outcome).toEqual({ ok: true, value: to });
      else
        expect(outcome).toMatchObject({
          ok: false,
          refusal: { code: owner && owner !== side ? 'wrong_side' : 'transition_not_allowed' },
        });
    });
  });
});

describe.each(['accept', 'decline', 'expire'] as const)('the workflow may %s', (verb) => {
  test.each(statuses)('a partnership that is %s, or is told that it is settled', (status) => {
    const to = find('system', status, verb);
    const outcome = mayStep(transitions, verb, status, 'system');
    if (to) expect(outcome).toEqual({ ok: true, value: to });
    else expect(outcome).toMatchObject({ ok: false, refusal: { code: 'transition_not_allowed' } });
  });
});

test.each([
  ['accept', 'cosell.partnership.accepted.v1'],
  ['decline', 'cosell.partnership.declined.v1'],
  ['expire', 'cosell.partnership.expired.v1'],
  ['suspend', 'cosell.partnership.suspended.v1'],
  ['resume', 'cosell.partnership.resumed.v1'],
  ['end', 'cosell.partnership.ended.v1'],
] as const)('to %s announces %s', (verb, type) => {
  expect(announced[verb].type).toBe(type);
});
