/**
 * What AWS adds to JSONata: $partition, $range, $hash, $random (seeded), $uuid, $parse; $eval is refused.
 * $now and $millis follow the runner's clock.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
 */
import { createHash, randomUUID } from 'node:crypto';
import jsonata, { type Expression } from 'jsonata';

const HASHES: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
/** Items, as the intrinsic States.ArrayRange has it. */
const RANGE_LIMIT = 1000;

const format = jsonata('$fromMillis($at, $picture, $timezone)');

/** Gives an expression AWS's functions. `now` is the clock, in epoch milliseconds. */
export function addFunctions(expression: Expression, now: () => number): void {
  expression.registerFunction('partition', partition);
  expression.registerFunction('range', range);
  expression.registerFunction('hash', hash);
  expression.registerFunction('random', (seed?: number) =>
    seed === undefined ? Math.random() : seeded(seed),
  );
  expression.registerFunction('uuid', () => randomUUID());
  expression.registerFunction('parse', (text?: string) =>
    text === undefined ? undefined : JSON.parse(text),
  );
  expression.registerFunction('eval', () => {
    throw new Error('The function $eval is not supported; use $parse for JSON text');
  });
  expression.registerFunction('millis', () => now());
  expression.registerFunction('now', (picture?: string, timezone?: string) => {
    if (picture === undefined) return new Date(now()).toISOString();
    return format.evaluate(undefined, { at: now(), picture, timezone });
  });
}

function partition(items: unknown[] | undefined, size: number): unknown[][] | undefined {
  if (items === undefined) return undefined;
  if (!Array.isArray(items)) throw new Error('$partition takes an array');
  const step = Math.trunc(size);
  if (!(step > 0)) throw new Error('$partition takes a positive chunk size');
  return Array.from({ length: Math.ceil(items.length / step) }, (_, chunk) =>
    items.slice(chunk * step, (chunk + 1) * step),
  );
}

/** A sequence, as JSONata's own functions give: one item stands for itself, none for nothing. */
function range(first: number, last: number, step: number): number[] {
  const [from, to, by] = [Math.trunc(first), Math.trunc(last), Math.trunc(step)];
  if (!by || Number.isNaN(from) || Number.isNaN(to))
    throw new Error('$range takes three numbers, the step not zero');
  const count = Math.max(0, Math.floor((to - from) / by) + 1);
  if (count > RANGE_LIMIT) throw new Error(`$range gives at most ${RANGE_LIMIT} items`);
  const items = Array.from({ length: count }, (_, index) => from + index * by);
  return Object.defineProperty(items, 'sequence', { value: true });
}

function hash(data: unknown, algorithm: string): string | undefined {
  if (data === undefined) return undefined;
  const name = HASHES[algorithm];
  if (!name) throw new Error(`$hash knows ${Object.keys(HASHES).join(', ')}, not ${algorithm}`);
  return createHash(name)
    .update(typeof data === 'string' ? data : JSON.stringify(data))
    .digest('hex');
}

/** The same seed gives the same number in [0, 1): one turn of a 32-bit mixer. */
function seeded(seed: number): number {
  let mixed = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
