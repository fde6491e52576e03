import { pause } from './change.ts';

/**
 * Something beside the record moved between reading and writing: its approval was just mailed, or others moved money of
 * the same fund. Looked at again at once, then after growing random waits, so that many who met do not meet again.
 */
const BUSY_TRIES = 20;
/** Well within the time that a function has: one that is cut off leaves its caller not knowing. */
const LONGEST_MS = 9_000;
/** Whether to try again, after so many tries since then (by `performance.now()`). */
export const isPatient = (tries: number, sinceMs: number): boolean =>
  tries < BUSY_TRIES && performance.now() - sinceMs < LONGEST_MS;
const MOST_WAIT_MS = 400;
export const pauseBefore = async (attempt: number): Promise<void> => {
  await pause(attempt === 1 ? 0 : Math.random() * Math.min(MOST_WAIT_MS, 10 * 2 ** attempt));
};

/** Somebody else changed the record, or money beside it, at this instant. Reads and tries again; then the workflow does. */
export class Busy extends Error {
  override name = 'Busy';
}

/** Does work that reads before it writes, and does it again while it ends in `Busy`. */
export const patiently = async <Made>(work: () => Promise<Made>): Promise<Made> => {
  const began = performance.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof Busy) || !isPatient(attempt, began)) throw thrown;
      await pauseBefore(attempt);
    }
  }
};
