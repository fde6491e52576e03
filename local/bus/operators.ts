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
  if (/(?<!\\)\*\*/.test(pattern))
    throw new Error(`wildcard ${pattern}: two asterisks may not follow each other`);
  const source = pattern.replace(/\\([*\\])|([\s\S])/g, (_whole, escaped?: string, plain?: string) =>
    plain === '*' ? '[\\s\\S]*' : (escaped ?? (plain as string)).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
  );
  const expression = new RegExp(`^${source}$`);
  return (value) => typeof value === 'string' && expression.test(value);
}

/** Passes what is none of the values, or has none of the prefixes, suffixes, spellings or wildcards. */
function anythingBut(argument: unknown): Test {
  if (typeof argument === 'object' && argument !== null && !Array.isArray(argument)) {
    const entries = Object.entries(argument);
    const [name, inner] = entries[0] ?? ['', undefined];
    const make = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(name) && operators[name];
    if (entries.length !== 1 || !make)
      throw new Error(`anything-but does not take ${JSON.stringify(argument)}`);
    const refused = (Array.isArray(inner) ? inner : [inner]).map(make);
    return (value) => !refused.some((test) => test(value));
  }
  const values = Array.isArray(argument) ? argument : [argument];
  if (values.length === 0) throw new Error('anything-but needs at least one value');
  return (value) => !values.includes(value);
}

const comparisons: Record<string, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** One or two comparisons: ["=", 5], [">", 0, "<=", 100]. Bounds lie within ±5e9. */
function numeric(argument: unknown): Test {
  if (!Array.isArray(argument) || (argument.length !== 2 && argument.length !== 4)) {
    throw new Error(`numeric does not take ${JSON.stringify(argument)}`);
  }
  const parts: [string, unknown][] = [];
  for (let index = 0; index < argument.length; index += 2) parts.push([argument[index], argument[index + 1]]);
  const tests = parts.map(([sign, bound]) => {
    const compare = comparisons[sign];
    if (!compare || typeof bound !== 'number' || Math.abs(bound) > 5e9) {
      throw new Error(`numeric does not take ${JSON.stringify(argument)}`);
    }
    return (value: number) => compare(value, bound);
  });
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function cidr(argument: unknown): Test {
  const [network = '', bits = ''] = string('cidr', argument).split('/');
  const family = isIP(network);
  if (!family) throw new Error(`cidr does not take ${JSON.stringify(argument)}`);
  const block = new BlockList();
  block.addSubnet(network, Number(bits || (family === 4 ? 32 : 128)), family === 4 ? 'ipv4' : 'ipv6');
  return (value) => {
    const of = typeof value === 'string' ? isIP(value) : 0;
    return of === family && block.check(value as string, of === 4 ? 'ipv4' : 'ipv6');
  };
}

function string(operator: string, argument: unknown): string {
  if (typeof argument === 'string') return argument;
  throw new Error(`${operator} needs a string and was given ${JSON.stringify(argument)}`);
}
