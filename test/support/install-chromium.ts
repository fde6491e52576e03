import { existsSync } from 'node:fs';
import { installPackages } from './apt.ts';

/** Debian's own Chromium. */
export const chromiumPath = '/usr/bin/chromium';

/** Installs it where it is missing and we may; says in one line where we may not. Whether it is there. */
export const installChromium = (): boolean => {
  if (existsSync(chromiumPath)) return true;
  installPackages('chromium');
  const there = existsSync(chromiumPath);
  if (!there)
    console.warn(`No ${chromiumPath}: the browser tests are skipped (apt-get install chromium brings it).`);
  return there;
};
