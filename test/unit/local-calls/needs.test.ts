import { describe, expect, test } from '@jest/globals';
import { type Need, needsOf } from '../../../local/calls/needs.ts';
import { objectNeeds } from '../../../local/calls/objects.ts';
import type { Properties } from '../../../local/parts.ts';
import { resource, stackOf } from '../local-runner/ground.ts';

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:Approval';
const around = {
  stack: stackOf([resource('AWS::SES::EmailIdentity', 'Sender', { EmailIdentity: 'cosell.example' })]),
  machineOf: (token: string) => (token === 'known' ? MACHINE : undefined),
};
const needs = (service: string, operation: string | undefined, input: Properties, path = '/'): Need[] =>
  needsOf(service, { operation, path, input }, around);
const short = (found: Need[]): string[] =>
  found.map(({ action, resource: arn }) => `${action} ${arn.split(':').slice(5).join(':')}`);

describe('a request to DynamoDB', () => {
  const TableName = 'T';
  test('is checked by its table, a query of an index by the index', () => {
    expect(needs('dynamodb', 'GetItem', { TableName })).toEqual([
      { action: 'dynamodb:GetItem', resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/T' },
    ]);
    expect(short(needs('dynamodb', 'Query', { TableName, IndexName: 'byOwner' }))).toEqual([
      'dynamodb:Query table/T/index/byOwner',
    ]);
  });
  test('in a transaction is checked part by part', () => {
    const TransactItems = ['Put', 'Update', 'Delete', 'ConditionCheck'].map((part) => ({
      [part]: { TableName },
    }));
    expect(short(needs('dynamodb', 'TransactWriteItems', { TransactItems }))).toEqual(
      ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map((one) => `dynamodb:${one} table/T`),
    );
    const reads = { TransactItems: [{ Get: { TableName } }] };
    expect(short(needs('dynamodb', 'TransactGetItems', reads))).toEqual(['dynamodb:GetItem table/T']);
  });
  test('in a batch is checked as a batch, table by table', () => {
    expect(short(needs('dynamodb', 'BatchGetItem', { RequestItems: { T: {}, U: {} } }))).toEqual([
      'dynamodb:BatchGetItem table/T',
      'dynamodb:BatchGetItem table/U',
    ]);
  });
});

describe('a request to Step Functions', () => {
  test('starts a machine by its ARN', () => {
    expect(needs('states', 'StartExecution', { stateMachineArn: MACHINE })).toEqual([
      { action: 'states:StartExecution', resource: MACHINE },
    ]);
  });
  test('wakes the machine that waits with the token; a token of nobody needs nothing', () => {
    expect(needs('states', 'SendTaskSuccess', { taskToken: 'known' })).toEqual([
      { action: 'states:SendTaskSuccess', resource: MACHINE },
    ]);
    expect(needs('states', 'SendTaskSuccess', { taskToken: 'unknown' })).toEqual([]);
  });
});

test('an event is checked by its bus, with its source and type', () => {
  const Entries = [{ EventBusName: 'cosell', Source: 'cosell.referrals', DetailType: 'accepted' }];
  expect(needs('events', 'PutEvents', { Entries })).toEqual([
    {
      action: 'events:PutEvents',
      resource: 'arn:aws:events:us-east-1:123456789012:event-bus/cosell',
      context: { 'events:source': 'cosell.referrals', 'events:detail-type': 'accepted' },
    },
  ]);
});

test('mail is checked by the identity it is sent from and by its configuration set', () => {
  const input = { FromEmailAddress: 'Cosell <no-reply@cosell.example>', ConfigurationSetName: 'all' };
  const found = needs('ses', undefined, input, '/v2/email/outbound-emails');
  expect(short(found)).toEqual([
    'ses:SendEmail identity/cosell.example',
    'ses:SendEmail configuration-set/all',
  ]);
  expect(found[0]?.context).toEqual({
    'ses:FromAddress': 'no-reply@cosell.example',
    'ses:FromDisplayName': 'Cosell',
  });
});

test.each([
  [
    'cognito-idp',
    'CreateUserPoolClient',
    { UserPoolId: 'p' },
    '/',
    'cognito-idp:CreateUserPoolClient userpool/p',
  ],
  ['sqs', 'SendMessageBatch', { QueueUrl: 'http://localhost/1/Q' }, '/', 'sqs:SendMessage Q'],
  ['lambda', undefined, {}, '/2015-03-31/functions/F/invocations', 'lambda:InvokeFunction function:F'],
])('%s %s', (service, operation, input, path, expected) => {
  expect(short(needs(service, operation, input, path))).toEqual([expected]);
});

test('a service that is not known is a right to nothing, which no policy gives', () => {
  expect(needs('sns', 'Publish', {})).toEqual([{ action: 'sns:Publish', resource: 'unknown' }]);
});

describe('a request to S3', () => {
  const asked = (method: string, query: Record<string, string> = {}, headers = {}): string[] =>
    short(
      objectNeeds({
        request: { method, headers },
        bucket: 'b',
        key: 'k',
        query: new Map(Object.entries(query)),
      }),
    );
  test.each([
    ['HEAD', {}, {}, ['s3:GetObject b/k']],
    ['GET', { versionId: 'v' }, {}, ['s3:GetObjectVersion b/k']],
    ['DELETE', { versionId: 'v', tagging: '' }, {}, ['s3:DeleteObjectVersionTagging b/k']],
    ['PUT', {}, { 'x-amz-tagging': 'a=b' }, ['s3:PutObject b/k', 's3:PutObjectTagging b/k']],
  ])('%s %j %j', (method, query, headers, expected) => {
    expect(asked(method, query, headers)).toEqual(expected);
  });
});
