/** What the interpreter leans on besides the execution itself. */
import type { Expressions } from './expression.ts';
import type { Machines } from './scope.ts';

export interface World {
  /** Epoch ms, by the runner's clock. */
  now(): number;
  /** In [0, 1), for jitter. */
  random(): number;
  expressions: Expressions;
  machines: Machines;
  region: string;
}

/** The most a state may take or give, in bytes of UTF-8: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const PAYLOAD_LIMIT = 262_144;

/** Whether JSON text is larger than a payload may be. */
export function tooLarge(text: string): boolean {
  // A UTF-16 unit takes at most three bytes, so short texts need no count.
  return text.length * 3 > PAYLOAD_LIMIT && Buffer.byteLength(text) > PAYLOAD_LIMIT;
}
