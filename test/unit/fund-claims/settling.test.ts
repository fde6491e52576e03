import { describe, expect, test } from '@jest/globals';
import type { Claim } from '../../../functions/fund-claims/claim.ts';
import { nextOf } from '../../../functions/fund-claims/due.ts';
import { lapseOf, settlementOf, takingBack } from '../../../functions/fund-claims/settling.ts';
import type { ProposalStatus } from '../../../functions/fund-proposals/proposal.ts';
import type { FundStatus } from '../../../functions/funds/fund.ts';
import { isMove } from '../../../functions/funds/ledger.ts';
import { instant } from '../../../functions/platform/clock.ts';
import { defaultCalendar } from '../../../functions/platform/days.ts';
import { handClock, START_MS } from '../../support/arbitraries.ts';
import { claim, decided, euros, heldFund, proposal } from '../../support/fund-records.ts';

const ground = (
  given: Partial<Claim> = {},
  status: ProposalStatus = 'active',
  fund: FundStatus = 'open',
) => ({
  ...{ claim: claim(given), proposal: proposal({ status }), fund: heldFund({ status: fund }) },
});
const settle = (on: ReturnType<typeof ground>, ...how: Parameters<typeof decided>) =>
  settlementOf(on, decided(...how), defaultCalendar(), handClock());

/** Claimed 1,000, of which 600 were approved; or nothing was. */
const partly: Partial<Claim> = {
  approvedAmount: euros(600),
  undisputed: { status: 'partially_approved', reasonCode: 'cost_not_eligible' },
};
const rejected: Partial<Claim> = { undisputed: { status: 'rejected', reasonCode: 'proof_insufficient' } };
/** A Monday: five business days later is the Monday after; that day counts whole. */
const DISPUTABLE = '2026-12-01T00:00:00.000Z';
const back = (amountMinor: number, to = 'committed') => ({
  kind: 'release',
  from: 'accrued',
  to,
  amountMinor,
});
const no = { reasonCode: 'other', comment: 'No.' };

describe('what a decision makes of a claim', () => {
  test.each(['pending', 'cancelled'] as const)('that is %s: nothing', (status) => {
    expect(settle(ground(), status)).toBeUndefined();
  });

  test('approved: it is paid, and over', () => {
    const { changes, moves, ...rest } = settle(ground(), 'approved') ?? {};
    expect(rest).toEqual({ verb: 'approve', payMinor: 1_000, over: true });
    expect(changes).toMatchObject({ approvedAmount: euros(1_000), disputableUntil: null });
    expect(moves).toEqual([back(0)]);
  });

  test('approved in part: that is paid, the rest goes back, and can be disputed', () => {
    const { changes, moves, ...rest } =
      settle(ground(), 'partially_approved', { amountMinor: 600, ...no }) ?? {};
    expect(rest).toEqual({ verb: 'approve_in_part', payMinor: 600, over: false });
    expect(changes).toMatchObject({
      ...{ approvedAmount: euros(600), disputableUntil: DISPUTABLE },
      ...{ reasonCode: 'other', reviewComment: 'No.' },
    });
    expect(moves).toEqual([back(400)]);
  });

  test('rejected: all goes back, and can be disputed', () => {
    expect(settle(ground(), 'rejected', no)).toEqual({
      ...{ verb: 'reject', payMinor: 0, over: false, moves: [back(1_000)] },
      changes: { reasonCode: 'other', reviewComment: 'No.', expiresAt: null, disputableUntil: DISPUTABLE },
    });
  });

  test('returned: nothing moves; thirty days to put it right, with a warning of its own', () => {
    expect(settle(ground({ warnedAt: instant(START_MS) }), 'returned', { comment: 'Whose list?' })).toEqual({
      ...{ verb: 'return', payMinor: 0, over: false, moves: [] },
      changes: {
        ...{ reasonCode: null, reviewComment: 'Whose list?', warnedAt: null },
        expiresAt: instant(START_MS + 30 * 86_400_000),
      },
    });
  });

  test('not decided in time: all goes back, nothing can be disputed', () => {
    expect(settle(ground(), 'expired')).toEqual({
      ...{ verb: 'expire', payMinor: 0, over: true, moves: [back(1_000)] },
      changes: { reasonCode: null, reviewComment: null, expiresAt: null, disputableUntil: null },
    });
  });
});

describe('what the decision on a dispute makes of it, for good', () => {
  test.each([
    ['granted', partly, 'approved', {}, 'approve', 400, 0, 1_000],
    ['granted in part', partly, 'partially_approved', { amountMinor: 100 }, 'approve_in_part', 100, 300, 700],
    ['granted, after a rejection', rejected, 'approved', {}, 'approve', 1_000, 0, 1_000],
    [
      'granted in part, after a rejection',
      rejected,
      'partially_approved',
      { amountMinor: 1 },
      'approve_in_part',
      1,
      999,
      1,
    ],
  ] as const)('%s', (_, given, status, how, verb, payMinor, rest, approved) => {
    const settlement = settle(ground(given), status, how);
    expect(settlement).toMatchObject({ verb, payMinor, over: true, moves: [back(rest)] });
    expect(settlement?.changes).toMatchObject({ approvedAmount: euros(approved), disputableUntil: null });
  });

  test.each([
    ['rejected, after a part was approved', partly, 'approve_in_part', 400],
    ['rejected, after a rejection', rejected, 'reject', 1_000],
  ] as const)('%s: what was decided before stands, for the reason given now', (_, given, verb, rest) => {
    const settlement = settle(ground(given), 'rejected', no);
    expect(settlement).toMatchObject({ verb, payMinor: 0, over: true, moves: [back(rest)] });
    expect(settlement?.changes).toEqual({
      ...{ reasonCode: 'other', reviewComment: 'No.', expiresAt: null, disputableUntil: null },
    });
  });

  test.each([
    [partly, 'approve_in_part', 'cost_not_eligible', 400],
    [rejected, 'reject', 'proof_insufficient', 1_000],
  ] as const)(
    'not decided, or not put right in time: what was decided before stands, for its own reason',
    (given, verb, reasonCode, rest) => {
      const stands = { verb, payMinor: 0, over: true, moves: [back(rest)] };
      const changes = { reasonCode, expiresAt: null, disputableUntil: null };
      expect(settle(ground(given), 'expired')).toEqual({ ...stands, changes });
      const returned = ground({ ...given, status: 'action_required' });
      expect(lapseOf(returned, 'expire', handClock())).toEqual({ ...stands, changes });
    },
  );

  test('returned: its money stays claimed', () => {
    expect(settle(ground(partly), 'returned')).toMatchObject({ verb: 'return', moves: [], over: false });
  });
});

describe('where the money goes that is not approved', () => {
  const homes: [ProposalStatus, FundStatus, string][] = [
    ['approved', 'open', 'committed'],
    ['active', 'open', 'committed'],
    ['active', 'closed', 'committed'],
    ['expired', 'open', 'available'],
    ['completed', 'open', 'available'],
    ['completed', 'closed', 'funder'],
    ['expired', 'closed', 'funder'],
  ];
  test.each(homes)('the proposal %s, the fund %s: %s', (status, fund, to) => {
    const of = (given: Partial<Claim> = {}) => ground(given, status, fund);
    const returned = { status: 'action_required' } as const;
    expect(settle(of(), 'rejected')?.moves).toEqual([back(1_000, to)]);
    expect(settle(of(), 'expired')?.moves).toEqual([back(1_000, to)]);
    expect(settle(of(), 'partially_approved', { amountMinor: 1 })?.moves).toEqual([back(999, to)]);
    expect(settle(of(partly), 'rejected')?.moves).toEqual([back(400, to)]);
    expect(lapseOf(of(returned), 'expire', handClock()).moves).toEqual([back(1_000, to)]);
    expect(lapseOf(of({ ...returned, ...rejected }), 'expire', handClock()).moves).toEqual([back(1_000, to)]);
  });

  test('a dispute takes it back from the proposal, or, once that is over, out of the fund', () => {
    const kinds = (status: ProposalStatus) => {
      const moves = takingBack({ proposal: proposal({ status }) }, 7);
      expect(moves.every((move) => isMove(move) && move.amountMinor === 7)).toBe(true);
      return moves.map(({ kind }) => kind);
    };
    expect([kinds('active'), kinds('expired')]).toEqual([['accrue'], ['reserve', 'commit', 'accrue']]);
  });
});

describe('what time brings to a claim', () => {
  const DAY = 86_400_000;
  const end = START_MS + 30 * DAY;
  const due = (given: Partial<Claim>, nowMs = START_MS) =>
    nextOf(claim({ expiresAt: instant(end), ...given }), nowMs);

  test.each(['draft', 'action_required'] as const)(
    'of one that is %s: a warning a week before, and the end',
    (status) => {
      expect(due({ status })).toEqual({ verb: 'warn', atMs: end - 7 * DAY });
      expect(due({ status, warnedAt: instant(end - 7 * DAY) })).toEqual({ verb: 'expire', atMs: end });
    },
  );
  test('no warning of what is over', () => {
    expect(due({ status: 'draft' }, end - 1)?.verb).toBe('warn');
    expect(due({ status: 'draft' }, end)).toEqual({ verb: 'expire', atMs: end });
  });
  test.each(['partially_approved', 'rejected'] as const)(
    'of one that is %s: the end of disputing it, once',
    (status) => {
      const until = { verb: 'let_stand', atMs: Date.parse(DISPUTABLE) };
      expect(due({ status, disputableUntil: DISPUTABLE })).toEqual(until);
      expect(due({ status })).toBeUndefined();
    },
  );
  test.each(['submitted', 'in_review', 'disputed', 'approved', 'withdrawn', 'expired'] as const)(
    'of one that is %s: nothing, its approval has the time',
    (status) => expect(due({ status })).toBeUndefined(),
  );

  test('a draft lapses without money; a claim that is not put right gives its money back', () => {
    const clock = handClock();
    expect(lapseOf(ground({ status: 'draft' }), 'expire', clock)).toEqual({
      ...{ verb: 'expire', changes: { expiresAt: null }, moves: [], payMinor: 0, over: false },
    });
    expect(lapseOf(ground({ status: 'action_required' }), 'expire', clock)).toEqual({
      ...{ verb: 'expire', moves: [back(1_000)], payMinor: 0, over: true },
      changes: { expiresAt: null, reasonCode: 'not_corrected' },
    });
    expect(lapseOf(ground(), 'warn', clock)).toMatchObject({
      ...{ verb: 'warn', changes: { warnedAt: instant(START_MS) }, moves: [], over: false },
    });
    expect(lapseOf(ground({ status: 'rejected' }), 'let_stand', clock)).toMatchObject({
      ...{ verb: 'let_stand', changes: { disputableUntil: null }, moves: [], payMinor: 0, over: true },
    });
  });
});
