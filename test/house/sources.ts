import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';

/** The files that are kept, or about to be, and what their TypeScript says about itself. */

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const tracked: readonly string[] = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)));
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');
export const linesOf = (path: string): number => read(path).trimEnd().split('\n').length;

export const PARTS = ['functions', 'events', 'workflows', 'infra', 'local'] as const;
/** Ours, written by hand: no tests, nothing generated. */
export const sources: readonly string[] = tracked.filter(
  (path) =>
    path.endsWith('.ts') &&
    PARTS.some((part) => path.startsWith(`${part}/`)) &&
    !path.includes('/generated/'),
);
export const sourcesIn = (folder: string): string[] =>
  sources.filter((path) => path.startsWith(`${folder}/`));

export interface Import {
  /** A package, or a path from the root. */
  of: string;
  /** Only types: gone when it runs. */
  typeOnly: boolean;
}
export interface Facts {
  imports: Import[];
  /** Their lines without those of the functions inside, which count for themselves. */
  functions: { line: number; lines: number }[];
  /** Every string literal: paths that are handed to something else stand among them. */
  strings: string[];
}

interface Node {
  type?: string;
  span?: { start: number; end: number };
  [field: string]: unknown;
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
const FUNCTIONS = new Set([
  'ArrowFunctionExpression',
  'FunctionExpression',
  'FunctionDeclaration',
  'ClassMethod',
  'MethodProperty',
]);
const literalOf = (value: unknown): string | undefined =>
  isNode(value) && value.type === 'StringLiteral' ? String(value.value) : undefined;

const known = new Map<string, Facts>();
export const factsOf = (path: string): Facts => {
  const found = known.get(path) ?? factsIn(path, read(path));
  known.set(path, found);
  return found;
};

export const factsIn = (path: string, text: string): Facts => {
  // A first token at the very start: swc counts bytes from there, whatever it parsed before.
  const source = Buffer.from(`;${text}`);
  const tree = parseSync(source.toString(), { syntax: 'typescript', target: 'es2024' });
  const lineAt = (offset: number) =>
    source
      .subarray(0, offset - tree.span.start)
      .toString()
      .split('\n').length;
  const facts: Facts = { imports: [], functions: [], strings: [] };
  const around: { line: number; lines: number }[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) visit(each);
    if (!isNode(value) || Array.isArray(value)) return;
    const from = importOf(value);
    if (from) facts.imports.push({ ...from, of: resolve(path, from.of) });
    const text = literalOf(value);
    if (text !== undefined) facts.strings.push(text);
    if (FUNCTIONS.has(value.type ?? '') && value.span) {
      const line = lineAt(value.span.start);
      const own = { line, lines: lineAt(value.span.end) - line + 1 };
      // Its first line stays with the one around it.
      const outer = around.at(-1);
      if (outer) outer.lines -= own.lines - 1;
      facts.functions.push(own);
      around.push(own);
      for (const field of Object.values(value)) visit(field);
      around.pop();
      return;
    }
    for (const field of Object.values(value)) visit(field);
  };
  visit(tree.body);
  return facts;
};

const importOf = (node: Node): Import | undefined => {
  const source = literalOf(node.source);
  if (source !== undefined && /^(?:Import|Export)/.test(node.type ?? '')) {
    const specifiers = (node.specifiers ?? []) as Node[];
    const all = specifiers.length > 0 && specifiers.every((one) => one.isTypeOnly === true);
    return { of: source, typeOnly: node.typeOnly === true || all };
  }
  if (node.type !== 'CallExpression' || (node.callee as Node | undefined)?.type !== 'Import')
    return undefined;
  const loaded = literalOf((node.arguments as { expression: unknown }[])[0]?.expression);
  return loaded === undefined ? undefined : { of: loaded, typeOnly: false };
};

const resolve = (path: string, to: string): string =>
  to.startsWith('.') ? normalize(join(dirname(path), to)) : to;

/** The room of a file under functions/: `referrals`. */
export const roomOf = (path: string): string | undefined => /^functions\/([^/]+)\//.exec(path)?.[1];
export const isOurs = (path: string): boolean => PARTS.some((part) => path.startsWith(`${part}/`));
/** `a.ts imports b.ts`, for every import that breaks a rule. */
export const breaking = (
  paths: readonly string[],
  allowed: (one: Import, path: string) => boolean,
): string[] =>
  paths.flatMap((path) =>
    factsOf(path)
      .imports.filter((one) => !allowed(one, path))
      .map((one) => `${path} imports ${one.of}`),
  );
