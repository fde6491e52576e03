/** The runner's clock: real time plus an offset that only grows, and timers that fire on it. */
import type { Activity, Clock } from './parts.ts';

export interface MovableClock extends Clock {
  /** Called with the clock's instant after every `advance` (for work that is swept, not timed). */
  onMove(listener: () => void | Promise<void>): void;
  close(): void;
}
interface Timer {
  dueAt: number;
  order: number;
  fire: () => void;
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
  const timers: Timer[] = [];
  const listeners: (() => void | Promise<void>)[] = [];
  let order = 0;
  let alarm: NodeJS.Timeout | undefined;
  let alarmAt = Number.POSITIVE_INFINITY;
  let moving: Promise<void> = Promise.resolve();

  const now = (): number => Date.now() + (view[0] as number);
  const setTo = (instant: number): void => {
    if (instant <= now()) return;
    view[0] = instant - Date.now();
    keep(view[0]);
  };
  const arm = (): void => {
    const due = timers[0]?.dueAt ?? Number.POSITIVE_INFINITY;
    if (due === alarmAt) return;
    clearTimeout(alarm);
    alarmAt = due;
    if (due === Number.POSITIVE_INFINITY) return;
    alarm = setTimeout(ring, Math.min(Math.max(due - now(), 0), longestTimeoutMs)).unref();
  };
  const fireDue = (): void => {
    const instant = now();
    while (timers[0] && timers[0].dueAt <= instant) (timers.shift() as Timer).fire();
  };
  const ring = (): void => {
    alarmAt = Number.POSITIVE_INFINITY;
    try {
      fireDue();
    } finally {
      arm();
    }
  };
  const at = (dueAt: number, fire: () => void): (() => void) => {
    order += 1;
    const timer = { dueAt, order, fire };
    timers.splice(placeOf(timer, timers), 0, timer);
    arm();
    return () => {
      const found = placeOf(timer, timers);
      if (timers[found] === timer) timers.splice(found, 1);
      arm();
    };
  };
  const move = async (milliseconds: number): Promise<void> => {
    await activity.idle();
    const target = now() + milliseconds;
    for (let next = timers[0]; next && next.dueAt <= target; next = timers[0]) {
      setTo(next.dueAt);
      fireDue();
      await activity.idle();
    }
    setTo(target);
    for (const listener of listeners) await listener();
    arm();
    await activity.idle();
  };
  return {
    now,
    at,
    offset: shared,
    advance: (milliseconds) => {
      const moved = moving.then(() => move(milliseconds));
      moving = moved.catch(() => {});
      return moved;
    },
    onMove: (listener) => void listeners.push(listener),
    close: () => {
      clearTimeout(alarm);
      timers.length = 0;
    },
  };
}

/** Where the timer stands, or would stand, among timers sorted by due instant and then by age. */
function placeOf(timer: Timer, sorted: Timer[]): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = sorted[middle] as Timer;
    const before = other.dueAt < timer.dueAt || (other.dueAt === timer.dueAt && other.order < timer.order);
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}
