/** Who waits for a queue: functions mapped to it, and long polls. One alarm a queue, at its next visible message. */
import type { Clock } from '../parts.ts';
import type { QueueMapping } from './mapping.ts';
import type { Messages, Queue } from './messages.ts';

export class Arrivals {
  readonly #clock: Clock;
  readonly #messages: Messages;
  readonly #alarms = new Map<string, () => void>();
  readonly #polls = new Map<string, Set<() => void>>();
  #mappings: QueueMapping[] = [];
  #closed = false;

  constructor(clock: Clock, messages: Messages) {
    this.#clock = clock;
    this.#messages = messages;
  }

  follow(mappings: QueueMapping[]): void {
    this.#mappings = mappings;
  }

  /** The queue's messages, or who waits for them, changed. */
  changed(queue: Queue): void {
    if (this.#closed) return;
    this.#alarms.get(queue.name)?.();
    this.#alarms.delete(queue.name);
    const followers = this.#mappings.filter((mapping) => mapping.queue === queue.name);
    const polls = this.#polls.get(queue.name) ?? new Set();
    if (followers.length === 0 && polls.size === 0) return;
    const next = this.#messages.nextVisible(queue);
    if (next === undefined) return;
    const ring = (): void => {
      this.#alarms.delete(queue.name);
      for (const wake of polls) wake();
      for (const mapping of followers) mapping.go();
    };
    this.#alarms.set(queue.name, this.#clock.at(next, ring));
  }

  /** Settles at the queue's next message, or after so long (real time). */
  poll(queue: Queue, milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const polls = this.#polls.get(queue.name) ?? new Set<() => void>();
      this.#polls.set(queue.name, polls);
      const wake = (): void => {
        clearTimeout(timer);
        polls.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds).unref();
      polls.add(wake);
      this.changed(queue);
    });
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#alarms.values()) cancel();
    for (const mapping of this.#mappings) mapping.close();
  }
}
