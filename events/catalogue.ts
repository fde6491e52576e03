import * as approvals from './approvals.ts';
import type { EventContract } from './define.ts';
import * as fundClaims from './fund-claims.ts';
import * as fundProposals from './fund-proposals.ts';
import * as funds from './funds.ts';
import * as opportunities from './opportunities.ts';
import * as partnerships from './partnerships.ts';
import * as payouts from './payouts.ts';
import * as referrals from './referrals.ts';

/** Every event that Cosell sends. A process adds its file here and everything else derives from it. */
export const catalogue: readonly EventContract[] = [
  partnerships,
  referrals,
  opportunities,
  funds,
  fundProposals,
  fundClaims,
  payouts,
  approvals,
].flatMap((process) => Object.values(process));

const byType = new Map(catalogue.map((contract) => [contract.type as string, contract]));

/** The contract of a type; throws for a type that was never declared (a bug). */
export const contractByType = (type: string): EventContract => {
  const contract = byType.get(type);
  if (!contract) throw new Error(`no event is declared as ${type}`);
  return contract;
};
