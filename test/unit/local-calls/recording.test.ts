import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Recording, startRecording } from '../../../local/calls/recording.ts';
import type { Call, ExecutionView, Properties } from '../../../local/parts.ts';
import { resource, stackOf } from '../local-runner/ground.ts';

const keeper = resource('AWS::Lambda::Function', 'Keeper');
const parent = resource('AWS::StepFunctions::StateMachine', 'Parent');
const child = resource('AWS::StepFunctions::StateMachine', 'Child');
const authorizer = resource('AWS::ApiGatewayV2::Authorizer', 'Guard', {
  AuthorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/functions/${keeper.arn}/invocations`,
});
const folder = mkdtempSync(join(tmpdir(), 'cosell-calls-'));
afterAll(() => rmSync(folder, { recursive: true }));

let file = '';
let recording: Recording;
beforeEach(() => {
  file = join(folder, `${crypto.randomUUID()}.jsonl`);
  const stack = stackOf([keeper, parent, child, authorizer]);
  recording = startRecording(file, { stack, machineOf: () => undefined });
});
const recorded = (): Call[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Call);
const short = (): string[] => recorded().map(({ by, action, resource: to }) => [by, action, to].join(' '));

test('a kind of call is written down once', () => {
  for (const action of ['a:B', 'a:B', 'a:C']) recording.record({ by: keeper.arn, action, resource: '*' });
  expect(recorded().map(({ action }) => action)).toEqual(['a:B', 'a:C']);
});

describe('an invocation', () => {
  const source = () => recorded()[0]?.context?.['aws:SourceArn']?.split(':').at(-1);
  test('by a route of the gateway', () => {
    const event = { routeKey: 'GET /a/{id}', requestContext: { apiId: 'api', stage: '$default' } };
    recording.invocation(keeper.arn, event);
    expect(short()).toEqual([`apigateway.amazonaws.com lambda:InvokeFunction ${keeper.arn}`]);
    expect(source()).toBe('api/$default/GET/a/{id}');
  });
  test('by the route for all else, whose ARN has neither method nor path', () => {
    recording.invocation(keeper.arn, {
      routeKey: '$default',
      requestContext: { apiId: 'api', stage: '$default' },
    });
    expect(source()).toBe('api/$default/$default');
  });
  test('as an authorizer', () => {
    recording.invocation(keeper.arn, {
      type: 'REQUEST',
      routeKey: 'GET /a',
      requestContext: { apiId: 'api', stage: '$default' },
    });
    expect(source()).toBe(`api/authorizers/${authorizer.ref}`);
  });
  test('by a stream is read with the function’s role', () => {
    recording.invocation(keeper.ref, {
      Records: [{ eventSource: 'aws:dynamodb', eventSourceARN: 'stream' }],
    });
    expect(short()).toContain(`${keeper.arn} dynamodb:GetRecords stream`);
  });
});

test('a history tells what a machine did: its tasks, and what it takes to see a nested execution through', () => {
  const started = 'arn:aws:states:us-east-1:123456789012:execution:Child:one';
  const nested = { resourceType: 'states', resource: 'startExecution.sync:2' };
  const history = [
    {
      type: 'TaskScheduled',
      taskScheduledEventDetails: { ...nested, parameters: `{"StateMachineArn":"${child.arn}"}` },
    },
    {
      type: 'TaskSubmitted',
      taskSubmittedEventDetails: { ...nested, output: `{"ExecutionArn":"${started}"}` },
    },
    {
      type: 'TaskScheduled',
      taskScheduledEventDetails: {
        resourceType: 'lambda',
        resource: 'invoke.waitForTaskToken',
        parameters: `{"FunctionName":"${keeper.ref}"}`,
      },
    },
  ] as Properties[];
  const view = { status: 'SUCCEEDED', history } as unknown as ExecutionView;
  const machine = parent.arn.slice(parent.arn.lastIndexOf(':') + 1);
  recording.machines({
    start: () => ({ executionArn: '', startDate: 0 }),
    list: () => [{ id: 'one', machine, name: 'one', status: 'SUCCEEDED', startedAt: '' }],
    get: () => view,
  });
  const rule =
    'arn:aws:events:us-east-1:123456789012:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule';
  expect(short()).toEqual(
    [
      `states:StartExecution ${child.arn}`,
      `events:PutTargets ${rule}`,
      `events:PutRule ${rule}`,
      `events:DescribeRule ${rule}`,
      `states:DescribeExecution ${started}`,
      `lambda:InvokeFunction ${keeper.arn}`,
    ].map((call) => `${parent.arn} ${call}`),
  );
});

test('the hop hears who asks the database for what, and passes request and answer on as they are', async () => {
  const database = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => response.writeHead(400, { 'x-seen': request.headers.authorization }).end(body));
  });
  await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
  const hop = await recording.hop(`http://127.0.0.1:${(database.address() as AddressInfo).port}`);
  const ask = (caller: string): Promise<Response> =>
    fetch(hop.url, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${caller}/20260101/us-east-1/dynamodb/aws4_request`,
        'x-amz-target': 'DynamoDB_20120810.GetItem',
      },
      body: '{"TableName":"T"}',
    });
  try {
    const answer = await ask(keeper.ref);
    expect([answer.status, await answer.text()]).toEqual([400, '{"TableName":"T"}']);
    expect(answer.headers.get('x-seen')).toContain(keeper.ref);
    await ask('somebody else');
    expect(recorded()).toEqual([
      {
        by: keeper.arn,
        action: 'dynamodb:GetItem',
        resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/T',
      },
    ]);
  } finally {
    hop.close();
    database.close();
    database.closeAllConnections();
  }
});
