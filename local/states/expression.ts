/**
 * JSONata expressions, each compiled once. Most of a workflow's expressions are plain paths (`$states.input.id`);
 * those are walked directly, as long as no array lies on the way, since JSONata's asynchronous evaluator costs
 * some fifty times as much for the same answer.
 */
import jsonata from 'jsonata';
import { addFunctions } from './jsonata-functions.ts';

/** The variables an expression sees: `states` and the workflow's own. */
export type Bindings = Record<string, unknown>;
type Compiled = (bindings: Bindings) => unknown;

const EXPRESSION = /^\{%([\s\S]*)%\}$/;
const PATH = /^\$[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;
const RESERVED = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/** Whether a value of a definition is a JSONata expression. */
export function isExpression(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}');
}

/** The expression without its marks, as messages quote it. */
export function inner(source: string): string {
  return (EXPRESSION.exec(source)?.[1] ?? source).trim();
}

export class Expressions {
  readonly #compiled = new Map<string, Compiled>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * The value of `{% … %}` as plain JSON; undefined when it selects nothing.
   * @throws what JSONata throws: an object with `message`.
   */
  evaluate(source: string, bindings: Bindings): unknown {
    let compiled = this.#compiled.get(source);
    if (!compiled) {
      compiled = this.#compile(inner(source));
      this.#compiled.set(source, compiled);
    }
    return compiled(bindings);
  }

  #compile(text: string): Compiled {
    const slow = once(() => this.#evaluator(text));
    if (!PATH.test(text)) return (bindings) => slow()(bindings);
    const path = text.slice(1).split('.');
    if (path.slice(1).some((name) => RESERVED.has(name))) return (bindings) => slow()(bindings);
    return (bindings) => {
      const found = walk(bindings, path);
      return found === ARRAY_ON_THE_WAY ? slow()(bindings) : found;
    };
  }

  #evaluator(text: string): Compiled {
    const expression = jsonata(text);
    addFunctions(expression, this.#now);
    return async (bindings) => plain(await expression.evaluate(undefined, bindings));
  }
}

const ARRAY_ON_THE_WAY = Symbol('an array, over which JSONata maps');

function walk(root: unknown, path: string[]): unknown {
  let here = root;
  for (const name of path) {
    if (Array.isArray(here)) return ARRAY_ON_THE_WAY;
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

/** An expression gave what is no JSON: a function. */
export class UnsupportedResult extends Error {}

/** JSONata marks its arrays and may give functions; what leaves an expression is JSON, or refused. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null) return value;
  if (typeof value === 'function' || (value as { _jsonata_lambda?: boolean })._jsonata_lambda) {
    throw new UnsupportedResult();
  }
  return typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : value;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
