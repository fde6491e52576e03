import { DAY_MS } from '../platform/clock.ts';
import { startOfDay } from '../platform/days.ts';
import type { Proposal, ProposalVerb } from './proposal.ts';

/** How long a proposal that was returned may wait to be put right. */
export const CORRECTION_DAYS = 30;
/** How long before the end of claims the partner is warned. */
const WARNING_DAYS = 14;

/** What time brings to a proposal next, and when, in epoch ms. Undefined where nothing is left to come. */
export const nextOf = (
  proposal: Proposal,
  nowMs: number,
): { verb: ProposalVerb; atMs: number } | undefined => {
  const { status, terms, startsOn, claimsEndAt, expiresAt, warnedAt } = proposal;
  if (status === 'action_required' && expiresAt) return { verb: 'expire', atMs: Date.parse(expiresAt) };
  if (!terms || !claimsEndAt) return undefined;
  if (status !== 'approved' && status !== 'active') return undefined;
  const endMs = Date.parse(claimsEndAt);
  // Approved only after claims ended: it has nothing to begin, and nobody to warn.
  if (nowMs >= endMs) return { verb: 'expire', atMs: endMs };
  if (status === 'approved' && startsOn)
    return { verb: 'activate', atMs: startOfDay(startsOn, terms.timeZone) };
  return warnedAt ? { verb: 'expire', atMs: endMs } : { verb: 'warn', atMs: endMs - WARNING_DAYS * DAY_MS };
};
