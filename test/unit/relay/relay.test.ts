import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';

process.env.AWS_REGION = 'eu-west-1';
process.env.BUS_NAME = 'cosell-test';
process.env.WORKFLOWS = JSON.stringify({ referral: 'arn:machine:referral' });
const { handler } = await import('../../../functions/relay/handlers.ts');

const bus = mockClient(EventBridgeClient);
const workflows = mockClient(SFNClient);
type Record = Parameters<typeof handler>[0]['Records'][number];

const record = (number: number, given: { [name: string]: string } = {}, eventName = 'INSERT'): Record => ({
  eventName,
  dynamodb: {
    SequenceNumber: `s${number}`,
    NewImage: Object.fromEntries(
      Object.entries({
        entity: 'event',
        source: 'cosell.referrals',
        type: 'cosell.referral.proposed.v1',
        event: `{"id":"evt_${number}"}`,
        ...given,
      }).map(([name, value]) => [name, { S: value }]),
    ),
  },
});
const many = (count: number): Record[] =>
  Array.from({ length: count }, (_, position) => record(position + 1));
const failing = (name: string) => Object.assign(new Error(`${name}: eyJ-the-token`), { name });
const sent = () =>
  bus
    .commandCalls(PutEventsCommand)
    .map(({ args }) => (args[0].input.Entries ?? []).map(({ Detail }) => Detail));
const from = (number: number) => ({ batchItemFailures: [{ itemIdentifier: `s${number}` }] });
const allDone = { batchItemFailures: [] };

const lines: string[] = [];
beforeEach(() => {
  bus.reset();
  workflows.reset();
  bus.on(PutEventsCommand).resolves({ Entries: [] });
  lines.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('events go on to the bus', () => {
  test('as they were written, in order, ten at a time', async () => {
    expect(await handler({ Records: many(23) })).toEqual(allDone);
    expect(sent().map((batch) => batch.length)).toEqual([10, 10, 3]);
    expect(sent().flat()).toEqual(many(23).map((_, position) => `{"id":"evt_${position + 1}"}`));
    expect(bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0]).toEqual({
      EventBusName: 'cosell-test',
      Source: 'cosell.referrals',
      DetailType: 'cosell.referral.proposed.v1',
      Detail: '{"id":"evt_1"}',
    });
  });

  test('and nothing else does: no record, no change of one, no removal', async () => {
    const removed: Record = { eventName: 'REMOVE', dynamodb: { SequenceNumber: 's3' } };
    const records = [record(1, { entity: 'referral' }), record(2, {}, 'MODIFY'), removed];
    expect(await handler({ Records: records })).toEqual(allDone);
    expect(sent()).toEqual([]);
  });
});

describe('what fails is tried again with all that came after it', () => {
  test('from the first event that the bus refused', async () => {
    bus.on(PutEventsCommand).resolves({
      FailedEntryCount: 2,
      Entries: [{}, {}, { ErrorCode: 'ThrottlingException' }, {}, { ErrorCode: 'InternalFailure' }],
    });
    expect(await handler({ Records: many(5) })).toEqual(from(3));
  });

  test('from the first of a batch that did not go at all; later batches wait, so that they do not overtake', async () => {
    bus.on(PutEventsCommand).resolvesOnce({ Entries: [] }).rejects(failing('InternalException'));
    expect(await handler({ Records: many(35) })).toEqual(from(11));
    expect(sent()).toHaveLength(2);
  });

  test('from the record whose workflow did not start, though later ones did', async () => {
    const start = { startWorkflow: 'referral', startName: 'rfl_1-2', startInput: '{}' };
    workflows.on(StartExecutionCommand).rejects(failing('ServiceUnavailable'));
    expect(await handler({ Records: [record(1), record(2, start), record(3)] })).toEqual(from(2));
  });

  test('from the earliest of several', async () => {
    workflows.on(SendTaskSuccessCommand).rejects(failing('InternalServerError'));
    bus.on(PutEventsCommand).resolves({ Entries: [{ ErrorCode: 'InternalFailure' }] });
    const wake = { entity: 'wake', taskToken: 't', wakeOutput: '{}' };
    expect(await handler({ Records: [record(1), record(2, wake)] })).toEqual(from(1));
    expect(await handler({ Records: [record(1, wake), record(2)] })).toEqual(from(1));
  });

  test('and is logged without the tokens it was about', async () => {
    workflows.on(SendTaskSuccessCommand).rejects(failing('InternalServerError'));
    await handler({ Records: [record(1, { taskToken: 'the-token', wakeOutput: '{}' })] });
    const failed = lines.filter((line) => line.includes('"level":"error"'));
    expect(failed.map((line) => JSON.parse(line))).toMatchObject([{ error: 'InternalServerError' }]);
    expect(lines.join('')).not.toContain('"the-token');
  });
});

describe('a workflow', () => {
  const start = { startWorkflow: 'referral', startName: 'rfl_1-2', startInput: '{"recordId":"rfl_1"}' };
  const wake = { taskToken: 'token-1', wakeOutput: '{"outcome":"approved"}' };

  test('is started under the name of the record and its revision', async () => {
    workflows.on(StartExecutionCommand).resolves({});
    expect(await handler({ Records: [record(1, start)] })).toEqual(allDone);
    expect(workflows.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: 'arn:machine:referral',
      name: 'rfl_1-2',
      input: '{"recordId":"rfl_1"}',
    });
  });

  test('is told which request started it, and so are those who read the log', async () => {
    workflows.on(StartExecutionCommand).resolves({});
    await handler({ Records: [record(1, { ...start, pk: 'EVENT#rfl_1', requestId: 'r7' })] });
    const { input } = workflows.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};
    expect(JSON.parse(input ?? '')).toEqual({ recordId: 'rfl_1', requestId: 'r7' });
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ message: 'relayed', requestId: 'r7', record: 'rfl_1' });
    expect(lines).toHaveLength(2);
  });

  test('that an earlier try started is started', async () => {
    workflows.on(StartExecutionCommand).rejects(failing('ExecutionAlreadyExists'));
    expect(await handler({ Records: [record(1, start)] })).toEqual(allDone);
    expect(sent()).toHaveLength(1);
  });

  test('is woken with what it is told, by an event or without one', async () => {
    workflows.on(SendTaskSuccessCommand).resolves({});
    expect(await handler({ Records: [record(1, wake), record(2, { ...wake, entity: 'wake' })] })).toEqual(
      allDone,
    );
    expect(workflows.commandCalls(SendTaskSuccessCommand).map(({ args }) => args[0].input)).toEqual([
      { taskToken: 'token-1', output: '{"outcome":"approved"}' },
      { taskToken: 'token-1', output: '{"outcome":"approved"}' },
    ]);
    expect(sent()).toEqual([['{"id":"evt_1"}']]);
  });

  test.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])(
    'that no longer waits (%s) is fine: the table has the truth',
    async (name) => {
      workflows.on(SendTaskSuccessCommand).rejects(failing(name));
      expect(await handler({ Records: [record(1, wake)] })).toEqual(allDone);
    },
  );

  test('is woken before systems are told, and even where they cannot be told', async () => {
    const order: string[] = [];
    workflows.on(SendTaskSuccessCommand).callsFake(() => order.push('wake'));
    bus.on(PutEventsCommand).callsFake(() => {
      order.push('bus');
      throw failing('InternalException');
    });
    expect(await handler({ Records: [record(1, wake)] })).toEqual(from(1));
    expect(order).toEqual(['wake', 'bus']);
  });
});
