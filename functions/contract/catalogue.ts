import { routes as approvals } from '../approvals/routes.ts';
import { routes as fundClaims } from '../fund-claims/routes.ts';
import { routes as fundProposals } from '../fund-proposals/routes.ts';
import { routes as funds } from '../funds/routes.ts';
import { routes as opportunities } from '../opportunities/routes.ts';
import { routes as organizations } from '../organizations/routes.ts';
import { routes as partners } from '../partners/routes.ts';
import { routes as payouts } from '../payouts/routes.ts';
import type { RouteTable } from '../platform/route.ts';
import { routes as referrals } from '../referrals/routes.ts';
import { routes as contract } from './routes.ts';

/**
 * Every route table, in the order in which a reader should meet the processes. A process adds its line here, and
 * the gateway, the authorizer's scopes, OpenAPI and the docs follow.
 */
export const catalogue: readonly RouteTable[] = [
  organizations,
  partners,
  referrals,
  opportunities,
  funds,
  fundProposals,
  fundClaims,
  payouts,
  approvals,
  contract,
];
