import { describe, expect, test } from '@jest/globals';
import { arnOf, functionArn, machineOf, makeKit, Thrown, typesOf } from './kit.ts';

const INVOKE = 'arn:aws:states:::lambda:invoke';
const invoke = (FunctionName: string, more: object = {}): object => ({
  Type: 'Task',
  Resource: INVOKE,
  Arguments: { FunctionName, Payload: '{% $states.input %}' },
  ...more,
});
describe('Lambda', () => {
  test('by its own ARN: the answer is the result', async () => {
    const A = { Type: 'Task', Resource: functionArn('double'), Arguments: { n: '{% $states.input.n %}' } };
    const kit = makeKit({ machines: { m: machineOf({ A }) }, functions: { double: ({ n }) => n * 2 } });
    const view = await kit.run('m', { n: 21 });
    expect(view.output).toBe(42);
    expect(typesOf(view)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('through lambda:invoke: Payload, StatusCode, ExecutedVersion', async () => {
    const machines = {
      m: machineOf({ A: invoke('echo', { Assign: { got: '{% $states.result.Payload.a %}' } }) }),
    };
    const kit = makeKit({ machines, functions: { echo: (event) => event } });
    const view = await kit.run('m', { a: 1 });
    expect(view.output).toEqual({ ExecutedVersion: '$LATEST', Payload: { a: 1 }, StatusCode: 200 });
    expect(typesOf(view).slice(2, 5)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSucceeded']);
    expect(view.history[2]?.taskScheduledEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'eu-central-1',
      parameters: '{"FunctionName":"echo","Payload":{"a":1}}',
    });
  });

  test("a function's error keeps its name; the cause is its answer", async () => {
    const functions = {
      bad: () => {
        throw new Thrown('NotFunny', 'why');
      },
    };
    const kit = makeKit({ machines: { m: machineOf({ A: invoke('bad') }) }, functions });
    const view = await kit.run('m');
    expect(view).toMatchObject({ status: 'FAILED', error: 'NotFunny' });
    expect(JSON.parse(view.cause ?? '')).toMatchObject({ errorType: 'NotFunny', errorMessage: 'why' });
    const missing = makeKit({ machines: { m: machineOf({ A: invoke('none') }) } });
    expect(await missing.run('m')).toMatchObject({ error: 'Lambda.ResourceNotFoundException' });
  });
});

describe('services', () => {
  const call = (Resource: string, Arguments: object): object =>
    machineOf({ A: { Type: 'Task', Resource, Arguments } });

  test('dynamodb and the generic integration go to the injected call', async () => {
    const machines = {
      own: call('arn:aws:states:::dynamodb:getItem', {
        TableName: 't',
        Key: { pk: { S: '{% $states.input.id %}' } },
      }),
      sdk: call('arn:aws:states:::aws-sdk:sesv2:sendEmail', { To: 'x' }),
    };
    const kit = makeKit({ machines, callService: async (_service, action) => ({ did: action }) });
    expect((await kit.run('own', { id: '7' })).output).toEqual({ did: 'getItem' });
    expect((await kit.run('sdk')).output).toEqual({ did: 'sendEmail' });
    expect(kit.services).toEqual([
      { service: 'dynamodb', action: 'getItem', args: { TableName: 't', Key: { pk: { S: '7' } } } },
      { service: 'sesv2', action: 'sendEmail', args: { To: 'x' } },
    ]);
  });

  test.each([
    ['arn:aws:states:::dynamodb:putItem', 'DynamoDB.ConditionalCheckFailedException'],
    ['arn:aws:states:::aws-sdk:dynamodb:putItem', 'DynamoDb.ConditionalCheckFailedException'],
  ])('%s fails as %s', async (resource, error) => {
    const thrown = Object.assign(new Error('no'), { name: 'ConditionalCheckFailedException' });
    const callService = (): Promise<unknown> => Promise.reject(thrown);
    const kit = makeKit({ machines: { m: call(resource, {}) }, callService });
    expect(await kit.run('m')).toMatchObject({ status: 'FAILED', error });
  });

  test('aws-sdk:sfn comes back to the engine itself, names in the SDK’s case', async () => {
    const machines = {
      quick: machineOf({ A: { Type: 'Pass' } }),
      m: call('arn:aws:states:::aws-sdk:sfn:startExecution', {
        StateMachineArn: arnOf('quick'),
        Name: 'kid',
      }),
      bad: call('arn:aws:states:::aws-sdk:sfn:sendTaskSuccess', { TaskToken: 'nonsense', Output: '{}' }),
    };
    const kit = makeKit({ machines });
    expect((await kit.run('m')).output).toMatchObject({
      ExecutionArn: expect.stringContaining(':quick:kid'),
    });
    expect(await kit.run('bad')).toMatchObject({ error: 'Sfn.InvalidTokenException' });
    expect(kit.services).toEqual([]);
  });

  test('putEvents: Detail becomes text, the origin is named, a failed entry fails the state', async () => {
    const Entries = [{ Detail: { a: 1 }, DetailType: 'T', Source: 's' }];
    const machines = { m: call('arn:aws:states:::events:putEvents', { Entries }) };
    let FailedEntryCount = 0;
    const kit = makeKit({ machines, callService: async () => ({ FailedEntryCount, Entries: [] }) });
    expect((await kit.run('m')).status).toBe('SUCCEEDED');
    expect(kit.services[0]?.args.Entries).toEqual([
      {
        Detail: '{"a":1}',
        DetailType: 'T',
        Source: 's',
        Resources: [arnOf('m'), arnOf('m').replace('stateMachine', 'execution').concat(':one')],
      },
    ]);
    FailedEntryCount = 1;
    expect(await kit.run('m', {}, 'two')).toMatchObject({ error: 'EventBridge.FailedEntry' });
  });
});
