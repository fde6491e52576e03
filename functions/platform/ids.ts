import { monotonicFactory } from 'ulid';
import type { Clock } from './clock.ts';

/** Every kind of thing that has an id, and its prefix. */
export const prefixes = {
  organization: 'org',
  member: 'mem',
  partnership: 'prt',
  referral: 'rfl',
  opportunity: 'opp',
  fund_program: 'fpr',
  fund: 'fnd',
  fund_proposal: 'fpp',
  fund_claim: 'fcl',
  payout: 'pay',
  approval: 'apr',
  delegation: 'dlg',
  attachment: 'att',
  event: 'evt',
} as const;
export type Kind = keyof typeof prefixes;

const next = monotonicFactory();

/** A typed prefix and a ULID (https://github.com/ulid/spec): sorts by time of making. */
export const newId = (kind: Kind, clock: Clock): string => `${prefixes[kind]}_${next(clock.now())}`;

/** What an id of a kind looks like: Crockford's base 32, 26 characters, first at most 7. */
export const idPattern = (kind: Kind): RegExp =>
  new RegExp(`^${prefixes[kind]}_[0-7][0-9A-HJKMNP-TV-Z]{25}$`);
