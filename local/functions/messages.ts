import type { Fault } from './fault.ts';

/** What a worker is told once, when it starts. */
export interface WorkerStart {
  /** The module that holds the handler, absolute. */
  file: string;
  /** The way from the module's exports to the handler: `index.handler` -> ['handler']. */
  exportPath: string[];
  functionName: string;
  functionArn: string;
  memorySizeMb: number;
  timeoutMs: number;
  logFile: string;
  logStream: string;
  /** Clock.offset */
  offset: SharedArrayBuffer;
}

/** To the worker: one invocation, its event as JSON. One at a time, so the answer needs no number. */
export interface Ask {
  requestId: string;
  event: string;
}

/**
 * From the worker. `plain` is an HTTP answer of strings and numbers alone: structured clone carries it as it is,
 * which spares writing a long body as JSON inside JSON and reading it again (25 KB: 17 us less of 34, measured).
 * Every other answer goes as JSON, which is what Lambda sends.
 * After `fatal` and `failedStart` the worker ends by itself.
 */
export type Told =
  | { kind: 'ready' }
  | { kind: 'plain'; answer: Record<string, unknown> }
  | { kind: 'json'; text: string }
  | { kind: 'fault'; fault: Fault }
  | { kind: 'fatal'; fault: Fault }
  | { kind: 'failedStart'; fault: Fault };

/** Synchronous invocation payload limits, request and response, in bytes (Lambda quotas: 6 MB each). */
export const requestLimitBytes = 6_291_456;
export const responseLimitBytes = 6_291_556;
