import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { faultIn, planOf, settingsOf } from '../../../infra/deployment.ts';
import { stages } from '../../../infra/stage.ts';

const given = ['--stage', 'mine', '--region', 'eu-west-1'];
const local = stages.local;
if (!local) throw new Error('there is no stage local');

beforeEach(() => {
  stages.mine = { ...local, name: 'mine', mailFrom: 'Us <no-reply@us.test>', operatorEmail: 'ops@us.test' };
});
afterEach(() => {
  delete stages.mine;
});

describe('a command line that is right', () => {
  test('is the CDK program on that stage, in that region, which asks before it widens rights', () => {
    expect(planOf(given)).toMatchObject({
      args: [
        ...['deploy', 'Cosell-mine', '--context', 'stage=mine'],
        ...['--require-approval', 'broadening', '--outputs-file', '.cosell/deployed/mine.outputs.json'],
      ],
      environment: { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' },
      dryRun: false,
    });
  });
  test('asks nobody with --yes, and runs nothing with --dry-run', () => {
    const plan = planOf([...given, '--yes', '--dry-run']);
    expect([plan.args.join(' '), plan.dryRun]).toEqual([
      expect.stringContaining('--require-approval never'),
      true,
    ]);
  });
});

describe('refused in one line', () => {
  test.each([
    [[], '--stage is missing'],
    [['--stage', 'mine'], '--region is missing'],
    [['--stage', 'mine', '--region', 'Ireland'], '--region Ireland is no AWS region'],
    [
      ['--stage', 'mien', '--region', 'eu-west-1'],
      'no stage mien in infra/stage.ts; there are: local, production, mine',
    ],
    [
      ['--stage', 'production', '--region', 'eu-west-1'],
      'mailFrom of the stage production is still the example',
    ],
    [[...given, '--force'], 'Unknown option'],
    [[...given, 'now'], 'Unexpected argument'],
  ])('%j', (argv, why) => {
    let said = '';
    try {
      planOf(argv);
    } catch (thrown) {
      said = (thrown as Error).message;
    }
    expect(said).toContain(why);
    expect(said).not.toContain('\n');
  });
  test('an operator whom nobody can write to', () => {
    stages.mine = { ...local, name: 'mine', mailFrom: 'Us <no-reply@us.test>' };
    expect(() => planOf(given)).toThrow('operatorEmail of the stage mine is still the example');
  });
});

describe('what CDK says is said in one line', () => {
  test.each([
    [
      'Need to perform AWS calls for account 1, but no credentials have been configured',
      'no AWS credentials',
    ],
    ['Unable to resolve AWS account to use. It must be either configured', 'no AWS credentials'],
    ['ExpiredToken: The security token included in the request is expired', 'sign in again'],
    [
      'SSM parameter /cdk-bootstrap/hnb659fds/version not found. Has the environment been bootstrapped?',
      'npx cdk bootstrap',
    ],
    ["decreases account's UnreservedConcurrentExecution below its minimum value", 'relayConcurrency'],
  ])('%s', (printed, said) => {
    expect(faultIn(`✨  Synthesis time\n${printed}\n`, planOf(given))).toContain(said);
  });
  test('and what we do not know is left in CDK’s own words', () => {
    expect(faultIn('Resource handler returned message: something else', planOf(given))).toBeUndefined();
  });
});

test('the settings of a deployment are its outputs, with stage and region', () => {
  const outputs = { 'Cosell-mine': { BaseUrl: 'https://api.us.test', OperatorClientId: 'abc' } };
  expect(settingsOf(planOf(given), outputs)).toEqual({
    stage: 'mine',
    region: 'eu-west-1',
    baseUrl: 'https://api.us.test',
    operatorClientId: 'abc',
  });
  expect(() => settingsOf(planOf(given), {})).toThrow('no outputs of Cosell-mine');
});
