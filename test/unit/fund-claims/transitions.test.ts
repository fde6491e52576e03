import { describe, expect, test } from '@jest/globals';
import { announcement } from '../../../functions/fund-claims/announcing.ts';
import {
  askedMinor,
  type ClaimStatus,
  type ClaimVerb,
  claimSchema,
  claimStatuses,
  editable,
  keepsStatus,
  nextSideOf,
  sideOf,
  takesProof,
  transitions,
  viewOf,
} from '../../../functions/fund-claims/claim.ts';
import { claim, euros, FUNDER, PARTNER } from '../../support/fund-records.ts';
import { everyStep, steps } from '../../support/steps.ts';

const asked = ['submitted', 'disputed', 'in_review'];
/** A dispute that was returned and not put right falls back to what was decided before it. */
const settled = [...asked, 'action_required'];

/** Written by hand from the product's description, not from the code. The workflow may take every step. */
const partner = [
  ...steps('partner', 'submit', 'submitted', 'draft', 'action_required'),
  ...steps('partner', 'withdraw', 'withdrawn', 'draft', 'submitted', 'in_review', 'action_required'),
  ...steps('partner', 'dispute', 'disputed', 'partially_approved', 'rejected'),
];
const workflow = [
  ...steps('system', 'begin_review', 'in_review', 'submitted', 'disputed'),
  ...steps('system', 'return', 'action_required', ...asked),
  ...steps('system', 'approve', 'approved', ...settled),
  ...steps('system', 'approve_in_part', 'partially_approved', ...settled),
  ...steps('system', 'reject', 'rejected', ...settled),
  ...steps('system', 'expire', 'expired', 'draft', ...settled),
];
/** These leave the status as it is: the last word of the line means nothing. */
const staying = [
  ...steps('system', 'let_stand', 'rejected', 'partially_approved', 'rejected'),
  ...steps('system', 'warn', 'draft', 'draft', 'action_required'),
];
const undisputed = { status: 'rejected', reasonCode: null } as const;

describe('a claim', () => {
  test('goes these ways and no others; the funder decides by its approvers alone', () => {
    const { allowed, refused } = everyStep(transitions, claimStatuses, ['funder', 'partner']);
    const bySystem = partner.map((line) => line.replace('partner', 'system'));
    expect(allowed).toEqual([...partner, ...workflow, ...staying, ...bySystem].sort());
    for (const status of claimStatuses)
      for (const verb of Object.keys(transitions))
        expect(refused.get(`funder ${status} ${verb}`)).toBe('wrong_side');
    expect(refused.get('partner disputed withdraw')).toBe('transition_not_allowed');
    expect(refused.get('partner approved dispute')).toBe('transition_not_allowed');
  });

  test('stays where it is when it is warned, and when a decision stands', () => {
    const verbs = Object.keys(transitions) as ClaimVerb[];
    expect(verbs.filter(keepsStatus).sort()).toEqual(['let_stand', 'warn']);
  });

  test('waits for one side, for as long as it is not at its end', () => {
    expect(nextSideOf).toEqual({
      ...{ draft: 'partner', submitted: 'funder', in_review: 'funder', action_required: 'partner' },
      ...{ disputed: 'funder', approved: null, partially_approved: null, rejected: null },
      ...{ withdrawn: null, expired: null },
    });
    expect([sideOf(claim(), FUNDER), sideOf(claim(), PARTNER)]).toEqual(['funder', 'partner']);
  });

  test('can be changed as a draft or when returned; disputed and returned, only its proof can', () => {
    const can = (may: typeof editable, dispute: typeof undisputed | null) =>
      claimStatuses.filter((status) => may({ status, undisputed: dispute }));
    expect(can(editable, null)).toEqual(['draft', 'action_required']);
    expect(can(editable, undisputed)).toEqual(['draft']);
    expect(can(takesProof, undisputed)).toEqual(['draft', 'action_required']);
  });

  test.each([
    ['all that is claimed', {}, 1_000],
    ['nothing, before it was submitted', { fundAmount: null }, 0],
    ['in a dispute, what was not approved before', { approvedAmount: euros(600), undisputed }, 400],
    ['in a dispute of a rejection, everything', { undisputed }, 1_000],
  ])('asks for %s', (_, given, minor) => expect(askedMinor(claim(given))).toBe(minor));

  test('shows what the API promises, and nothing of our bookkeeping', () => {
    expect(claimSchema.safeParse(viewOf(claim({ undisputed }))).error).toBeUndefined();
  });
});

describe('its events', () => {
  const both = [FUNDER, PARTNER];
  const said: [ClaimVerb, ClaimStatus, string | undefined, string[]][] = [
    ['submit', 'draft', 'submitted', both],
    ['submit', 'action_required', 'submitted', both],
    ['begin_review', 'submitted', undefined, []],
    ['return', 'in_review', 'action_required', both],
    ['approve', 'in_review', 'approved', both],
    ['approve_in_part', 'in_review', 'partially_approved', both],
    ['reject', 'in_review', 'rejected', both],
    ['dispute', 'rejected', 'disputed', both],
    ['let_stand', 'rejected', undefined, []],
    ['withdraw', 'submitted', 'withdrawn', both],
    ['withdraw', 'draft', undefined, []],
    ['expire', 'action_required', 'expired', both],
    ['expire', 'draft', 'expired', [PARTNER]],
    ['warn', 'action_required', 'due_soon', both],
    ['warn', 'draft', 'due_soon', [PARTNER]],
  ];
  test('are known for every step', () => {
    expect([...new Set(said.map(([verb]) => verb))].sort()).toEqual(Object.keys(transitions).sort());
  });
  test.each(said)('%s of one that is %s says %s, to those who know of it', (verb, before, type, audience) => {
    const status = keepsStatus(verb) ? before : transitions[verb].to;
    const event = announcement(verb, claim({ status, expiresAt: '2026-12-07T09:00:00.000Z' }), before);
    expect(event?.contract.type).toBe(type && `cosell.fund_claim.${type}.v1`);
    expect(event?.audience ?? []).toEqual(audience);
    if (event) expect(event.contract.data.safeParse(event.data).error).toBeUndefined();
  });
});
