import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LocalSettings } from '../support/stack.ts';
import { run } from './child.ts';
import { gaps } from './gaps.ts';
import { judge, type Report, type Verdict } from './judge.ts';
import type { MiniStack } from './ministack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TESTS_MS = 900_000;
/** The projects whose tests may run against any deployment. */
const projects = ['scenarios', 'api'];

/** Runs the tests against a deployment, one file after the other: they share its clock. */
export const runTests = async (stack: MiniStack, settings: LocalSettings): Promise<Verdict> => {
  const settingsFile = join(stack.folder, 'settings.json');
  const reportFile = join(stack.folder, 'report.json');
  writeFileSync(settingsFile, JSON.stringify(settings), { mode: 0o600 });
  const { ended, output } = await run(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      ...['--selectProjects', ...projects, '--runInBand', '--json', '--outputFile', reportFile],
    ],
    { env: { ...process.env, COSELL_SETTINGS: settingsFile }, milliseconds: TESTS_MS },
  );
  const verdict = judge(readReport(reportFile, ended), root, gaps);
  if (verdict.faults.length > 0) console.error(output.slice(0, output.indexOf('\nTest Suites:')));
  return verdict;
};

const readReport = (file: string, ended: number | string): Report => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    throw new Error(`the tests left no report: jest ended with ${ended}`);
  }
};
