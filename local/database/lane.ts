/** One lane of a mapping: records of an item always take the same lane, and a lane sends one batch at a time. */
import type { Activity, Clock, Invocation } from '../parts.ts';
import { type Batch, judge, type MappingSettings } from './outcome.ts';
import type { StreamRecord } from './record.ts';

export interface LaneParts {
  settings: MappingSettings;
  clock: Clock;
  activity: Activity;
  invoke(records: StreamRecord[]): Promise<Invocation>;
  /** Records are given up. */
  dropped(
    records: StreamRecord[],
    condition: 'RetryAttemptsExhausted' | 'MaximumRecordAgeExceeded',
    sent: number,
  ): void;
  failed(answer: Invocation, records: StreamRecord[], retryInMs: number): void;
  /** The lane is done with some records. */
  moved(): void;
}

/** Lambda takes at most 6 MB; what it says of a batch's payload. */
const largestBatch = 6 * 1024 * 1024;
const firstRetryMs = 100;
const longestRetryMs = 60_000;

export class Lane {
  readonly #parts: LaneParts;
  readonly #queue: StreamRecord[] = [];
  #again: Batch[] = [];
  #busy = false;
  /** Failures in a row: each doubles the wait. */
  #failures = 0;
  #retry: (() => void) | undefined;
  #window: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  push(record: StreamRecord): void {
    this.#queue.push(record);
  }

  held(): number {
    return this.#queue.length + this.#again.reduce((sum, { records }) => sum + records.length, 0);
  }

  /** The oldest record not done with. */
  oldest(): number {
    return this.#again[0]?.records[0]?.position ?? this.#queue[0]?.position ?? Number.POSITIVE_INFINITY;
  }

  /** Whether something is to be delivered now; a retry that waits for its time is not. A half batch is sent at once. */
  backlog(): boolean {
    if (this.#retry || this.held() === 0) return false;
    this.go(true);
    return true;
  }

  /** Sends what there is, unless it is sending, backing off, or waiting for a batch to fill. */
  go(evenHalf = false): void {
    if (this.#busy || this.#retry || this.#closed || this.held() === 0) return;
    const { batchSize, windowMs } = this.#parts.settings;
    if (windowMs > 0 && !evenHalf && this.#again.length === 0 && this.#queue.length < batchSize) {
      this.#window ??= setTimeout(() => this.go(true), windowMs).unref();
      return;
    }
    clearTimeout(this.#window);
    this.#window = undefined;
    this.#busy = true;
    const ended = this.#parts.activity.begin(`stream to ${this.#parts.settings.functionName}`);
    void this.#send().finally(() => {
      this.#busy = false;
      ended();
      this.go();
    });
  }

  close(): void {
    this.#closed = true;
    this.#retry?.();
    clearTimeout(this.#window);
  }

  async #send(): Promise<void> {
    const { settings, clock, moved, dropped } = this.#parts;
    if (this.#again.length === 0) this.#again = [this.#fill()];
    const batch = this.#young(this.#again[0] as Batch);
    if (batch.records.length === 0) {
      this.#again.shift();
      return moved();
    }
    this.#again[0] = batch;
    const answer = await this.#parts.invoke(batch.records);
    if (this.#closed) return;
    const outcome = judge(batch, answer, settings);
    this.#again.splice(0, 1, ...outcome.again);
    if (outcome.dropped.length > 0) dropped(outcome.dropped, 'RetryAttemptsExhausted', batch.attempts + 1);
    moved();
    if (outcome.again.length === 0) {
      this.#failures = 0;
      if (outcome.dropped.length > 0) this.#parts.failed(answer, batch.records, 0);
      return;
    }
    this.#failures = outcome.progress ? 1 : this.#failures + 1;
    const wait = Math.min(firstRetryMs * 2 ** (this.#failures - 1), longestRetryMs);
    this.#parts.failed(answer, batch.records, wait);
    this.#retry = clock.at(clock.now() + wait, () => {
      this.#retry = undefined;
      this.go();
    });
  }

  #fill(): Batch {
    let size = 0;
    let count = 0;
    for (const record of this.#queue) {
      size += record.size;
      if (count > 0 && (count === this.#parts.settings.batchSize || size > largestBatch)) break;
      count += 1;
    }
    return { records: this.#queue.splice(0, Math.min(count, this.#parts.settings.batchSize)), attempts: 0 };
  }

  /** The batch without the records that have become too old. */
  #young(batch: Batch): Batch {
    const { settings, clock, dropped } = this.#parts;
    const oldest = clock.now() - settings.maxAgeMs;
    const old = batch.records.filter(({ arrivedAt }) => arrivedAt < oldest);
    if (old.length === 0) return batch;
    dropped(old, 'MaximumRecordAgeExceeded', batch.attempts);
    return { ...batch, records: batch.records.filter(({ arrivedAt }) => arrivedAt >= oldest) };
  }
}
