import { spawnSync } from 'node:child_process';

/** `npm run check`: types, lint and format, generated files. Runs all of them and says at the end which failed. */
const checks: [string, string[]][] = [
  ['types', ['tsc', '--noEmit']],
  ['types of the console', ['tsc', '-p', 'local/console', '--noEmit']],
  ['lint and format', ['biome', 'check', '--error-on-warnings', '.']],
  ['generated files', ['node', 'infra/generate.ts', '--check']],
];

const failed = checks.filter(([name, [command = '', ...args]]) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  return status !== 0;
});
process.exitCode = failed.length > 0 ? 1 : 0;
