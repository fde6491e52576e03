/** Timers in the order in which they are due; of the same instant, the older first. */
export interface Timer {
  /** Epoch ms. */
  dueAt: number;
  fire: () => void;
}

export class Timers {
  readonly #sorted: (Timer & { order: number })[] = [];
  #order = 0;

  get next(): Timer | undefined {
    return this.#sorted[0];
  }

  /** Gives what takes it out again. */
  add(timer: Timer): () => void {
    this.#order += 1;
    const placed = { ...timer, order: this.#order };
    this.#sorted.splice(this.#placeOf(placed), 0, placed);
    return () => {
      const found = this.#placeOf(placed);
      if (this.#sorted[found] === placed) this.#sorted.splice(found, 1);
    };
  }

  /** Fires what is due at the instant, each taken out first. */
  fireDue(instant: number): void {
    while (this.#sorted[0] && this.#sorted[0].dueAt <= instant) this.#sorted.shift()?.fire();
  }

  clear(): void {
    this.#sorted.length = 0;
  }

  /** Where the timer stands, or would stand. */
  #placeOf(timer: Timer & { order: number }): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#sorted[middle] as Timer & { order: number };
      const before = other.dueAt < timer.dueAt || (other.dueAt === timer.dueAt && other.order < timer.order);
      if (before) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
