import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian's own Chromium. */
export const chromiumPath = '/usr/bin/chromium';

const apt = (...args: string[]): number | null =>
  spawnSync('apt-get', args, {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status;

/** Installs it where it is missing and we may; says in one line where we may not. Whether it is there. */
export const installChromium = (): boolean => {
  if (existsSync(chromiumPath)) return true;
  if (process.getuid?.() === 0) {
    // A bare machine knows no packages before its first update.
    if (apt('install', '-y', '--no-install-recommends', 'chromium') !== 0) {
      apt('update');
      apt('install', '-y', '--no-install-recommends', 'chromium');
    }
  }
  const there = existsSync(chromiumPath);
  if (!there)
    console.warn(`No ${chromiumPath}: the browser tests are skipped (apt-get install chromium brings it).`);
  return there;
};
