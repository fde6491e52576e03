import { describe, expect, test } from '@jest/globals';
import { mayStep } from '../../../functions/platform/transition.ts';
import {
  type ReferralSide,
  type ReferralStatus,
  type ReferralVerb,
  referralStatuses,
  transitions,
} from '../../../functions/referrals/referral.ts';

/**
 * Written by hand from the product's description, not from the code: who may take which step, from where, to where.
 * An accepted referral may come to nothing before its sellers were introduced. `system` is the workflow, which settles
 * a proposal by its approval.
 */
const allowed: [ReferralSide | 'system', ReferralStatus, ReferralVerb, ReferralStatus][] = [
  ['sender', 'draft', 'propose', 'proposed'],
  ['sender', 'proposed', 'withdraw', 'withdrawn'],
  ['receiver', 'proposed', 'accept', 'accepted'],
  ['receiver', 'proposed', 'decline', 'declined'],
  ['system', 'proposed', 'accept', 'accepted'],
  ['system', 'proposed', 'decline', 'declined'],
  ['system', 'proposed', 'expire', 'expired'],
  ['sender', 'accepted', 'connect', 'connected'],
  ['receiver', 'accepted', 'connect', 'connected'],
  ['sender', 'accepted', 'close', 'closed'],
  ['receiver', 'accepted', 'close', 'closed'],
  ['sender', 'connected', 'convert', 'converted'],
  ['receiver', 'connected', 'convert', 'converted'],
  ['sender', 'connected', 'close', 'closed'],
  ['receiver', 'connected', 'close', 'closed'],
];
/** The step that belongs to one side alone is refused to the other as such, whatever the status. */
const belongsTo: Partial<Record<ReferralVerb, ReferralSide | 'system'>> = {
  propose: 'sender',
  withdraw: 'sender',
  accept: 'receiver',
  decline: 'receiver',
  expire: 'system',
};
const verbs: ReferralVerb[] = [
  'propose',
  'accept',
  'decline',
  'expire',
  'withdraw',
  'connect',
  'convert',
  'close',
];
const statuses: ReferralStatus[] = [
  'draft',
  'proposed',
  'accepted',
  'declined',
  'expired',
  'withdrawn',
  'connected',
  'converted',
  'closed',
];
const find = (side: string, status: string, verb: string) =>
  allowed.find(([who, from, step]) => who === side && from === status && step === verb)?.[3];

test('the table below knows every status and every step there is', () => {
  expect([...statuses].sort()).toEqual([...referralStatuses].sort());
  expect([...verbs].sort()).toEqual(Object.keys(transitions).sort());
});

describe.each(['sender', 'receiver'] as const)('the %s', (side) => {
  describe.each(statuses)('of a referral that is %s', (status) => {
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
  test.each(statuses)('a referral that is %s, or is told that it is settled', (status) => {
    const to = find('system', status, verb);
    const outcome = mayStep(transitions, verb, status, 'system');
    if (to) expect(outcome).toEqual({ ok: true, value: to });
    else expect(outcome).toMatchObject({ ok: false, refusal: { code: 'transition_not_allowed' } });
  });
});

test('a refusal names the status it is in and the one the step needs', () => {
  expect(mayStep(transitions, 'close', 'proposed', 'sender')).toMatchObject({
    refusal: { detail: 'It is proposed; to close it, it must be accepted or connected.' },
  });
});
