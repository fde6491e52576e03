import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { factsIn, factsOf, isOurs, linesOf, read, root, sources, sourcesIn, tracked } from './sources.ts';

const MOST_LINES = 300;
const MOST_LINES_A_FUNCTION = 70;
/** Looks for what may not stand anywhere, and is put together so that it does not find itself. */
const word = (...parts: string[]): RegExp => new RegExp(parts.join(''));

describe('size', () => {
  test(`no file is longer than ${MOST_LINES} lines`, () => {
    const long = sources
      .filter((path) => linesOf(path) > MOST_LINES)
      .map((path) => `${path}: ${linesOf(path)}`);
    expect(long).toEqual([]);
  });

  test(`no function is longer than ${MOST_LINES_A_FUNCTION} lines, without those inside it`, () => {
    const long = sources.flatMap((path) =>
      factsOf(path)
        .functions.filter(({ lines }) => lines > MOST_LINES_A_FUNCTION)
        .map(({ line, lines }) => `${path}:${line}: ${lines}`),
    );
    expect(long).toEqual([]);
  });

  test('the measure itself measures', () => {
    const { functions, imports } = factsIn(
      'functions/a/b.ts',
      "/** ü */\nimport type { A } from './c.ts';\nimport { d } from '../d.ts';\nconst f = () => {\n  d(() => {\n    d();\n    d();\n  });\n};\n",
    );
    expect(functions).toEqual([
      { line: 4, lines: 3 },
      { line: 5, lines: 4 },
    ]);
    expect(imports).toEqual([
      { of: 'functions/a/c.ts', typeOnly: true },
      { of: 'functions/d.ts', typeOnly: false },
    ]);
  });
});

describe('nothing is left lying about', () => {
  const texts = tracked.filter((path) => !/\.(?:png|ico|woff2|snap)$|^package-lock\.json$/.test(path));
  const holding = (paths: readonly string[], pattern: RegExp) =>
    paths.filter((path) => pattern.test(read(path)));

  test('no note to oneself', () => {
    expect(holding(sources, word('\\b(?:TO', 'DO|FIX', 'ME|XX', 'X|HA', 'CK)\\b'))).toEqual([]);
  });
  test('no printing to the console in functions: there is a log', () => {
    expect(holding(sourcesIn('functions'), /\bconsole\.\w+\(|\bdebugger\b/)).toEqual([]);
  });
  test('no path of one person’s machine', () => {
    expect(
      holding(texts, word('(?:^|[\\s"\'`(=:])/(?:wo', 'rk|ho', 'me|Us', 'ers|ro', 'ot|m', 'nt)/\\w')),
    ).toEqual([]);
  });
  test('no address of a package registry, in the lock file neither', () => {
    const address = word(
      'registry\\.(?:np',
      'mjs|ya',
      'rnpkg)|art',
      'ifactory|"reso',
      'lved":|pypi\\.o',
      'rg/simple',
    );
    expect(holding([...texts, 'package-lock.json', '.npmrc'], address)).toEqual([]);
  });
  test('no test that runs alone, or not at all', () => {
    const tests = tracked.filter((path) => path.endsWith('.test.ts'));
    expect(
      holding(
        tests,
        word('\\b(?:test|describe|it)\\.(?:on', 'ly|sk', 'ip)\\b|\\b(?:xt', 'est|fd', 'escribe)\\('),
      ),
    ).toEqual([]);
  });
});

test('every relative link in a document leads to something', () => {
  const broken = tracked
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      [...read(path).matchAll(/\]\(\s*<?([^)\s>]+)/g)]
        .map(([, to = '']) => to)
        .filter((to) => !/^(?:[a-z]+:|#|\/)/.test(to))
        .filter((to) => !existsSync(join(root, dirname(path), decodeURI(to.replace(/[#?].*$/, '')))))
        .map((to) => `${path} -> ${to}`),
    );
  expect(broken).toEqual([]);
});

test('every file is reached from an entry: a Lambda function, the app, the generator, the runner', () => {
  const scripts = ['package.json', 'cdk.json', 'jest.config.mjs'].map(read).join('\n');
  const program = 'process.argv[1] === fileURLToPath(import.meta.url)';
  const entries = sources.filter(
    (path) =>
      /^functions\/[^/]+\/(?:handlers|tasks)\.ts$/.test(path) ||
      scripts.includes(path) ||
      read(path).includes(program),
  );
  const reached = new Set<string>();
  const reach = (path: string): void => {
    if (reached.has(path) || !sources.includes(path)) return;
    reached.add(path);
    const { imports, strings } = factsOf(path);
    for (const { of } of imports) if (isOurs(of)) reach(of);
    // Handed to something else by its path: a worker, a bundler's alias.
    const named = strings.filter((text) => text.endsWith('.ts'));
    for (const name of named) {
      reach(normalize(join(dirname(path), name)));
      for (const other of sources) if (other.endsWith(`/${name}`)) reach(other);
    }
  };
  for (const entry of entries) reach(entry);
  expect(entries.length).toBeGreaterThan(10);
  expect(sources.filter((path) => !reached.has(path))).toEqual([]);
});
