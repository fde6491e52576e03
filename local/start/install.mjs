/**
 * Installs the packages when package-lock.json says others than node_modules holds. Runs before `npm start` and
 * `npm test`, on whatever Node the machine has and with nothing installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.cosell-installed');
const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
const stamp = createHash('sha256').update(lockText).digest('hex');

if (!isStamped()) {
  if (!isInstalled()) install();
  mkdirSync(modules, { recursive: true });
  writeFileSync(stampFile, stamp);
}

function isStamped() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
}

/** Whether npm's own record of node_modules has every package of the lock file in its version. */
function isInstalled() {
  const recordFile = join(modules, '.package-lock.json');
  if (!existsSync(recordFile)) return false;
  const wanted = JSON.parse(lockText).packages;
  const there = JSON.parse(readFileSync(recordFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, peer, link }]) => {
    if (path === '' || link) return true;
    const found = there[path];
    // Optional packages of other platforms are not installed, and that is right.
    return found ? found.version === version : optional === true || peer === true;
  });
}

function install() {
  const started = Date.now();
  console.log('Installing packages (package-lock.json has changed) …');
  // Not with the Node inside node_modules: npm ci takes that away while it runs.
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.startsWith(modules));
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, PATH: path.join(delimiter) },
  });
  if (status !== 0) {
    console.error(`npm ci failed: ${error?.message ?? `exit ${status}`}`);
    process.exit(1);
  }
  console.log(`Packages installed (${Math.round((Date.now() - started) / 1000)} s)`);
}
