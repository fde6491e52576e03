/** The runner's clock: real time plus an offset that only grows, and timers that fire on it. */
import type { Activity, Clock } from './parts.ts';
import { Timers } from './timers.ts';

export interface MovableClock extends Clock {
  /** Called after every `advance`, for work that is swept and not timed. */
  onMove(listener: () => void | Promise<void>): void;
  close(): void;
}

/** Node's setTimeout takes no more than this. */
const longestTimeoutMs = 2_147_483_647;

/**
 * @param offset what an earlier run has added to real time, in ms
 * @param keep makes a changed offset durable
 */
export function createClock(
  activity: Activity,
  offset = 0,
  keep: (offset: number) => void = () => {},
): MovableClock {
  const shared = new SharedArrayBuffer(8);
  const view = new Float64Array(shared);
  view[0] = offset;
  const timers = new Timers();
  const listeners: (() => void | Promise<void>)[] = [];
  let moving: Promise<void> = Promise.resolve();

  const now = (): number => Date.now() + (view[0] as number);
  const alarm = alarmOn(timers, now);
  const setTo = (instant: number): void => {
    if (instant <= now()) return;
    view[0] = instant - Date.now();
    keep(view[0]);
  };
  const move = async (milliseconds: number): Promise<void> => {
    await activity.idle();
    const target = now() + milliseconds;
    for (let next = timers.next; next && next.dueAt <= target; next = timers.next) {
      setTo(next.dueAt);
      timers.fireDue(now());
      await activity.idle();
    }
    setTo(target);
    for (const listener of listeners) await listener();
    // The real wait for the next timer is shorter now.
    alarm.clear();
    alarm.set();
    await activity.idle();
  };
  return {
    now,
    offset: shared,
    at: (dueAt, fire) => {
      const remove = timers.add({ dueAt, fire });
      alarm.set();
      return () => {
        remove();
        alarm.set();
      };
    },
    advance: (milliseconds) => {
      const moved = moving.then(() => move(milliseconds));
      moving = moved.catch(() => {});
      return moved;
    },
    onMove: (listener) => void listeners.push(listener),
    close: () => {
      alarm.clear();
      timers.clear();
    },
  };
}

/** One setTimeout for all timers, at the earliest. */
function alarmOn(timers: Timers, now: () => number): { set(): void; clear(): void } {
  let alarm: NodeJS.Timeout | undefined;
  let alarmAt = Number.POSITIVE_INFINITY;
  const clear = (): void => {
    clearTimeout(alarm);
    alarmAt = Number.POSITIVE_INFINITY;
  };
  const set = (): void => {
    const due = timers.next?.dueAt ?? Number.POSITIVE_INFINITY;
    if (due === alarmAt) return;
    clear();
    if (due === Number.POSITIVE_INFINITY) return;
    alarmAt = due;
    alarm = setTimeout(ring, Math.min(Math.max(due - now(), 0), longestTimeoutMs)).unref();
  };
  const ring = (): void => {
    clear();
    try {
      timers.fireDue(now());
    } finally {
      set();
    }
  };
  return { set, clear };
}
