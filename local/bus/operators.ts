/**
 * The comparisons of an event pattern's leaf.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import { BlockList, isIP } from 'node:net';

/** Whether a leaf value (never an object or a list) passes. */
export type Test = (value: unknown) => boolean;

/** @throws Error naming what EventBridge would refuse. */
export function leafTest(condition: unknown): Test {
  if (typeof condition !== 'object' || condition === null) return (value) => value === condition;
  const entries = Object.entries(condition);
  const [name, argument] = entries[0] ?? ['', undefined];
  const make = operators[name];
  if (entries.length !== 1 || !make) {
    throw new Error(`${JSON.stringify(condition)} is not a comparison that event patterns know`);
  }
  return make(argument);
}

/** A name of these under `$or` makes it a field like any other. */
export const isOperator = (name: string): boolean =>
  name === 'exists' || name in operators || name in comparisons;

const operators: Record<string, (argument: unknown) => Test> = {
  prefix: (argument) => affix('prefix', argument),
  suffix: (argument) => affix('suffix', argument),
  'equals-ignore-case': (argument) => {
    const folded = string('equals-ignore-case', argument).toLowerCase();
    return (value) => typeof value === 'string' && value.toLowerCase() === folded;
  },
  wildcard: (argument) => wildcard(string('wildcard', argument)),
  'anything-but': anythingBut,
  numeric,
  cidr,
};

/** A prefix or suffix, as a string or as {"equals-ignore-case": string}. */
function affix(kind: 'prefix' | 'suffix', argument: unknown): Test {
  const folding = typeof argument === 'object' && argument !== null;
  const given = folding ? (argument as Record<string, unknown>)['equals-ignore-case'] : argument;
  const part = folding ? string(kind, given).toLowerCase() : string(kind, given);
  return (value) => {
    if (typeof value !== 'string') return false;
    const text = folding ? value.toLowerCase() : value;
    return kind === 'prefix' ? text.startsWith(part) : text.endsWith(part);
  };
}

/** `*` stands for any characters; `\*` and `\\` for themselves. */
function wildcard(pattern: string): Test {
  if (/^(?:\\[\s\S]|[^\\])*?\*\*/.test(pattern))
    throw new Error(`wildcard ${pattern}: two asterisks may not follow each other`);
  if (/\\(?![*\\])/.test(pattern.replaceAll('\\\\', '')))
    throw new Error(`wildcard ${pattern}: a backslash may stand before an asterisk or a backslash only`);
  const source = pattern.replace(/\\([*\\])|([\s\S])/g, (_whole, escaped?: string, plain?: string) =>
    plain === '*' ? '[\\s\\S]*' : (escaped ?? (plain as string)).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
  );
  const expression = new RegExp(`^${source}$`);
  return (value) => typeof value === 'string' && expression.test(value);
}

const refusing = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

/** Passes what is none of the values, or has none of the prefixes, suffixes, spellings or wildcards. */
function anythingBut(argument: unknown): Test {
  const refuse = (): Error => new Error(`anything-but does not take ${JSON.stringify(argument)}`);
  if (typeof argument === 'object' && argument !== null && !Array.isArray(argument)) {
    const entries = Object.entries(argument);
    const [name, inner] = entries[0] ?? ['', undefined];
    const make = refusing.includes(name) && operators[name];
    const texts: unknown[] = Array.isArray(inner) ? inner : [inner];
    if (entries.length !== 1 || !make || texts.length === 0) throw refuse();
    // Neither an empty prefix or suffix is taken here, nor one in any case.
    const affix = name === 'prefix' || name === 'suffix';
    if (affix && texts.some((text) => typeof text !== 'string' || text === '')) throw refuse();
    const refused = texts.map(make);
    return (value) => !refused.some((test) => test(value));
  }
  const values = Array.isArray(argument) ? argument : [argument];
  const kinds = new Set(values.map((value) => typeof value));
  if (kinds.size !== 1 || !(kinds.has('string') || kinds.has('number'))) throw refuse();
  return (value) => !values.includes(value);
}

const comparisons: Record<string, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** A comparison, ["=", 5], or a lower and then an upper bound, [">", 0, "<=", 100]. Bounds lie within ±5e9. */
function numeric(argument: unknown): Test {
  const refuse = (): Error => new Error(`numeric does not take ${JSON.stringify(argument)}`);
  if (!Array.isArray(argument) || (argument.length !== 2 && argument.length !== 4)) throw refuse();
  const [low, bottom, high, top] = argument;
  const first = comparison(low, bottom);
  if (!first) throw refuse();
  if (argument.length === 2) return (value) => typeof value === 'number' && first(value);
  const second = comparison(high, top);
  if (!second || !/^>/.test(low) || !/^</.test(high) || bottom >= top) throw refuse();
  return (value) => typeof value === 'number' && first(value) && second(value);
}

function comparison(sign: unknown, bound: unknown): ((value: number) => boolean) | undefined {
  const compare = comparisons[String(sign)];
  if (!compare || typeof bound !== 'number' || Math.abs(bound) > 5e9) return undefined;
  return (value) => compare(value, bound);
}

function cidr(argument: unknown): Test {
  const [network = '', bits = ''] = string('cidr', argument).split('/');
  const family = isIP(network);
  if (!family || !/^\d+$/.test(bits)) throw new Error(`cidr does not take ${JSON.stringify(argument)}`);
  const block = new BlockList();
  block.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return (value) => {
    const of = typeof value === 'string' ? isIP(value) : 0;
    return of === family && block.check(value as string, of === 4 ? 'ipv4' : 'ipv6');
  };
}

function string(operator: string, argument: unknown): string {
  if (typeof argument === 'string') return argument;
  throw new Error(`${operator} needs a string and was given ${JSON.stringify(argument)}`);
}
