/** `npm run verify:deploy`: deploys the stack onto a stand-in for AWS that is not ours, updates it, and tests it there. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { venv } from '../support/venv.ts';
import { worldOf } from '../support/world.ts';
import { bootstrap, deploy } from './cdk.ts';
import { endAll } from './child.ts';
import { prepare } from './ecosystem.ts';
import { gaps } from './gaps.ts';
import { MiniStack } from './ministack.ts';
import { runTests } from './tests.ts';
import { afterUpdate, beforeUpdate } from './update.ts';

const elapsed = (): string => `${(performance.now() / 1000).toFixed(0).padStart(4)} s  `;
const say = (line: string): void => console.log(`${elapsed()}${line}`);

const verify = async (stack: MiniStack): Promise<string[]> => {
  say(`cdk bootstrap onto MiniStack at ${stack.url}`);
  await bootstrap(stack);
  say('cdk deploy of a release before this one');
  const first = await deploy(stack, 'test/deploy/release-before.ts');
  say('the demo ecosystem, and a referral that waits for its decision');
  const settings = await prepare(stack, first);
  const world = worldOf(settings);
  const before = await beforeUpdate(world);
  say('cdk deploy of this one over it');
  const second = await deploy(stack, 'infra/app.ts');
  if (second.BaseUrl !== first.BaseUrl) return [`the update moved the API to ${second.BaseUrl}`];
  await afterUpdate(world, before);
  say('the update kept records, links and waiting workflows; now the scenario and API tests');
  const { passed, faults } = await runTests(stack, settings);
  say(`${passed} tests passed, ${gaps.length} are known gaps of MiniStack`);
  return faults;
};

const main = async (): Promise<void> => {
  const bin = venv(fileURLToPath(new URL('ministack.txt', import.meta.url)));
  const stack = await MiniStack.start(join(bin, 'python'));
  const stop = (): never => {
    endAll();
    stack.end();
    process.exit(130);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const faults = await verify(stack);
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) throw new Error(`${faults.length} faults: the deployment is not verified`);
    say('verified');
  } catch (error) {
    console.error(stack.lastWords());
    throw error;
  } finally {
    endAll();
    stack.end();
  }
};

await main().catch((error: Error) => {
  console.error(`verify:deploy: ${error.message}`);
  process.exitCode = 1;
});
