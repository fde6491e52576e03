import { describe, expect, test } from '@jest/globals';
import { arnOf, functionArn, type Kit, machineOf, makeKit, Thrown, typesOf } from './kit.ts';

const INVOKE = 'arn:aws:states:::lambda:invoke';
const invoke = (FunctionName: string, more: object = {}): object => ({
  Type: 'Task',
  Resource: INVOKE,
  Arguments: { FunctionName, Payload: '{% $states.input %}' },
  ...more,
});
const ask = (more: object = {}): object => ({
  Type: 'Task',
  Resource: `${INVOKE}.waitForTaskToken`,
  Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
  ...more,
});
const sentToken = (kit: Kit): string => kit.invoked.findLast(({ name }) => name === 'ask')?.event.token;

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

describe('task tokens', () => {
  const functions = { ask: () => ({ asked: true }) };

  test('wait, without memory, for SendTaskSuccess; and only once', async () => {
    const kit = makeKit({ machines: { m: machineOf({ A: ask() }) }, functions });
    expect(await kit.run('m')).toMatchObject({ status: 'RUNNING', currentStates: ['A'] });
    expect(kit.engine.held()).toBe(0);
    const taskToken = sentToken(kit);
    await kit.api('SendTaskSuccess', { taskToken, output: '{"decision":"yes"}' });
    await kit.activity.idle();
    expect(kit.view('m', 'one')).toMatchObject({ status: 'SUCCEEDED', output: { decision: 'yes' } });
    expect(typesOf(kit.view('m', 'one')).slice(2, 7)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
    ]);
    await expect(kit.api('SendTaskSuccess', { taskToken, output: '{}' })).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  test('SendTaskFailure fails with the error given', async () => {
    const kit = makeKit({ machines: { m: machineOf({ A: ask() }) }, functions });
    await kit.run('m');
    await kit.api('SendTaskFailure', { taskToken: sentToken(kit), error: 'Refused', cause: 'by hand' });
    await kit.activity.idle();
    expect(kit.view('m', 'one')).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'by hand' });
  });

  test('a token sent while the function still runs counts', async () => {
    let answer = (): void => {};
    const slow = { ask: () => new Promise<void>((resolve) => (answer = resolve)) };
    const kit = makeKit({ machines: { m: machineOf({ A: ask() }) }, functions: slow });
    kit.engine.executions.start({ stateMachineArn: arnOf('m'), name: 'one' });
    while (kit.invoked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await kit.api('SendTaskSuccess', { taskToken: sentToken(kit), output: '1' });
    answer();
    await kit.activity.idle();
    expect(kit.view('m', 'one')).toMatchObject({ status: 'SUCCEEDED', output: 1 });
  });

  test.each([
    ['none of ours', 'InvalidToken', (): string => 'nonsense'],
    ['of an unknown execution', 'TaskDoesNotExist', (kit: Kit): string => reforged(sentToken(kit))],
  ])('a token %s: %s', async (_name, name, make) => {
    const kit = makeKit({ machines: { m: machineOf({ A: ask() }) }, functions });
    await kit.run('m');
    await expect(kit.api('SendTaskHeartbeat', { taskToken: make(kit) })).rejects.toMatchObject({ name });
  });

  test('an output that is no JSON is refused and the task stays open', async () => {
    const kit = makeKit({ machines: { m: machineOf({ A: ask() }) }, functions });
    await kit.run('m');
    const sent = kit.api('SendTaskSuccess', { taskToken: sentToken(kit), output: 'nope' });
    await expect(sent).rejects.toMatchObject({ name: 'InvalidOutput' });
    expect(kit.view('m', 'one').status).toBe('RUNNING');
  });
});

function reforged(token: string): string {
  const text = Buffer.from(token, 'base64url').toString().replace(/^\d+/, '999');
  return Buffer.from(text).toString('base64url');
}

describe('time limits', () => {
  const functions = { ask: () => 1 };

  test.each([
    ['a number', { TimeoutSeconds: 60 }],
    ['an expression', { TimeoutSeconds: '{% $states.input.s %}' }],
  ])('TimeoutSeconds as %s', async (_name, fields) => {
    const kit = makeKit({ machines: { m: machineOf({ A: ask(fields) }) }, functions });
    await kit.run('m', { s: 60 });
    await kit.clock.advance(59_999);
    expect(kit.view('m', 'one').status).toBe('RUNNING');
    await kit.clock.advance(1);
    const view = kit.view('m', 'one');
    expect(view).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(typesOf(view).slice(-2)).toEqual(['TaskTimedOut', 'ExecutionFailed']);
    const late = kit.api('SendTaskSuccess', { taskToken: sentToken(kit), output: '{}' });
    await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  test('heartbeats put the heartbeat off, not the timeout', async () => {
    const kit = makeKit({
      machines: { m: machineOf({ A: ask({ TimeoutSeconds: 100, HeartbeatSeconds: 10 }) }) },
      functions,
    });
    await kit.run('m');
    for (let beat = 0; beat < 5; beat++) {
      await kit.clock.advance(9_000);
      await kit.api('SendTaskHeartbeat', { taskToken: sentToken(kit) });
    }
    await kit.clock.advance(9_999);
    expect(kit.view('m', 'one').status).toBe('RUNNING');
    await kit.clock.advance(1);
    expect(kit.view('m', 'one')).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test.each([
    [['States.HeartbeatTimeout'], 'caught'],
    [['States.Timeout'], 'caught'],
    [['States.TaskFailed'], undefined],
  ])('a missed heartbeat under Catch %j', async (names, output) => {
    const Catch = [{ ErrorEquals: names, Next: 'Caught' }];
    const A = ask({ HeartbeatSeconds: 1, Catch, End: true });
    const kit = makeKit({
      machines: { m: machineOf({ A, Caught: { Type: 'Succeed', Output: 'caught' } }) },
      functions,
    });
    await kit.run('m');
    await kit.clock.advance(1_000);
    expect(kit.view('m', 'one').output).toBe(output);
  });

  test("the execution's TimeoutSeconds: TIMED_OUT, without error", async () => {
    const kit = makeKit({ machines: { m: machineOf({ A: ask() }, { TimeoutSeconds: 30 }) }, functions });
    await kit.run('m');
    await kit.clock.advance(30_000);
    const view = kit.view('m', 'one');
    expect(view.status).toBe('TIMED_OUT');
    expect(view.error).toBeUndefined();
    expect(typesOf(view).at(-1)).toBe('ExecutionTimedOut');
  });

  test('a reminder is a timeout that loops', async () => {
    const Again = [{ ErrorEquals: ['States.Timeout'], Assign: { n: '{% $n + 1 %}' }, Next: 'A' }];
    const A = ask({ TimeoutSeconds: 86_400, Catch: Again, End: true, Output: '{% $n %}' });
    const kit = makeKit({
      machines: { m: machineOf({ S: { Type: 'Pass', Assign: { n: 0 } }, A }) },
      functions,
    });
    await kit.run('m');
    await kit.clock.advance(3 * 86_400_000 + 1);
    expect(kit.invoked).toHaveLength(4);
    await kit.api('SendTaskSuccess', { taskToken: sentToken(kit), output: '{}' });
    expect(kit.view('m', 'one').output).toBe(3);
  });
});
