/** Knows when the runner is at rest, so that tests and a moved clock wait for rest and not for time. */
import type { Activity } from './parts.ts';

/** Turns of the event loop that must pass with nothing under way: a promise that resolved may still start something. */
const quietTurns = 3;
/** Between two looks at a source that still holds something. */
const lookAgainMs = 2;

export interface WatchedActivity extends Activity {
  /** What is under way now, by name: says what a test that never comes to rest is waiting for. */
  underWay(): Record<string, number>;
}

export function createActivity(): WatchedActivity {
  const active = new Map<string, number>();
  const sources: (() => boolean | Promise<boolean>)[] = [];
  let waiting: (() => void)[] = [];
  let total = 0;
  /** Counts every beginning, so that something short that came and went between two looks is noticed. */
  let begun = 0;

  const begin = (what: string): (() => void) => {
    active.set(what, (active.get(what) ?? 0) + 1);
    total += 1;
    begun += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      total -= 1;
      const left = (active.get(what) ?? 1) - 1;
      if (left > 0) active.set(what, left);
      else active.delete(what);
      if (total > 0 || waiting.length === 0) return;
      const wake = waiting;
      waiting = [];
      for (const resolve of wake) resolve();
    };
  };
  const nothingUnderWay = (): Promise<void> | undefined =>
    total === 0 ? undefined : new Promise((resolve) => void waiting.push(resolve));

  const backlog = async (): Promise<boolean> => {
    for (const holds of sources) if (await holds()) return true;
    return false;
  };
  const idle = async (): Promise<void> => {
    for (;;) {
      await nothingUnderWay();
      const seen = begun;
      for (let turn = 0; turn < quietTurns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (total > 0 || begun !== seen) continue;
      const held = await backlog();
      if (total > 0 || begun !== seen) continue;
      if (!held) return;
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    }
  };
  return {
    begin,
    idle,
    addSource: (holds) => void sources.push(holds),
    underWay: () => Object.fromEntries(active),
  };
}
