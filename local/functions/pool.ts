import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Invocation } from '../parts.ts';
import type { FunctionSpec } from './environment.ts';
import type { Fault } from './fault.ts';
import { requestLimitBytes } from './messages.ts';
import { type Call, FunctionWorker } from './worker.ts';

/** What a pool has done and does. */
export interface PoolStats {
  name: string;
  workers: number;
  busy: number;
  queued: number;
  invocations: number;
  faults: number;
  /** Workers started so far. */
  starts: number;
}

/** Calls that may wait for one function. Lambda's account concurrency; beyond it calls are throttled. */
const queueLimit = 1000;

/**
 * How long the next call must have waited, in ms of real time, before a function that has `workers` gets one more.
 * Below the number of cores a worker more is work done at the same time; beyond it only helps calls that wait for
 * something else. Measured on 2 cores with 10 clients and a real bundle: 1 worker 856/s, 2 1,193/s, 3 1,345/s,
 * 4 1,277/s, at some 40 MB each; so a busy function settles at one more than the cores.
 */
function patienceMs(workers: number): number {
  if (workers === 0) return 0;
  return workers < cores ? 5 : Math.min(200, 10 * 4 ** (workers - cores));
}
const cores = availableParallelism();

/** The workers of one function, and the calls that wait for one. One call at a time in each, first come first served. */
export class FunctionPool {
  readonly #spec: FunctionSpec;
  readonly #shared: { logFile: string; offset: SharedArrayBuffer };
  readonly #all = new Set<FunctionWorker>();
  /** A stack: the one used last is used next, so that the others can grow old and go. */
  readonly #idle: FunctionWorker[] = [];
  readonly #queue: Call[] = [];
  /** Started and not yet ready. */
  readonly #fresh = new Set<FunctionWorker>();
  #growTimer: NodeJS.Timeout | undefined;
  #closed = false;
  #lastStartedAt = 0;
  #counts = { invocations: 0, faults: 0, starts: 0 };

  constructor(spec: FunctionSpec, shared: { logFile: string; offset: SharedArrayBuffer }) {
    this.#spec = spec;
    this.#shared = shared;
  }

  /** Runs the function with the event, which must be JSON; waits for a worker where all are busy. Never rejects. */
  invoke(event: unknown): Promise<Invocation> {
    this.#counts.invocations++;
    if (this.#closed) return this.#refuse(closing);
    if (this.#spec.maxWorkers === 0 || this.#queue.length >= queueLimit) return this.#refuse(throttled);
    const text = JSON.stringify(event) ?? 'null';
    if (text.length * 3 > requestLimitBytes && Buffer.byteLength(text) > requestLimitBytes) {
      return this.#refuse(tooLarge);
    }
    return new Promise((resolve) => {
      const settle = (invocation: Invocation): void => {
        if (!invocation.ok) this.#counts.faults++;
        resolve(invocation);
      };
      const call = { requestId: randomUUID(), event: text, queuedAt: performance.now(), settle };
      const worker = this.#idle.pop();
      if (worker) return worker.run(call);
      this.#queue.push(call);
      this.#grow();
    });
  }

  stats(): PoolStats {
    const busy = [...this.#all].filter((worker) => worker.state === 'busy').length;
    return {
      name: this.#spec.name,
      workers: this.#all.size,
      busy,
      queued: this.#queue.length,
      ...this.#counts,
    };
  }

  /** Lets go of workers unused for `idleSeconds`, and of the last one after ten times that. */
  reap(idleSeconds: number): void {
    const now = performance.now();
    for (const worker of [...this.#idle]) {
      const patience = idleSeconds * (this.#all.size > 1 ? 1 : 10);
      if (now - worker.idleSince >= patience * 1000) void worker.stop();
    }
  }

  /** Ends every worker; calls that wait are answered as if their environment had gone away. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#growTimer);
    for (const call of this.#queue.splice(0)) call.settle({ ok: false, error: closing });
    await Promise.all([...this.#all].map((worker) => worker.stop()));
  }

  #refuse(error: Fault): Promise<Invocation> {
    this.#counts.faults++;
    return Promise.resolve({ ok: false, error });
  }

  /** Starts a worker if the next call has waited long enough for one, else looks again when it will have. */
  #grow(): void {
    const next = this.#queue[0];
    if (next === undefined || this.#fresh.size > 0 || this.#all.size >= this.#spec.maxWorkers) return;
    const waitedMs = performance.now() - Math.max(next.queuedAt, this.#lastStartedAt);
    const leftMs = patienceMs(this.#all.size) - waitedMs;
    if (leftMs <= 0) {
      this.#start();
    } else {
      this.#growTimer ??= setTimeout(() => {
        this.#growTimer = undefined;
        this.#grow();
      }, leftMs);
    }
  }

  #start(): void {
    this.#counts.starts++;
    const worker: FunctionWorker = new FunctionWorker(this.#spec, this.#shared, {
      idle: () => this.#took(worker),
      failedStart: (_, fault) => this.#missed(fault),
      gone: () => this.#lost(worker),
    });
    this.#all.add(worker);
    this.#fresh.add(worker);
  }

  #took(worker: FunctionWorker): void {
    if (this.#fresh.delete(worker)) this.#lastStartedAt = performance.now();
    const call = this.#queue.shift();
    if (call) worker.run(call);
    else this.#idle.push(worker);
    this.#grow();
  }

  /** A bundle that cannot start fails the call that would have run in it, and the next one tries again. */
  #missed(fault: Fault): void {
    this.#queue.shift()?.settle({ ok: false, error: fault });
  }

  #lost(worker: FunctionWorker): void {
    this.#fresh.delete(worker);
    this.#all.delete(worker);
    const place = this.#idle.indexOf(worker);
    if (place >= 0) this.#idle.splice(place, 1);
    this.#grow();
  }
}

const closing: Fault = { errorType: 'Runtime.ExitError', errorMessage: 'The runner is closing' };
const throttled: Fault = { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' };
const tooLarge: Fault = {
  errorType: 'RequestEntityTooLargeException',
  errorMessage: `Request must be smaller than ${requestLimitBytes} bytes for the InvokeFunction operation`,
};
