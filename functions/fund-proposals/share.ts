import * as z from 'zod';

/** What of a fund's money belongs to one proposal. The fund's ledger holds all of it; this says how much is whose. */
const amount = z.int().nonnegative();
export const shareSchema = z
  .strictObject({
    reserved: amount,
    committed: amount.meta({ description: 'Approved and not claimed yet: what can be claimed still' }),
    accrued: amount.meta({ description: 'Claimed and not paid yet' }),
    settled: amount.meta({ description: 'Paid' }),
  })
  .meta({ id: 'FundShare', description: "In minor units of the fund's currency" });
export type Share = z.output<typeof shareSchema>;
type Part = keyof Share;

/** A share as it is kept: `version` counts its changes, `openClaims` the claims that are not at their end. */
export interface Kept extends Share {
  proposalId: string;
  version: number;
  openClaims: number;
}

export const newShare = (proposalId: string): Kept => ({
  ...{ proposalId, version: 0, openClaims: 0 },
  ...{ reserved: 0, committed: 0, accrued: 0, settled: 0 },
});

const isPart = (account: string): account is Part =>
  ['reserved', 'committed', 'accrued', 'settled'].includes(account);

/** The share after moves of the ledger that were made for it; undefined where it has less than they take. */
export const shift = (
  kept: Kept,
  moves: readonly { from: string; to: string; amountMinor: number }[],
  openClaims = 0,
): Kept | undefined => {
  const next = { ...kept, version: kept.version + 1, openClaims: kept.openClaims + openClaims };
  for (const { from, to, amountMinor } of moves) {
    if (isPart(from)) next[from] -= amountMinor;
    if (isPart(to)) next[to] += amountMinor;
    if (isPart(from) && next[from] < 0) return undefined;
  }
  return next;
};

export const shareOf = ({ reserved, committed, accrued, settled }: Share): Share => ({
  ...{ reserved, committed, accrued, settled },
});
