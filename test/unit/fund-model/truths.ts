import { expect } from '@jest/globals';
import type { Claim } from '../../../functions/fund-claims/claim.ts';
import type { Proposal } from '../../../functions/fund-proposals/proposal.ts';
import type { Kept, Share } from '../../../functions/fund-proposals/share.ts';
import { type Audited, auditBook, auditEntries, unaudited } from '../../../functions/funds/audit.ts';
import type { Book } from '../../../functions/funds/ledger.ts';
import type { Payout } from '../../../functions/payouts/payout.ts';
import { recordOf } from '../../../functions/platform/record.ts';
import type { TimelineEntry } from '../../../functions/platform/timeline.ts';
import { FUNDER } from '../../support/fund-records.ts';
import type { World } from './world.ts';

const sum = <One>(all: readonly One[], of: (one: One) => number): number =>
  all.reduce((total, one) => total + of(one), 0);
const inReview = ['submitted', 'in_review', 'disputed'];

/** What must be true after every step, told anew from the records and not by the code that moved the money. */
export class Truths {
  readonly world: World;
  #audited: Audited = unaudited();
  #heard = 0;
  /** What each proposal asked for when it was last submitted: what is reserved, whatever it is changed to since. */
  readonly #submitted = new Map<string, number>();

  constructor(world: World) {
    this.world = world;
  }

  hold(): void {
    const proposals = this.world.records<Proposal>('fpp_');
    const claims = Map.groupBy(this.world.records<Claim>('fcl_'), ({ proposalId }) => proposalId);
    const payouts = Map.groupBy(this.world.records<Payout>('pay_'), ({ proposalId }) => proposalId);
    for (const proposal of proposals)
      this.#proposal(proposal, claims.get(proposal.id) ?? [], payouts.get(proposal.id) ?? []);
    this.#ledger(proposals);
    this.#story();
  }

  #share(proposalId: string): Kept | undefined {
    const item = this.world.table.item(proposalId, 'SHARE');
    return item && recordOf<Kept>(item);
  }

  /** Entries make balances; balances are never below nothing; the fund's are the sum of its proposals'. */
  #ledger(proposals: Proposal[]): void {
    const book = recordOf<Book>(this.world.table.item(this.world.fundId, 'BOOK') as never);
    const entries = this.world.table
      .partition(this.world.fundId)
      .filter(({ entity }) => entity === 'entry')
      .slice(this.#audited.sequence)
      .map((item) => JSON.parse(String(item.body)));
    const { audited, faults } = auditEntries(book, this.#audited, entries);
    this.#audited = audited;
    expect([...faults, ...auditBook(book, audited)]).toEqual([]);
    const shares = proposals.flatMap(({ id }) => this.#share(id) ?? []);
    for (const part of ['reserved', 'committed', 'accrued', 'settled'] as const)
      expect([part, book.balances[part]]).toEqual([part, sum(shares, (share) => share[part])]);
  }

  /** Every minor unit of a proposal is where its claims and payouts say. */
  #proposal(proposal: Proposal, claims: Claim[], payouts: Payout[]): void {
    const { id, status, approvedAmount, requestedAmount, terms } = proposal;
    if (inReview.includes(status)) this.#submitted.set(id, requestedAmount?.amountMinor ?? 0);
    const approved = approvedAmount?.amountMinor ?? 0;
    const reserved = inReview.includes(status) || status === 'action_required';
    const running = status === 'approved' || status === 'active';
    const asked = (claim: Claim) =>
      (claim.fundAmount?.amountMinor ?? 0) -
      (claim.undisputed ? (claim.approvedAmount?.amountMinor ?? 0) : 0);
    const open = claims.filter((claim) => inReview.includes(claim.status) || returned(claim));
    const of = (...statuses: string[]) => payouts.filter((payout) => statuses.includes(payout.status));
    const paid = of('paid', 'clawback_requested', 'written_off', 'recovered');
    const due = of('pending', 'awaiting_invoice', 'scheduled', 'processing', 'failed', 'on_hold');
    const back = sum(of('recovered'), ({ clawback }) => clawback?.amount.amountMinor ?? 0);
    const amounts = (all: Payout[]) => sum(all, ({ amount }) => amount.amountMinor);
    const accrued = sum(open, asked) + amounts(due);
    const settled = amounts(paid) - back;
    const gone = amounts(of('cancelled')) + back;
    const share: Share & { openClaims: number } = {
      reserved: reserved ? (this.#submitted.get(id) ?? 0) : 0,
      committed: running ? approved - accrued - settled - gone : 0,
      ...{ accrued, settled },
      openClaims: open.length + claims.filter((claim) => claim.disputableUntil !== null).length,
    };
    const kept = this.#share(id);
    if (kept) expect({ id, status, ...kept }).toMatchObject(share);
    else expect(share).toEqual({ reserved: 0, committed: 0, accrued: 0, settled: 0, openClaims: 0 });
    expect(approved).toBeLessThanOrEqual(this.#submitted.get(id) ?? 0);
    expect(accrued + settled).toBeLessThanOrEqual(approved);
    for (const claim of claims) this.#claim(claim, payouts);
    expect(this.world.table.item(id)?.counterpartPk !== undefined).toBe(terms !== null);
  }

  /** What was paid of a claim was approved of it, and that was asked for. */
  #claim(claim: Claim, payouts: Payout[]): void {
    const own = payouts.filter(({ claimId }) => claimId === claim.id);
    expect(own.map(({ id }) => id).sort()).toEqual(claim.payoutIds.toSorted());
    const approved = claim.approvedAmount?.amountMinor ?? 0;
    expect(sum(own, ({ amount }) => amount.amountMinor)).toBe(approved);
    expect(approved).toBeLessThanOrEqual(claim.fundAmount?.amountMinor ?? 0);
    expect(this.world.table.item(claim.id)?.counterpartPk !== undefined).toBe(claim.submissions > 0);
  }

  /** Every revision is told once; what is announced happened, and the funder hears of nothing that it may not know. */
  #story(): void {
    const fresh = this.world.table.outbox.slice(this.#heard).filter(({ entity }) => entity === 'event');
    this.#heard = this.world.table.outbox.length;
    for (const { event, audience } of fresh) {
      const { subject, data } = JSON.parse(String(event));
      if (!/^(?:fpp|fcl|pay)_/.test(subject)) continue;
      const told = this.world.table
        .partition(subject)
        .filter(({ entity }) => entity === 'timeline')
        .map((item) => JSON.parse(String(item.body)) as TimelineEntry);
      expect(told.map(({ revision }) => revision)).toEqual(told.map((_, position) => position + 1));
      expect(told[data.revision - 1]).toMatchObject({ from: data.previousStatus, to: data.status });
      const before = told.slice(0, data.revision).map(({ verb }) => verb);
      if ((audience as string[]).includes(FUNDER) && !subject.startsWith('pay_'))
        expect(before).toContain('submit');
    }
  }
}

const returned = ({ status, submissions }: Claim): boolean => status === 'action_required' && submissions > 0;
