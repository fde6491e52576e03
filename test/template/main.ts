import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stages } from '../../infra/stage.ts';
import { venv } from '../support/venv.ts';

/** `npm run verify:template`: cfn-lint on the template of every stage. cdk-nag runs with the infra tests. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const REGIONS = ['eu-west-1', 'us-east-1'];
/** Rules that we leave out, with the reason. */
const LEFT_OUT: Record<string, string> = {
  W3005: 'CDK adds DependsOn for roles and machines that an attribute names already; it does no harm',
};

/** Gives the template of a stage, in a folder of its own. */
const synthesise = (stage: string, folder: string): string[] => {
  const { status, stderr } = spawnSync('node', ['infra/app.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify({ stage }) },
  });
  if (status !== 0) throw new Error(`the stage ${stage} cannot be synthesised:\n${stderr}`);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => join(folder, name));
};

const lint = (bin: string, templates: readonly string[]): boolean => {
  const left = ['--ignore-checks', ...Object.keys(LEFT_OUT)];
  const { status } = spawnSync(
    join(bin, 'cfn-lint'),
    ['--regions', ...REGIONS, ...left, '--template', ...templates],
    { cwd: root, stdio: 'inherit' },
  );
  return status === 0;
};

try {
  const bin = venv(join(root, 'test', 'template', 'cfn-lint.txt'));
  const failed = Object.keys(stages).filter((stage) => {
    const folder = mkdtempSync(join(tmpdir(), 'cosell-lint-'));
    try {
      const clean = lint(bin, synthesise(stage, folder));
      console.log(`${clean ? 'ok    ' : 'FAILED'} the template of the stage ${stage}`);
      return !clean;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  process.exitCode = failed.length > 0 ? 1 : 0;
} catch (thrown) {
  console.error((thrown as Error).message);
  process.exitCode = 1;
}
