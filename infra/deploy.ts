import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { faultIn, type Plan, planOf, settingsOf, usage } from './deployment.ts';

/** `npm run deploy`: checks, runs CDK, and writes down what the deployment is called. */

const program = fileURLToPath(new URL('../node_modules/.bin/cdk', import.meta.url));

/** Runs CDK with our terminal; gives its exit code and what it printed. */
const cdk = ({ args, environment }: Plan): Promise<{ status: number; printed: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['inherit', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    let printed = '';
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const)
      from.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        to.write(chunk);
      });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, printed }));
  });

const deploy = async (plan: Plan): Promise<number> => {
  const { region, dryRun, args, outputsFile, settingsFile } = plan;
  if (dryRun) {
    console.log(`AWS_REGION=${region} npx cdk ${args.join(' ')}`);
    return 0;
  }
  mkdirSync(dirname(settingsFile), { recursive: true });
  const { status, printed } = await cdk(plan);
  if (status !== 0) {
    console.error(faultIn(printed, plan) ?? 'CDK failed: its own words stand above.');
    return 1;
  }
  const settings = settingsOf(plan, JSON.parse(readFileSync(outputsFile, 'utf8')));
  writeFileSync(settingsFile, `${JSON.stringify(settings, null, 2)}\n`);
  console.log(`Deployed. ${settingsFile} says how it is reached.`);
  return 0;
};

try {
  process.exitCode = await deploy(planOf(process.argv.slice(2)));
} catch (thrown) {
  console.error(`${(thrown as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}
