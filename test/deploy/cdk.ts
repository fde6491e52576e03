import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './child.ts';
import { account, type MiniStack, region } from './ministack.ts';

const program = fileURLToPath(new URL('../../node_modules/.bin/cdk', import.meta.url));
const DEPLOY_MS = 180_000;

/** @throws Error with all that the command printed. */
const cdk = async (stack: MiniStack, ...args: string[]): Promise<void> => {
  const env = { ...stack.environment, CDK_DISABLE_CLI_TELEMETRY: 'true', CI: 'true' };
  const { ended, output } = await run(program, [...args, '--no-notices'], { env, milliseconds: DEPLOY_MS });
  if (ended !== 0) throw new Error(`cdk ${args[0]} ended with ${ended}:\n${output}`);
};

export const bootstrap = (stack: MiniStack): Promise<void> =>
  cdk(stack, 'bootstrap', `aws://${account}/${region}`);

/** What the stack says of itself. */
export interface Outputs {
  BaseUrl: string;
  OperatorClientId: string;
}

/** `cdk deploy` of an app: makes the stack, or updates it. */
export const deploy = async (stack: MiniStack, app: string): Promise<Outputs> => {
  const outputs = join(stack.folder, 'outputs.json');
  await cdk(
    stack,
    'deploy',
    ...['--app', `node --disable-warning=ExperimentalWarning ${app}`],
    ...['--output', join(stack.folder, 'cdk.out')],
    ...['--require-approval', 'never', '--outputs-file', outputs],
  );
  const [first] = Object.values(JSON.parse(readFileSync(outputs, 'utf8')) as Record<string, Outputs>);
  if (!first) throw new Error('the deployment has no outputs');
  return first;
};
