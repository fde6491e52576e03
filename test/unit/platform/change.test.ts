import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import {
  commit,
  create,
  put,
  remove,
  replace,
  require as requireStill,
  type Step,
  stale,
} from '../../../functions/platform/change.ts';
import { openTable } from '../../../functions/platform/table.ts';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
const dynamo = mockClient(client);
const table = openTable(client, 'T');
const item = { pk: 'rfl_1', sk: 'RECORD', revision: 4, status: 'proposed' };
const replay = { replay: { status: 201, body: '{}' } };
const means = (code: 'already_exists' | 'stale_revision' | 'wrong_side'): Step =>
  create(table, item, () => ({ code }));

/** What DynamoDB throws when it cancels: a reason for each write, in their order. */
const cancelled = (...reasons: { Code: string; Item?: object }[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: reasons as never,
  });
const FAILED = { Code: 'ConditionalCheckFailed' };
const NONE = { Code: 'None' };
const CONFLICT = { Code: 'TransactionConflict' };
const tries = () => dynamo.commandCalls(TransactWriteCommand).length;

beforeEach(() => {
  dynamo.reset();
});

describe('a change is one transaction', () => {
  test('of all its steps, in their order', async () => {
    dynamo.on(TransactWriteCommand).resolves({});
    const steps = [
      create(table, item),
      replace(table, item, { revision: 3, status: 'draft' }, stale),
      requireStill(table, { pk: 'prt_1', sk: 'RECORD' }, { status: 'active' }, stale),
      put(table, item),
      remove(table, item),
    ];
    expect(await commit(table, steps)).toEqual({ done: true });
    expect(dynamo.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems).toEqual([
      {
        Put: {
          TableName: 'T',
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      {
        Put: {
          TableName: 'T',
          Item: item,
          ConditionExpression: '#revision = :revision AND #status = :status',
          ExpressionAttributeNames: { '#revision': 'revision', '#status': 'status' },
          ExpressionAttributeValues: { ':revision': 3, ':status': 'draft' },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      {
        ConditionCheck: {
          TableName: 'T',
          Key: { pk: 'prt_1', sk: 'RECORD' },
          ConditionExpression: '#status = :status',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':status': 'active' },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      { Put: { TableName: 'T', Item: item } },
      { Delete: { TableName: 'T', Key: { pk: 'rfl_1', sk: 'RECORD' } } },
    ]);
  });
});

describe('a condition that does not hold', () => {
  test('is the refusal of its own step, given the item as it stands', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled(NONE, { ...FAILED, Item: marshall(item) }));
    const steps = [means('already_exists'), replace(table, item, { revision: 3 }, stale)];
    expect(await commit(table, steps)).toEqual({
      done: false,
      because: { code: 'stale_revision', detail: 'The current revision is 4.' },
    });
    expect(tries()).toBe(1);
  });

  test('of the first step comes first, where several fail', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled(NONE, FAILED, FAILED));
    const steps = [means('already_exists'), means('wrong_side'), means('stale_revision')];
    expect(await commit(table, steps)).toMatchObject({ because: { code: 'wrong_side' } });
  });

  test('is outweighed by a replay: it fails because the first try did it', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled(FAILED, FAILED));
    const once = create(table, item, () => replay);
    expect(await commit(table, [means('already_exists'), once])).toEqual({ done: false, because: replay });
  });

  test('outweighs a conflict: there is nothing to wait for', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled(CONFLICT, FAILED));
    expect(await commit(table, [means('wrong_side'), means('already_exists')])).toMatchObject({
      because: { code: 'already_exists' },
    });
    expect(tries()).toBe(1);
  });

  test('on a record that is gone says so', () => {
    expect(stale(undefined)).toEqual({ code: 'stale_revision', detail: 'The record is gone.' });
  });
});

describe('a conflict with another transaction', () => {
  test('is tried again until the way is free', async () => {
    dynamo
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled(CONFLICT, NONE))
      .rejectsOnce(cancelled(NONE, { Code: 'ThrottlingError' }))
      .rejectsOnce(Object.assign(new Error('in progress'), { name: 'TransactionInProgressException' }))
      .resolves({});
    expect(await commit(table, [means('wrong_side'), means('wrong_side')])).toEqual({ done: true });
    expect(tries()).toBe(4);
  });

  test('that does not end is told as busy, after six tries', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled(CONFLICT));
    expect(await commit(table, [means('wrong_side')])).toEqual({ done: false, because: { code: 'busy' } });
    expect(tries()).toBe(6);
  });
});

describe('a bug is thrown, not answered', () => {
  test('a transaction that DynamoDB finds wrong in itself', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled({ Code: 'ValidationError' }));
    await expect(commit(table, [means('wrong_side')])).rejects.toThrow('ValidationError');
  });
  test('whatever else the service throws', async () => {
    dynamo
      .on(TransactWriteCommand)
      .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    await expect(commit(table, [means('wrong_side')])).rejects.toThrow('no');
  });
});

describe('reading', () => {
  test('one item is consistent, and by its key alone', async () => {
    dynamo.on(GetCommand).resolves({ Item: item });
    expect(await table.get({ ...item })).toEqual(item);
    expect(dynamo.commandCalls(GetCommand)[0]?.args[0].input).toEqual({
      TableName: 'T',
      Key: { pk: 'rfl_1', sk: 'RECORD' },
      ConsistentRead: true,
    });
  });

  test('several gives them in the order asked for, each asked once, and asks again for what was left over', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((pk) => ({ pk, sk: 's' })) as [
      typeof item,
      typeof item,
      typeof item,
    ];
    dynamo
      .on(BatchGetCommand)
      .resolvesOnce({ Responses: { T: [c] }, UnprocessedKeys: { T: { Keys: [a] } } })
      .resolves({ Responses: { T: [a] } });
    expect(await table.getAll([a, b, c, a])).toEqual([a, undefined, c, a]);
    const asked = dynamo
      .commandCalls(BatchGetCommand)
      .map((call) => call.args[0].input.RequestItems?.T?.Keys);
    expect(asked).toEqual([[a, b, c], [a]]);
  });
});
