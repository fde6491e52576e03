import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AwsRequest, Functions, Properties, Resource } from '../../../local/parts.ts';
import { createQueues, type Queues } from '../../../local/queues/queues.ts';
import { fails, fakeFunctions, groundOf, resource, type TestGround } from '../local-runner/ground.ts';

const dead = resource('AWS::SQS::Queue', 'Dead', {});
const queue = resource('AWS::SQS::Queue', 'Work', {
  VisibilityTimeout: 30,
  RedrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 3 },
});
const mapping = (more: Properties = {}) =>
  resource('AWS::Lambda::EventSourceMapping', 'Mapping', {
    EventSourceArn: queue.arn,
    FunctionName: 'work',
    ...more,
  });

let ground: TestGround;
let queues: Queues;
const start = (resources: Resource[] = [], functions: Functions = fakeFunctions(), folder?: string): void => {
  ground = groundOf([queue, dead, ...resources], folder);
  queues = createQueues(ground, functions);
  queues.start();
};
beforeEach(() => start());
afterEach(() => {
  queues.close();
  ground.end();
});
const restart = (resources: Resource[] = [], functions?: Functions): void => {
  queues.close();
  ground.end(true);
  start(resources, functions, ground.folder);
};
const call = async (operation: string, input: Properties = {}): Promise<Properties> => {
  const body = Buffer.from(JSON.stringify({ QueueUrl: queue.ref, ...input }));
  return (await queues.service.handle({ operation, body } as AwsRequest)).body as Properties;
};

test('a message is received, hidden, seen again, deleted; and kept over a restart', async () => {
  const { MessageId, MD5OfMessageBody } = await call('SendMessage', {
    MessageBody: 'hello',
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
  });
  expect(MD5OfMessageBody).toBe('5d41402abc4b2a76b9719d911017c592');
  restart();
  const [message] = (await call('ReceiveMessage')).Messages;
  expect(message).toMatchObject({
    MessageId,
    Body: 'hello',
    MD5OfBody: MD5OfMessageBody,
    MessageAttributes: { kind: { StringValue: 'x' } },
    Attributes: { ApproximateReceiveCount: '1' },
  });
  expect(await call('ReceiveMessage')).toEqual({});
  await ground.clock.advance(31_000);
  const [again] = (await call('ReceiveMessage')).Messages;
  expect(again.Attributes.ApproximateReceiveCount).toBe('2');
  await call('ChangeMessageVisibility', { ReceiptHandle: again.ReceiptHandle, VisibilityTimeout: 0 });
  const [third] = (await call('ReceiveMessage')).Messages;
  await call('DeleteMessage', { ReceiptHandle: third.ReceiptHandle });
  await ground.clock.advance(60_000);
  expect(await call('ReceiveMessage')).toEqual({});
});

test('a message received too often goes to the dead letters', async () => {
  await call('SendMessage', { MessageBody: 'poison' });
  for (let index = 0; index < 3; index += 1) {
    expect((await call('ReceiveMessage')).Messages).toHaveLength(1);
    await ground.clock.advance(31_000);
  }
  expect(await call('ReceiveMessage')).toEqual({});
  expect((await call('ReceiveMessage', { QueueUrl: dead.ref })).Messages[0].Body).toBe('poison');
});

test('delays, batches, attributes, long polls, purges and refusals', async () => {
  await call('SendMessage', { MessageBody: 'late', DelaySeconds: 60 });
  expect(await call('ReceiveMessage')).toEqual({});
  const batch = await call('SendMessageBatch', {
    Entries: [
      { Id: '1', MessageBody: 'a' },
      { Id: '2', MessageBody: '' },
    ],
  });
  expect(batch.Successful).toMatchObject([{ Id: '1' }]);
  expect(batch.Failed).toMatchObject([{ Id: '2', Code: 'MissingParameter' }]);
  expect((await call('GetQueueAttributes', { AttributeNames: ['All'] })).Attributes).toMatchObject({
    ApproximateNumberOfMessages: '1',
    ApproximateNumberOfMessagesDelayed: '1',
    QueueArn: queue.arn,
  });
  await call('ReceiveMessage');
  const polled = call('ReceiveMessage', { WaitTimeSeconds: 5 });
  await call('SendMessage', { MessageBody: 'b' });
  expect((await polled).Messages[0].Body).toBe('b');
  await call('PurgeQueue');
  expect(queues.depths()[0]).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 });
  expect(await call('GetQueueUrl', { QueueName: 'Test-Work' })).toEqual({ QueueUrl: queue.ref });
  expect((await call('ListQueues')).QueueUrls).toEqual([queue.ref, dead.ref]);
  await expect(call('SendMessage', { QueueUrl: 'x/none' })).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  });
  await expect(call('ReceiveMessage', { MaxNumberOfMessages: 11 })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  });
  await expect(call('CreateQueue')).rejects.toMatchObject({ name: 'UnsupportedOperation' });
});

test('a function takes batches; what it fails comes back after the visibility timeout', async () => {
  let failing = true;
  const functions = fakeFunctions((event) => {
    const failed = event.Records.filter(({ body }: Properties) => failing && body === 'b');
    return {
      ok: true,
      payload: {
        batchItemFailures: failed.map(({ messageId }: Properties) => ({ itemIdentifier: messageId })),
      },
    };
  });
  restart([mapping({ FunctionResponseTypes: ['ReportBatchItemFailures'] })], functions);
  const Entries = ['a', 'b', 'c'].map((MessageBody) => ({ Id: MessageBody, MessageBody }));
  await call('SendMessageBatch', { Entries });
  await ground.clock.advance(1);
  expect(functions.calls.map(({ event }) => event.Records.map(({ body }: Properties) => body))).toEqual([
    ['a', 'b', 'c'],
  ]);
  expect(functions.calls[0]?.event.Records[0]).toMatchObject({
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
  });
  failing = false;
  await ground.clock.advance(31_000);
  expect(functions.calls[1]?.event.Records).toMatchObject([
    { body: 'b', attributes: { ApproximateReceiveCount: '2' } },
  ]);
  expect(queues.depths()[0]).toMatchObject({ visible: 0, inFlight: 0 });
});

test('what a function always fails ends with the dead letters, and the runner comes to rest', async () => {
  const functions = fakeFunctions(() => fails());
  restart([mapping()], functions);
  queues.send(queue.arn, 'poison');
  await ground.clock.advance(600_000);
  expect(functions.calls).toHaveLength(3);
  expect(queues.depths()).toMatchObject([{ visible: 0, inFlight: 0 }, { visible: 1 }]);
});
