/**
 * Event patterns: which events a rule (or a stream's filter) is for.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
import { isOperator, leafTest, type Test } from './operators.ts';

/** Whether the value under a key passes; undefined stands for a key that is not there. */
type Match = (value: unknown) => boolean;

/** Compiles a pattern. @throws Error naming what EventBridge would refuse. */
export function matcher(pattern: unknown): (event: unknown) => boolean {
  if (!isObject(pattern)) throw new Error('an event pattern is an object with at least one field');
  return object(pattern, '$');
}

/** Every field must pass; under `$or` one of the alternatives. */
function object(pattern: Record<string, unknown>, at: string): Match {
  if (Object.keys(pattern).length === 0) throw new Error(`${at}: a pattern's object has at least one field`);
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
    if (typeof exists === 'boolean' && Object.keys(condition).length === 1) absence.push(!exists);
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

/** Otherwise `$or` is a field like any other. */
function isAlternatives(part: unknown): part is Record<string, unknown>[] {
  if (!Array.isArray(part) || part.length < 2 || !part.every(isObject)) return false;
  return !part.some((one) => Object.keys(one).some(isOperator));
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
