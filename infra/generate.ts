import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Generated, owned, registry } from './generate/registry.ts';

/** What is wrong with a generated file as it lies there: it is not what is made now, or nothing makes it any more. */
export interface Stale {
  path: string;
  why: 'missing' | 'differs' | 'orphan';
}

const readIfThere = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, 'utf8') : undefined;

/** Compares every generated file under `root` with what is made now; `mend` also writes it so. */
export const generate = (
  root: string,
  files: readonly Generated[],
  folders: readonly string[],
  mend: boolean,
): Stale[] => {
  const stale: Stale[] = [];
  for (const { path, make } of files) {
    const target = join(root, path);
    const lies = readIfThere(target);
    const made = make();
    if (lies === made) continue;
    stale.push({ path, why: lies === undefined ? 'missing' : 'differs' });
    if (!mend) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, made);
  }
  const known = new Set(files.map(({ path }) => path));
  for (const folder of folders.filter((each) => existsSync(join(root, each))))
    for (const name of readdirSync(join(root, folder))) {
      const path = `${folder}/${name}`;
      if (known.has(path)) continue;
      stale.push({ path, why: 'orphan' });
      if (mend) rmSync(join(root, path), { recursive: true });
    }
  return stale;
};

const main = (): void => {
  const check = process.argv.includes('--check');
  const root = fileURLToPath(new URL('..', import.meta.url));
  const stale = generate(root, registry, owned, !check);
  for (const { path, why } of stale)
    console.log(check ? `stale (${why}): ${path}` : `${why}, mended: ${path}`);
  if (!check) console.log(`${registry.length} generated files are up to date.`);
  else if (stale.length > 0) {
    console.error('Mend with: node infra/generate.ts');
    process.exitCode = 1;
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
