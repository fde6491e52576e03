/** Tells whether what the stack is made from has changed since it was last synthesised. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sources = [
  'infra',
  'functions',
  'workflows',
  'events',
  'package-lock.json',
  'cdk.json',
  'tsconfig.json',
];
const outputs = ['manifest.json'];

interface Stamp {
  /** Of names, sizes and times: cheap, and enough when nothing was touched. */
  times: string;
  /** Of the contents: a checkout changes times alone. */
  contents: string;
  /** Of the assembly itself, which `cdk` may have written anew for another stage. */
  output: string;
}

/** @param root the project's folder; @param assembly cdk.out; the stamp lies beside its manifest. */
export function isCurrent(root: string, assembly: string): boolean {
  const stamp = read(assembly);
  if (!stamp || stamp.output !== timesOf(outputs.map((name) => join(assembly, name)))) return false;
  const files = sourceFiles(root);
  const times = timesOf(files);
  if (times === stamp.times) return true;
  if (contentsOf(files) !== stamp.contents) return false;
  write(assembly, { ...stamp, times });
  return true;
}

/** The stamp for the sources as they are now; kept by `keep` once the assembly is written. */
export function takeStamp(root: string, assembly: string): { keep(): void } {
  const files = sourceFiles(root);
  const [times, contents] = [timesOf(files), contentsOf(files)];
  return {
    keep: () =>
      write(assembly, { times, contents, output: timesOf(outputs.map((name) => join(assembly, name))) }),
  };
}

const stampFile = (assembly: string): string => join(assembly, '.local-stamp.json');

function read(assembly: string): Stamp | undefined {
  try {
    return JSON.parse(readFileSync(stampFile(assembly), 'utf8')) as Stamp;
  } catch {
    return undefined;
  }
}

const write = (assembly: string, stamp: Stamp): void =>
  writeFileSync(stampFile(assembly), JSON.stringify(stamp));

function sourceFiles(root: string): string[] {
  const under = (path: string): string[] => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return [];
    if (stat.isFile()) return [path];
    return readdirSync(path, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  };
  return sources.flatMap((name) => under(join(root, name))).sort();
}

function timesOf(files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    const stat = statSync(file, { throwIfNoEntry: false });
    hash.update(`${file} ${stat?.size} ${stat?.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function contentsOf(files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest('hex');
}
