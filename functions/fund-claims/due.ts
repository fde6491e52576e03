import { DAY_MS } from '../platform/clock.ts';
import type { Claim, ClaimVerb } from './claim.ts';

/** How long a claim that was returned may wait to be put right. */
export const CORRECTION_DAYS = 30;
/** How long before it is too late the partner is warned. */
const WARNING_DAYS = 7;
/** Within how many business days of the partner a decision can be disputed. */
export const DISPUTE_BUSINESS_DAYS = 5;

/** What time brings to a claim next, and when, in epoch ms. Undefined where nothing is left to come. */
export const nextOf = (claim: Claim, nowMs: number): { verb: ClaimVerb; atMs: number } | undefined => {
  const { status, expiresAt, warnedAt, disputableUntil } = claim;
  if ((status === 'partially_approved' || status === 'rejected') && disputableUntil)
    return { verb: 'let_stand', atMs: Date.parse(disputableUntil) };
  if ((status !== 'draft' && status !== 'action_required') || !expiresAt) return undefined;
  const endMs = Date.parse(expiresAt);
  return warnedAt || nowMs >= endMs
    ? { verb: 'expire', atMs: endMs }
    : { verb: 'warn', atMs: endMs - WARNING_DAYS * DAY_MS };
};
