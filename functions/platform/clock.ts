/** The source of "now". Passed in, so that a test can stand anywhere in time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** RFC 3339 UTC with milliseconds. */
export const instant = (epochMilliseconds: number): string => new Date(epochMilliseconds).toISOString();

export const DAY_MS = 86_400_000;
