import type { Refusal } from './refusals.ts';

/** An expected outcome: a value, or a refusal from the closed list. A throw is a bug. */
export type Result<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const refused = (refusal: Refusal): { ok: false; refusal: Refusal } => ({ ok: false, refusal });
