import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Invocation } from '../parts.ts';
import type { FunctionSpec } from './environment.ts';
import { exitFault, type Fault, faultOf, timeoutFault } from './fault.ts';
import type { Told, WorkerStart } from './messages.ts';

/** One invocation on its way: the event as JSON, and who waits for the answer. */
export interface Call {
  requestId: string;
  event: string;
  /** performance.now() when it was asked for. */
  queuedAt: number;
  settle(invocation: Invocation): void;
}

/** What a worker tells its pool. `gone` comes last, once, after whatever was running has been answered. */
export interface WorkerListener {
  idle(worker: FunctionWorker): void;
  failedStart(worker: FunctionWorker, fault: Fault): void;
  gone(worker: FunctionWorker): void;
}

/** Lambda gives the code outside the handler ten seconds before the function's own timeout counts. */
const startLimitMs = 10_000;
const sandbox = new URL('./sandbox.ts', import.meta.url);

/** One worker thread with one function's bundle in it: what Lambda calls an execution environment. */
export class FunctionWorker {
  state: 'starting' | 'idle' | 'busy' | 'gone' = 'starting';
  /** performance.now() when it last became idle. */
  idleSince = 0;
  readonly #spec: FunctionSpec;
  readonly #listener: WorkerListener;
  readonly #thread: Worker;
  #call: Call | undefined;
  #timer: NodeJS.Timeout;

  /** Starts the thread; the listener hears `idle` when the bundle is loaded. */
  constructor(
    spec: FunctionSpec,
    shared: { logFile: string; offset: SharedArrayBuffer },
    listener: WorkerListener,
  ) {
    this.#spec = spec;
    this.#listener = listener;
    this.#thread = startThread(spec, shared);
    this.#thread.on('message', (told: Told) => this.#hear(told));
    this.#thread.on('error', (error: Error & { code?: string }) =>
      this.#end(faultOfThread(error, this.#call)),
    );
    this.#thread.on('exit', (code) =>
      this.#end(exitFault(this.#call?.requestId ?? '', code === 0 ? undefined : `exit status ${code}`)),
    );
    this.#timer = setTimeout(
      () => this.#end(timeoutFault('init', spec.timeoutSeconds)),
      startLimitMs + spec.timeoutSeconds * 1000,
    );
  }

  /** Runs one call; the worker must be idle. */
  run(call: Call): void {
    this.state = 'busy';
    this.#call = call;
    this.#timer = setTimeout(() => this.#timeOut(), this.#spec.timeoutSeconds * 1000);
    this.#thread.postMessage({ requestId: call.requestId, event: call.event });
  }

  /** Ends the thread; a call that runs is answered as one whose environment went away. */
  async stop(): Promise<void> {
    this.#end(exitFault(this.#call?.requestId ?? '', 'signal: terminated'));
    await this.#thread.terminate();
  }

  #hear(told: Told): void {
    if (this.state === 'gone') return;
    switch (told.kind) {
      case 'plain':
        this.#answer({ ok: true, payload: told.answer });
        break;
      case 'json':
        this.#answer({ ok: true, payload: JSON.parse(told.text) });
        break;
      case 'fault':
        this.#answer({ ok: false, error: told.fault });
        break;
      case 'ready':
        this.#rest();
        break;
      default:
        this.#end(told.fault);
    }
  }

  #answer(invocation: Invocation): void {
    const call = this.#call;
    this.#call = undefined;
    // The next call goes out before this one's waiter runs: the thread need not stand still for it.
    this.#rest();
    call?.settle(invocation);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.state = 'idle';
    this.idleSince = performance.now();
    this.#listener.idle(this);
  }

  #timeOut(): void {
    this.#end(timeoutFault(this.#call?.requestId ?? '', this.#spec.timeoutSeconds));
  }

  /** The thread is of no more use: it fell over, ran out of time, or is no longer wanted. */
  #end(fault: Fault): void {
    if (this.state === 'gone') return;
    const before = this.state;
    this.state = 'gone';
    clearTimeout(this.#timer);
    void this.#thread.terminate();
    this.#call?.settle({ ok: false, error: fault });
    this.#call = undefined;
    if (before === 'starting') this.#listener.failedStart(this, fault);
    this.#listener.gone(this);
  }
}

function startThread(spec: FunctionSpec, shared: { logFile: string; offset: SharedArrayBuffer }): Worker {
  const workerData: WorkerStart = {
    file: spec.file,
    exportPath: spec.exportPath,
    functionName: spec.name,
    functionArn: spec.arn,
    memorySizeMb: spec.memorySizeMb,
    timeoutMs: spec.timeoutSeconds * 1000,
    logFile: shared.logFile,
    logStream: randomUUID(),
    offset: shared.offset,
  };
  const thread = new Worker(sandbox, {
    workerData,
    env: { ...spec.environment, AWS_LAMBDA_LOG_STREAM_NAME: workerData.logStream },
    name: spec.name,
    argv: [],
    execArgv: spec.sourceMaps ? ['--enable-source-maps'] : [],
    // Node's own young generation lets each worker grow by 40 MB for no more speed (measured: 8 to 64 MB).
    resourceLimits: { maxOldGenerationSizeMb: spec.memorySizeMb, maxYoungGenerationSizeMb: 16 },
    // The sandbox writes its lines to the log file; what Node itself says before that is not for the terminal.
    stdout: true,
    stderr: true,
  });
  thread.stdout.resume();
  thread.stderr.resume();
  return thread;
}

function faultOfThread(error: Error & { code?: string }, call: Call | undefined): Fault {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? exitFault(call?.requestId ?? '', 'signal: killed')
    : faultOf(error);
}
