/** Which retrier takes a failure and how long it waits. https://states-language.net/spec.html#errors */
import type { Retrier, State } from './asl.ts';
import { type Failure, matches } from './failure.ts';

const DEFAULT = { interval: 1, attempts: 3, rate: 2 };

/** The retrier to use and its delay in milliseconds; undefined when none matches or the first that does is spent. */
export function planRetry(
  state: State,
  failure: Failure,
  spent: number[],
  random: () => number,
): { retrier: number; delay: number } | undefined {
  const retrier = (state.Retry ?? []).findIndex((candidate) => matches(candidate.ErrorEquals, failure));
  const rule = state.Retry?.[retrier];
  if (!rule) return undefined;
  const attempt = spent[retrier] ?? 0;
  if (attempt >= (rule.MaxAttempts ?? DEFAULT.attempts)) return undefined;
  return { retrier, delay: delayOf(rule, attempt, random) };
}

function delayOf(rule: Retrier, attempt: number, random: () => number): number {
  const grown = (rule.IntervalSeconds ?? DEFAULT.interval) * (rule.BackoffRate ?? DEFAULT.rate) ** attempt;
  const seconds = Math.min(grown, rule.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return Math.round(seconds * 1000 * (rule.JitterStrategy === 'FULL' ? random() : 1));
}
