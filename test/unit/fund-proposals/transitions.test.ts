import { describe, expect, test } from '@jest/globals';
import {
  announcement,
  claimable,
  entryOf,
  nextSideOf,
  type ProposalVerb,
  proposalEntrySchema,
  proposalStatuses,
  proposalViewSchema,
  sideOf,
  transitions,
  viewOf,
} from '../../../functions/fund-proposals/proposal.ts';
import { FUNDER, PARTNER, proposal, share } from '../../support/fund-records.ts';
import { everyStep, steps } from '../../support/steps.ts';

const reviewed = ['submitted', 'in_review'];
const open = ['draft', ...reviewed, 'action_required', 'approved', 'active'];

/** Written by hand from the product's description, not from the code. The workflow may take every step. */
const own = {
  funder: [...steps('', 'complete', 'completed', 'active'), ...steps('', 'cancel', 'cancelled', ...open)],
  partner: [
    ...steps('', 'submit', 'submitted', 'draft', 'action_required'),
    ...steps('', 'recall', 'draft', ...reviewed, 'action_required'),
    ...steps('', 'complete', 'completed', 'active'),
    ...steps('', 'cancel', 'cancelled', ...open),
  ],
  system: [
    ...steps('', 'begin_review', 'in_review', 'submitted'),
    ...steps('', 'return', 'action_required', ...reviewed),
    ...steps('', 'approve', 'approved', ...reviewed),
    ...steps('', 'reject', 'rejected', ...reviewed),
    ...steps('', 'activate', 'active', 'approved'),
    ...steps('', 'warn', 'active', 'active'),
    ...steps('', 'expire', 'expired', ...reviewed, 'action_required', 'approved', 'active'),
  ],
};

describe('a proposal', () => {
  test('goes these ways and no others', () => {
    const { allowed, refused } = everyStep(transitions, proposalStatuses, ['funder', 'partner']);
    const partner = own.partner.map((line) => `partner${line}`);
    const funder = own.funder.map((line) => `funder${line}`);
    const system = [...own.system, ...own.partner].map((line) => `system${line}`);
    expect(allowed).toEqual([...partner, ...funder, ...system].sort());
    expect(refused.get('funder draft submit')).toBe('wrong_side');
    expect(refused.get('partner submitted approve')).toBe('wrong_side');
    expect(refused.get('funder in_review expire')).toBe('wrong_side');
    expect(refused.get('partner submitted submit')).toBe('transition_not_allowed');
    expect(refused.get('system approved return')).toBe('transition_not_allowed');
  });

  test('waits for one side, for as long as it is not at its end', () => {
    expect(nextSideOf).toEqual({
      ...{ draft: 'partner', submitted: 'funder', in_review: 'funder', action_required: 'partner' },
      ...{ approved: 'partner', active: 'partner' },
      ...{ completed: null, rejected: null, cancelled: null, expired: null },
    });
    expect([sideOf(proposal(), FUNDER), sideOf(proposal(), PARTNER)]).toEqual(['funder', 'partner']);
  });

  test('can be claimed of once it is approved, until it is over', () => {
    const statuses = proposalStatuses.filter((status) => claimable({ status }));
    expect(statuses).toEqual(['approved', 'active']);
  });

  test('shows what the API promises, and nothing of our bookkeeping', () => {
    expect(proposalViewSchema.safeParse(viewOf(proposal(), share())).error).toBeUndefined();
    expect(proposalEntrySchema.safeParse(entryOf(proposal())).error).toBeUndefined();
  });
});

describe('its events', () => {
  const said: [ProposalVerb, string | undefined][] = [
    ['submit', 'submitted'],
    ['begin_review', 'stage_changed'],
    ['return', 'action_required'],
    ['approve', 'approved'],
    ['reject', 'rejected'],
    ['recall', 'recalled'],
    ['activate', 'stage_changed'],
    ['warn', 'expiring'],
    ['complete', 'completed'],
    ['cancel', 'cancelled'],
    ['expire', 'expired'],
  ];
  test('are known for every step', () => {
    expect(said.map(([verb]) => verb).sort()).toEqual(Object.keys(transitions).sort());
  });
  test.each(said)('%s says %s, as it was published', (verb, type) => {
    const { from, to } = transitions[verb];
    const event = announcement(verb, proposal({ status: to }), from[0]);
    const drafted = verb === 'cancel' ? announcement(verb, proposal({ status: to }), 'in_review') : event;
    expect(drafted?.contract.type).toBe(`cosell.fund_proposal.${type}.v1`);
    expect(drafted?.contract.data.safeParse(drafted.data).error).toBeUndefined();
  });
  test('a draft that is cancelled says nothing: the funder never knew of it, or it was taken back', () => {
    expect(announcement('cancel', proposal({ status: 'cancelled' }), 'draft')).toBeUndefined();
  });
});
