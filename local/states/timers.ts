/** One alarm for all timers: they lie in the table, and only the earliest due is set on the clock. */
import type { Clock } from '../parts.ts';
import type { Tables } from './tables.ts';

export interface Timer {
  execution: number;
  /** 0 for the execution's own time limit. */
  branch: number;
  kind: 'until' | 'timeout' | 'heartbeat' | 'execution';
  /** Epoch ms. */
  due: number;
}

export class Alarm {
  readonly #clock: Clock;
  readonly #tables: Tables;
  readonly #fire: (timer: Timer) => void;
  #set = Number.POSITIVE_INFINITY;
  #cancel: () => void = () => {};

  constructor(clock: Clock, tables: Tables, fire: (timer: Timer) => void) {
    this.#clock = clock;
    this.#tables = tables;
    this.#fire = fire;
  }

  /** A timer was written that may be due before the one set. */
  notice(due: number): void {
    if (due >= this.#set) return;
    this.#cancel();
    this.#set = due;
    this.#cancel = this.#clock.at(due, () => this.#ring());
  }

  /** Hands out all that is due, and sets the next. What is handed out twice finds nothing left to do. */
  #ring(): void {
    this.#set = Number.POSITIVE_INFINITY;
    const now = this.#clock.now();
    for (const timer of this.#tables.due.all(now)) this.#fire({ ...timer } as unknown as Timer);
    const { due } = this.#tables.nextDue.get(now) as { due: number | null };
    if (due !== null) this.notice(due);
  }

  /** Sets the alarm after a restart. */
  wake(): void {
    this.#ring();
  }

  stop(): void {
    this.#cancel();
    this.#set = Number.NEGATIVE_INFINITY;
  }
}
