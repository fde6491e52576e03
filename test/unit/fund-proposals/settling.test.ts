import { describe, expect, test } from '@jest/globals';
import { nextOf } from '../../../functions/fund-proposals/due.ts';
import type { Proposal } from '../../../functions/fund-proposals/proposal.ts';
import { lapseOf, settlementOf } from '../../../functions/fund-proposals/settling.ts';
import { type Kept, shareOf, shift } from '../../../functions/fund-proposals/share.ts';
import type { FundStatus } from '../../../functions/funds/fund.ts';
import { instant } from '../../../functions/platform/clock.ts';
import { handClock, START_MS } from '../../support/arbitraries.ts';
import { day, decided, euros, heldFund, proposal, share, terms } from '../../support/fund-records.ts';

const DAY = 86_400_000;
const held = (of: Partial<Kept>, given: Partial<Proposal> = {}, fund: FundStatus = 'open') => ({
  ...{ proposal: proposal(given), share: share(of), fund: heldFund({ status: fund }) },
});
const settle = (on: ReturnType<typeof held>, ...how: Parameters<typeof decided>) =>
  settlementOf(on, decided(...how), handClock());
const release = (from: string, amountMinor: number, to = 'available') => ({
  ...{ kind: 'release', from, to, amountMinor },
});
const commit = (amountMinor: number) => ({ kind: 'commit', from: 'reserved', to: 'committed', amountMinor });

describe('what a decision makes of a proposal and its money', () => {
  test.each(['pending', 'cancelled'] as const)('%s: nothing', (status) => {
    expect(settle(held({ reserved: 1_000 }), status)).toBeUndefined();
  });

  test.each([
    ['open', 'available'],
    ['closed', 'funder'],
  ] as const)('the fund %s: what is not approved goes to %s', (status, home) => {
    const reserved = held({ reserved: 1_000 }, {}, status);
    const said = { reasonCode: 'too_expensive', comment: 'Half of it.' };
    const changes = { reasonCode: 'too_expensive', reviewComment: 'Half of it.' };
    expect(settle(reserved, 'approved')).toMatchObject({
      ...{ verb: 'approve', moves: [commit(1_000), release('reserved', 0, home)] },
      changes: { approvedAmount: euros(1_000) },
    });
    expect(settle(reserved, 'partially_approved', { amountMinor: 400, ...said })).toEqual({
      ...{ verb: 'approve', moves: [commit(400), release('reserved', 600, home)] },
      changes: { ...changes, approvedAmount: euros(400) },
    });
    expect(settle(reserved, 'rejected', said)).toEqual({
      ...{ verb: 'reject', moves: [release('reserved', 1_000, home)], changes },
    });
    expect(settle(reserved, 'expired')).toEqual({
      ...{ verb: 'expire', moves: [release('reserved', 1_000, home)] },
      changes: { reasonCode: null, reviewComment: null },
    });
  });

  test('returned: it stays reserved for thirty days', () => {
    expect(settle(held({ reserved: 1_000 }), 'returned', { comment: 'Who speaks?' })).toEqual({
      ...{ verb: 'return', moves: [] },
      changes: {
        ...{ reasonCode: null, reviewComment: 'Who speaks?' },
        expiresAt: instant(START_MS + 30 * DAY),
      },
    });
  });
});

describe('what time makes of it', () => {
  test.each([
    ['approved and nothing claimed', 'approved', { committed: 1_000 }, 'expire'],
    ['active and nothing claimed', 'active', { committed: 1_000 }, 'expire'],
    ['active, and a claim is open', 'active', { committed: 600, accrued: 400 }, 'complete'],
    ['active, and something was paid', 'active', { committed: 600, settled: 400 }, 'complete'],
    ['active, and all was claimed', 'active', { accrued: 1_000 }, 'complete'],
    ['returned and not put right', 'action_required', { reserved: 1_000 }, 'expire'],
  ] as const)('%s', (_, status, of, verb) => {
    for (const [fund, home] of [
      ['open', 'available'],
      ['closed', 'funder'],
    ] as const) {
      const kept = share(of);
      expect(lapseOf(held(of, { status }, fund), 'expire', handClock())).toEqual({
        ...{ verb, changes: {} },
        moves: [release('reserved', kept.reserved, home), release('committed', kept.committed, home)],
      });
    }
  });

  test('beginning and warning move nothing', () => {
    const of = held({ committed: 1_000 }, { status: 'approved' });
    expect(lapseOf(of, 'activate', handClock())).toEqual({ verb: 'activate', changes: {}, moves: [] });
    expect(lapseOf(of, 'warn', handClock())).toEqual({
      ...{ verb: 'warn', changes: { warnedAt: instant(START_MS) }, moves: [] },
    });
  });
});

describe('what comes next, and when', () => {
  const claimsEndAt = instant(START_MS + 100 * DAY);
  const next = (given: Partial<Proposal>, nowMs = START_MS) =>
    nextOf(proposal({ claimsEndAt, ...given }), nowMs);

  test('returned: its end', () => {
    const expiresAt = instant(START_MS + 30 * DAY);
    expect(next({ status: 'action_required', expiresAt })).toEqual({
      ...{ verb: 'expire', atMs: START_MS + 30 * DAY },
    });
  });
  test('approved: the first instant of its first day, where the funder is; a day that has come, at once', () => {
    const there = { status: 'approved', terms: terms({ timeZone: 'America/New_York' }) } as const;
    const begins = { verb: 'activate', atMs: Date.parse(`${day(10)}T05:00:00Z`) };
    expect(next(there)).toEqual(begins);
    expect(next(there, START_MS + 50 * DAY)).toEqual(begins);
  });
  test('active: a warning two weeks before claims end, then the end', () => {
    const end = START_MS + 100 * DAY;
    expect(next({ status: 'active' })).toEqual({ verb: 'warn', atMs: end - 14 * DAY });
    expect(next({ status: 'active', warnedAt: claimsEndAt })).toEqual({ verb: 'expire', atMs: end });
  });
  test('once claims have ended: the end, without beginning and without warning', () => {
    const end = START_MS + 100 * DAY;
    for (const status of ['approved', 'active'] as const) {
      expect(next({ status }, end - 1)?.verb).not.toBe('expire');
      expect(next({ status }, end)).toEqual({ verb: 'expire', atMs: end });
    }
  });
  test.each(['draft', 'submitted', 'in_review', 'completed', 'rejected', 'cancelled', 'expired'] as const)(
    '%s: nothing',
    (status) => expect(next({ status, terms: status === 'draft' ? null : terms() })).toBeUndefined(),
  );
});

describe('the share', () => {
  const of = share({ reserved: 10, committed: 20, openClaims: 1, version: 4 });
  test('shifts with the moves that were made for it, and counts its changes', () => {
    const moves = [
      { from: 'available', to: 'reserved', amountMinor: 5 },
      { from: 'reserved', to: 'committed', amountMinor: 15 },
      { from: 'committed', to: 'accrued', amountMinor: 35 },
      { from: 'accrued', to: 'settled', amountMinor: 30 },
      { from: 'settled', to: 'funder', amountMinor: 1 },
    ];
    const after = shift(of, moves, -1);
    expect(after).toEqual(share({ reserved: 0, committed: 0, accrued: 5, settled: 29, version: 5 }));
    expect(of).toMatchObject({ reserved: 10, version: 4 });
  });
  test.each(['reserved', 'committed', 'accrued', 'settled'] as const)(
    'has no more than it has: %s',
    (part) => {
      const kept = share({ [part]: 7 });
      expect(shift(kept, [{ from: part, to: 'available', amountMinor: 7 }])?.[part]).toBe(0);
      expect(shift(kept, [{ from: part, to: 'available', amountMinor: 8 }])).toBeUndefined();
    },
  );
  test('is held to what it has at each move, not only at the end', () => {
    const moves = [
      { from: 'committed', to: 'accrued', amountMinor: 21 },
      { from: 'accrued', to: 'committed', amountMinor: 21 },
    ];
    expect(shift(of, moves)).toBeUndefined();
  });
  test('is shown without our bookkeeping', () => {
    expect(shareOf(of)).toEqual({ reserved: 10, committed: 20, accrued: 0, settled: 0 });
  });
});
