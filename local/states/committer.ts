/**
 * Group commit: what several executions have to write in the same turn of the event loop goes into one
 * transaction, since a commit costs more than the rows in it.
 */
import type { Tables } from './tables.ts';

export class Committer {
  readonly #tables: Tables;
  #waiting: { write: () => void; resolve: () => void; reject: (reason: unknown) => void }[] = [];

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Settles once the writes are durable. All writes of a turn stand or fall together. */
  commit(write: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ write, resolve, reject }) === 1) setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    try {
      this.#tables.transaction(() => {
        for (const { write } of group) write();
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    for (const { resolve } of group) resolve();
  }
}
