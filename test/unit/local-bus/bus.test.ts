import { afterEach, expect, test } from '@jest/globals';
import { type Bus, createBus } from '../../../local/bus/bus.ts';
import { AwsError, type AwsRequest, type Functions, type Properties } from '../../../local/parts.ts';
import { fails, fakeFunctions, groundOf, resource, type TestGround } from '../local-runner/ground.ts';

const bus = resource('AWS::Events::EventBus', 'Bus', { Name: 'cosell' });
const other = resource('AWS::Events::EventBus', 'Other', { Name: 'other' });
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:hear';
const machineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:m';
const queueArn = 'arn:aws:sqs:us-east-1:123456789012:q';
const deadArn = 'arn:aws:sqs:us-east-1:123456789012:dead';
const rule = (id: string, targets: Properties[], more: Properties = {}) =>
  resource('AWS::Events::Rule', id, {
    EventBusName: 'cosell',
    EventPattern: { source: [{ prefix: 'cosell.' }] },
    Targets: targets.map((target, index) => ({ Id: `t${index}`, ...target })),
    ...more,
  });

let ground: TestGround;
let running: Bus;
const sent: [string, unknown][] = [];
const started: [string, string][] = [];
let refuse = false;
const start = (resources: Parameters<typeof groundOf>[0], functions: Functions, folder?: string): void => {
  ground = groundOf(resources, folder);
  running = createBus(ground, {
    functions,
    sendToQueue: (arn, body) => {
      if (refuse) throw new AwsError('QueueDoesNotExist', 'no');
      sent.push([arn, JSON.parse(body)]);
    },
    startExecution: (arn, input) => void started.push([arn, input]),
  });
  running.start();
};
afterEach(() => {
  running.close();
  ground.end();
  sent.length = 0;
  started.length = 0;
  refuse = false;
});
const call = async (Entries: unknown, operation = 'PutEvents'): Promise<Properties> => {
  const request = { operation, body: Buffer.from(JSON.stringify({ Entries })) } as AwsRequest;
  return (await running.service.handle(request)).body as Properties;
};
const entry = (more: Properties = {}): Properties => ({
  Source: 'cosell.referrals',
  DetailType: 'cosell.referral.proposed.v1',
  Detail: '{"id":"r1"}',
  EventBusName: 'cosell',
  ...more,
});

test('every kind of target takes a matching event; the list keeps all, in order', async () => {
  const functions = fakeFunctions();
  const targets = [
    { Arn: functionArn },
    { Arn: queueArn, InputPath: '$.detail' },
    {
      Arn: machineArn,
      InputTransformer: { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '{"record": <id>}' },
    },
    { Arn: other.arn },
    { Arn: 'arn:aws:logs:us-east-1:123456789012:log-group:x' },
  ];
  start([bus, other, rule('R', targets)], functions);
  const answer = await call([entry(), entry({ Source: 'else' })]);
  expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }, {}] });
  await ground.activity.idle();
  expect(functions.calls).toHaveLength(1);
  expect(functions.calls[0]?.event).toMatchObject({
    version: '0',
    id: answer.Entries[0].EventId,
    source: 'cosell.referrals',
    'detail-type': 'cosell.referral.proposed.v1',
    account: '123456789012',
    region: 'us-east-1',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    resources: [],
    detail: { id: 'r1' },
  });
  expect(sent).toEqual([[queueArn, { id: 'r1' }]]);
  expect(started).toEqual([[machineArn, '{"record": "r1"}']]);
  const kept = running.events(0, 10).map(({ sequence, bus: on, event }) => [sequence, on, event.source]);
  expect(kept).toEqual([
    [1, 'cosell', 'cosell.referrals'],
    [2, 'cosell', 'else'],
    [3, 'other', 'cosell.referrals'],
  ]);
});

test('each entry is refused for itself, a call for its size and number', async () => {
  start([bus], fakeFunctions());
  const answer = await call([
    entry(),
    entry({ Detail: 'not json' }),
    entry({ Detail: '[1]' }),
    entry({ Source: undefined }),
    entry({ DetailType: '' }),
    entry({ Source: 'aws.ec2' }),
    entry({ EventBusName: 'nowhere' }),
  ]);
  expect(answer.FailedEntryCount).toBe(6);
  expect(answer.Entries.map(({ ErrorCode }: Properties) => ErrorCode)).toEqual([
    undefined,
    'MalformedDetail',
    'MalformedDetail',
    'InvalidArgument',
    'InvalidArgument',
    'NotAuthorizedForSourceException',
    'ResourceNotFoundException',
  ]);
  await expect(call([])).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(call(Array(11).fill(entry()))).rejects.toMatchObject({ name: 'ValidationException' });
  const large = entry({ Detail: JSON.stringify({ text: 'x'.repeat(600_000) }) });
  await expect(call([large, large])).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(call([], 'ListRules')).rejects.toMatchObject({ name: 'UnknownOperationException' });
});

test('a failing function runs twice more, after one and two minutes; then its dead letters are told', async () => {
  const functions = fakeFunctions(() => fails());
  const config = resource('AWS::Lambda::EventInvokeConfig', 'Config', {
    FunctionName: 'hear',
    DestinationConfig: { OnFailure: { Destination: deadArn } },
  });
  start([bus, config, rule('R', [{ Arn: functionArn }])], functions);
  await call([entry()]);
  await ground.activity.idle();
  expect(functions.calls).toHaveLength(1);
  await ground.clock.advance(59_000);
  expect(functions.calls).toHaveLength(1);
  await ground.clock.advance(2_000);
  expect(functions.calls).toHaveLength(2);
  await ground.clock.advance(121_000);
  expect(functions.calls).toHaveLength(3);
  await ground.clock.advance(86_400_000);
  expect(functions.calls).toHaveLength(3);
  expect(sent).toEqual([[deadArn, expect.objectContaining({ source: 'cosell.referrals' })]]);
});

test('a delivery that fails is tried by the retry policy, then goes to the rule’s dead letters', async () => {
  const target = {
    Arn: 'arn:aws:nothing:us-east-1:123456789012:x',
    RetryPolicy: { MaximumRetryAttempts: 3 },
    DeadLetterConfig: { Arn: deadArn },
  };
  start([bus, rule('R', [target])], fakeFunctions());
  await call([entry()]);
  await ground.clock.advance(3_600_000);
  expect(ground.lines.map(({ message }) => message)).toEqual([
    'event delivery failed',
    'event delivery failed',
    'event delivery failed',
    'event delivery given up',
  ]);
  expect(sent).toHaveLength(1);
});

test('what was not delivered survives a restart', async () => {
  start(
    [bus, rule('R', [{ Arn: functionArn }])],
    fakeFunctions(() => new Promise(() => {})),
  );
  await call([entry(), entry()]);
  running.close();
  ground.end(true);
  const functions = fakeFunctions();
  start([bus, rule('R', [{ Arn: functionArn }])], functions, ground.folder);
  await ground.activity.idle();
  expect(functions.calls).toHaveLength(2);
});

test('a pattern that EventBridge would refuse is named with its rule', () => {
  start([bus], fakeFunctions());
  expect(() =>
    createBus(groundOf([rule('Wrong', [], { EventPattern: { source: [{ preffix: 'x' }] } })]), {
      functions: fakeFunctions(),
      sendToQueue: () => {},
      startExecution: () => {},
    }),
  ).toThrow(/rule Wrong: \$\.source: .*preffix/);
});
