import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isExample, stageOf } from './stage.ts';

export const usage = `Usage: npm run deploy -- --stage NAME --region REGION [--yes] [--dry-run]

  --stage NAME     which of infra/stage.ts
  --region REGION  an AWS region: eu-west-1
  --yes            do not ask before rights are widened (a pipeline has nobody to ask)
  --dry-run        check everything that can be checked here, show the command, and stop

Your shell's AWS credentials are used (AWS_PROFILE, for instance). Settings of the deployment are written to .cosell/deployed/NAME.json.`;

/** What a deployment runs, and where it leaves what it learnt. */
export interface Plan {
  stack: string;
  stage: string;
  region: string;
  dryRun: boolean;
  /** Arguments of the CDK program. */
  args: string[];
  /** Beside what the shell has. */
  environment: Record<string, string>;
  outputsFile: string;
  settingsFile: string;
}

const parsed = (argv: string[]) => {
  try {
    const options = {
      stage: { type: 'string' },
      region: { type: 'string' },
      yes: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
    } as const;
    return parseArgs({ args: argv, strict: true, options }).values;
  } catch (thrown) {
    throw new Error((thrown as Error).message.split('. ')[0]);
  }
};

/**
 * What is to be run for a command line.
 * @throws Error in one line, naming what is missing or wrong: an option, a stage, a setting that is still the example's.
 */
export const planOf = (argv: string[]): Plan => {
  const { stage: name, region, yes = false, 'dry-run': dryRun = false } = parsed(argv);
  if (!name) throw new Error('--stage is missing: which stage of infra/stage.ts?');
  if (!region) throw new Error('--region is missing: eu-west-1, say');
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) throw new Error(`--region ${region} is no AWS region`);
  const stage = stageOf(name);
  for (const setting of ['mailFrom', 'operatorEmail'] as const)
    if (name !== 'local' && isExample(stage[setting]))
      throw new Error(
        `infra/stage.ts: ${setting} of the stage ${name} is still the example ${stage[setting]}; put your own there`,
      );
  const stack = `Cosell-${name}`;
  const outputsFile = join('.cosell', 'deployed', `${name}.outputs.json`);
  return {
    ...{ stack, stage: name, region, dryRun, outputsFile },
    settingsFile: join('.cosell', 'deployed', `${name}.json`),
    args: [
      ...['deploy', stack, '--context', `stage=${name}`],
      ...['--require-approval', yes ? 'never' : 'broadening', '--outputs-file', outputsFile],
    ],
    environment: { AWS_REGION: region, AWS_DEFAULT_REGION: region },
  };
};

/** What CDK says when something is missing that we can name, and what to do. */
const known: readonly [pattern: RegExp, say: (plan: Plan) => string][] = [
  [
    /no credentials have been configured|Unable to resolve AWS account|could not be used to assume|Could not load credentials/i,
    () => 'There are no AWS credentials in this shell: set AWS_PROFILE, or sign in.',
  ],
  [
    /ExpiredToken|token (?:included in the request )?is (?:invalid|expired)|InvalidClientTokenId/i,
    () => 'The AWS credentials of this shell are expired or wrong: sign in again.',
  ],
  [
    /\/cdk-bootstrap\/|has the environment been bootstrapped|is this account bootstrapped/i,
    ({ region }) =>
      `The account has not been prepared for CDK in ${region}: run \`AWS_REGION=${region} npx cdk bootstrap\` once.`,
  ],
  [
    /UnreservedConcurrentExecution/,
    ({ stage }) =>
      `The account's quota of Lambda instances is too small to keep some for the relay: raise it, or take relayConcurrency out of the stage ${stage}.`,
  ],
];

/** One clear line for what CDK printed before it failed, where we know the fault. */
export const faultIn = (printed: string, plan: Plan): string | undefined =>
  known.find(([pattern]) => pattern.test(printed))?.[1](plan);

/** The settings of a deployment, from CDK's outputs file: `BaseUrl` becomes `baseUrl`. */
export const settingsOf = (
  plan: Plan,
  outputs: Record<string, Record<string, string>>,
): Record<string, string> => {
  const own = outputs[plan.stack];
  if (!own) throw new Error(`${plan.outputsFile} has no outputs of ${plan.stack}`);
  const named = Object.entries(own).map(([name, value]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    value,
  ]);
  return { stage: plan.stage, region: plan.region, ...Object.fromEntries(named) };
};
