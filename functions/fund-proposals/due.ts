import { DAY_MS } from '../platform/clock.ts';
import { startOfDay } from '../platform/days.ts';
import type { Proposal, ProposalVerb } from './proposal.ts';

/** How long a proposal that was returned may wait to be put right. */
export const CORRECTION_DAYS = 30;
/** How long before the end of claims the partner is warned. */
const WARNING_DAYS = 14;

/** What time brings to a proposal next, and when, in epoch ms. Undefined where nothing is left to come. */
export const nextOf = (proposal: Proposal): { verb: ProposalVerb; atMs: number } | undefined => {
  const { status, terms, startsOn, claimsEndAt, expiresAt, warnedAt } = proposal;
  if (status === 'action_required' && expiresAt) return { verb: 'expire', atMs: Date.parse(expiresAt) };
  if (!terms || !claimsEndAt) return undefined;
  const endMs = Date.parse(claimsEndAt);
  if (status === 'approved' && startsOn) {
    const startMs = startOfDay(startsOn, terms.timeZone);
    // A proposal that is approved after claims ended has nothing to begin.
    return startMs < endMs ? { verb: 'activate', atMs: startMs } : { verb: 'expire', atMs: endMs };
  }
  if (status !== 'active') return undefined;
  return warnedAt ? { verb: 'expire', atMs: endMs } : { verb: 'warn', atMs: endMs - WARNING_DAYS * DAY_MS };
};
