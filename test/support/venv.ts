import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './apt.ts';

const cache = fileURLToPath(new URL('../../.build/venv', import.meta.url));
const MISSING =
  'This check needs Python 3.11 or newer with venv: install python3 and python3-venv, then run it again.';

const run = (command: string, ...args: string[]) =>
  spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const versionOfPython = (): string | undefined => {
  const { status, stdout } = run('python3', '--version');
  return status === 0 ? stdout.trim() : undefined;
};

/**
 * The `bin` folder of a Python environment that holds what a requirements file names. Made once under .build/venv, and
 * again only when the file or the Python has changed. As root on Debian, a missing Python is installed.
 *
 * @param requirements path of the file; its name names the environment (`cfn-lint.txt`).
 * @throws Error in one line where there is no Python, or pip could not install.
 */
export const venv = (requirements: string): string => {
  const python = versionOfPython() ?? (installPackages('python3', 'python3-venv') && versionOfPython());
  if (!python) throw new Error(MISSING);
  const folder = join(cache, basename(requirements, '.txt'));
  const bin = join(folder, 'bin');
  const stampFile = join(folder, 'stamp');
  const stamp = createHash('sha256').update(`${python}\n`).update(readFileSync(requirements)).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return bin;

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const make = () => run('python3', '-m', 'venv', folder).status === 0;
  // Debian's python3 comes without venv.
  if (!make() && !(installPackages('python3-venv') && make())) throw new Error(MISSING);
  const pip = run(
    join(bin, 'pip'),
    'install',
    '--no-input',
    '--disable-pip-version-check',
    '-r',
    requirements,
  );
  if (pip.status !== 0)
    throw new Error(`pip could not install ${requirements}: ${pip.stderr.trim().split('\n').at(-1)}`);
  writeFileSync(stampFile, stamp);
  return bin;
};
