/**
 * Event patterns: which events a rule (or a stream's filter) is for.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
import { leafTest, type Test } from './operators.ts';

/** Whether the value under a key passes; undefined stands for a key that is not there. */
type Match = (value: unknown) => boolean;

/** Compiles a pattern. @throws Error naming what EventBridge would refuse. */
export function matcher(pattern: unknown): (event: unknown) => boolean {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) {
    throw new Error('an event pattern is an object with at least one field');
  }
  return object(pattern, '$');
}

/** Every field must pass; under `$or` one of the alternatives. */
function object(pattern: Record<string, unknown>, at: string): Match {
  const fields = Object.entries(pattern).map(([key, part]): Match => {
    if (key === '$or' && isAlternatives(part)) {
      const alternatives = part.map((one) => object(one, `${at}.$or`));
      return (value) => alternatives.some((match) => match(value));
    }
    const inner = field(part, `${at}.${key}`);
    return (value) => inner(isObject(value) ? value[key] : undefined);
  });
  // Of a list of objects one and the same must pass all fields.
  const match: Match = (value) =>
    Array.isArray(value) && value.length > 0 ? value.some(match) : fields.every((passes) => passes(value));
  return match;
}

function field(part: unknown, at: string): Match {
  if (isObject(part)) return object(part, at);
  if (!Array.isArray(part)) throw new Error(`${at}: a pattern's value is a list or an object`);
  if (part.length === 0) throw new Error(`${at}: a pattern's list has at least one entry`);
  const present: Test[] = [];
  const absence: boolean[] = [];
  for (const condition of part) {
    const exists = isObject(condition) && 'exists' in condition ? condition.exists : undefined;
    if (exists !== undefined) absence.push(exists === false);
    else present.push(saying(at, () => leafTest(condition)));
  }
  return (value) => {
    const leaves = leavesOf(value);
    if (leaves.length === 0) return absence.includes(true);
    return absence.includes(false) || leaves.some((leaf) => present.some((test) => test(leaf)));
  };
}

/** The plain values under a key: a list counts by its entries, an empty one and an object not at all. */
function leavesOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return value === undefined || isObject(value) ? [] : [value];
}

function isAlternatives(part: unknown): part is Record<string, unknown>[] {
  return Array.isArray(part) && part.length > 1 && part.every(isObject);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function saying<T>(at: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${at}: ${(error as Error).message}`);
  }
}
