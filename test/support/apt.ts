import { spawnSync } from 'node:child_process';

const apt = (...args: string[]): boolean =>
  spawnSync('apt-get', args, {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;

/** Installs Debian packages where we may (as root); whether it did. */
export const installPackages = (...packages: string[]): boolean => {
  if (process.getuid?.() !== 0) return false;
  const install = () => apt('install', '-y', '--no-install-recommends', ...packages);
  // A bare machine knows no packages before its first update.
  return install() || (apt('update') && install());
};
