import { describe, expect, test } from '@jest/globals';
import type { Call, Properties } from '../../../local/parts.ts';
import { type Finding, proof } from '../../iam/findings.ts';
import { resource, stackOf } from '../local-runner/ground.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:123456789012:table/T';
const role = resource('AWS::IAM::Role', 'KeeperRole', {
  AssumeRolePolicyDocument: {
    Statement: [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    ],
  },
});
const keeper = resource('AWS::Lambda::Function', 'Keeper', {
  Role: role.arn,
  LoggingConfig: { LogGroup: 'KeeperLogs' },
});
const logs = {
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: 'arn:aws:logs:us-east-1:123456789012:log-group:KeeperLogs:*',
};
const put: Call = { by: keeper.arn, action: 'dynamodb:PutItem', resource: TABLE };
const allow = (Action: string | string[], Resource: string | string[], more: Properties = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

/** What is found in a stack with one function whose role is granted this; the two reasons there are do not fit it. */
const found = async (
  statements: Properties[],
  calls: Call[] = [put],
  changes: { role?: Properties; more?: ReturnType<typeof resource>[] } = {},
): Promise<Finding[]> => {
  const policy = resource('AWS::IAM::Policy', 'KeeperPolicy', {
    Roles: [role.ref],
    PolicyDocument: { Statement: [logs, ...statements] },
  });
  const its = { ...role, properties: { ...role.properties, ...changes.role } };
  const stack = stackOf([keeper, its, policy, ...(changes.more ?? [])]);
  const { findings } = await proof(stack, calls, async (action) => action.startsWith('xray:'));
  return findings.filter(({ what }) => !what.startsWith('the reason for'));
};

describe('a role', () => {
  test('that is granted what it uses, and no more, is right', async () => {
    expect(await found([allow('dynamodb:PutItem', TABLE)])).toEqual([]);
  });
  test('that lacks what it uses', async () => {
    expect(await found([])).toEqual([
      {
        holder: 'Keeper',
        what: 'dynamodb:PutItem was refused',
        fix: `grant Keeper dynamodb:PutItem on ${TABLE}`,
      },
    ]);
  });
  test('that is granted what it never uses: an action, or a resource', async () => {
    const unused = await found([
      allow(['dynamodb:PutItem', 'dynamodb:DeleteItem'], TABLE),
      allow('dynamodb:PutItem', `${TABLE}2`),
    ]);
    expect(unused.map(({ what }) => what)).toEqual([
      `dynamodb:DeleteItem on ${TABLE} was never used`,
      `dynamodb:PutItem on ${TABLE}2 was never used`,
    ]);
  });
  test('that may do it to everything, or to more than the one', async () => {
    const [everything] = await found([allow('dynamodb:PutItem', '*')]);
    expect(everything).toMatchObject({ what: 'dynamodb:PutItem on everything', fix: `grant it on ${TABLE}` });
    const [part] = await found([allow('dynamodb:PutItem', TABLE.replace('T', '*'))]);
    expect(part?.what).toMatch(/^dynamodb:PutItem on arn/);
    const [any] = await found([allow('dynamodb:*', TABLE)]);
    expect(any).toMatchObject({ what: 'dynamodb:* names no action', fix: 'name dynamodb:PutItem' });
  });
  test('may do everywhere what knows no resource', async () => {
    const trace = { by: keeper.arn, action: 'xray:PutTraceSegments', resource: '*' };
    expect(await found([allow('dynamodb:PutItem', TABLE), allow(trace.action, '*')], [put, trace])).toEqual(
      [],
    );
  });
  test('that has a managed policy, or that another service may take', async () => {
    const trust = {
      AssumeRolePolicyDocument: {
        Statement: [{ Principal: { Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com'] } }],
      },
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    };
    const faults = await found([allow('dynamodb:PutItem', TABLE)], [put], { role: trust });
    expect(faults.map(({ fix }) => fix)).toEqual([
      expect.stringContaining('AdministratorAccess'),
      expect.stringContaining('ec2.amazonaws.com'),
    ]);
  });
  test('whose function never ran', async () => {
    const [idle] = await found([], []);
    expect(idle).toMatchObject({ holder: 'Keeper', what: 'never ran' });
  });
});

describe('a permission of a function', () => {
  const permission = resource('AWS::Lambda::Permission', 'Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: keeper.arn,
    Principal: 'apigateway.amazonaws.com',
    SourceArn: 'arn:aws:execute-api:us-east-1:123456789012:api/*/*/*',
  });
  const called = (source: string): Call => ({
    by: 'apigateway.amazonaws.com',
    action: 'lambda:InvokeFunction',
    resource: keeper.arn,
    context: { 'aws:SourceArn': `arn:aws:execute-api:us-east-1:123456789012:${source}` },
  });
  const judged = (source: string) =>
    found([allow('dynamodb:PutItem', TABLE)], [put, called(source)], { more: [permission] });

  test('lets in the routes that it names', async () => {
    expect(await judged('api/$default/GET/docs')).toEqual([]);
  });
  test('does not let in the route for all else, which has neither method nor path', async () => {
    expect((await judged('api/$default/$default')).map(({ what }) => what)).toContain(
      'lambda:InvokeFunction was refused',
    );
  });
});
