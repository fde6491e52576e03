import { describe, expect, test } from '@jest/globals';
import { allows, type Statement } from '../../iam/evaluate.ts';

const TABLE = 'arn:aws:dynamodb:eu-west-1:1:table/Cosell';
const statement = (more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action: 'dynamodb:PutItem',
  Resource: TABLE,
  ...more,
});
const put = { action: 'dynamodb:PutItem', resource: TABLE };

describe('a request', () => {
  test('is refused where nothing speaks of it', () => {
    expect(allows([], put)).toBe(false);
    expect(allows([statement({ Action: 'dynamodb:GetItem' })], put)).toBe(false);
    expect(allows([statement({ Resource: `${TABLE}2` })], put)).toBe(false);
  });
  test('is allowed by any one action and resource of a statement', () => {
    expect(allows([statement()], put)).toBe(true);
    const several = statement({ Action: ['dynamodb:GetItem', 'DynamoDB:putitem'], Resource: ['x', TABLE] });
    expect(allows([several], put)).toBe(true);
  });
  test('is refused by a denial, whoever allows it', () => {
    expect(allows([statement({ Effect: 'Deny' }), statement()], put)).toBe(false);
  });
});

describe('a wildcard', () => {
  test.each([
    ['*', true],
    ['arn:aws:dynamodb:*:*:table/Cosell', true],
    ['arn:aws:dynamodb:eu-west-?:1:table/*', true],
    ['arn:aws:dynamodb:*:2:*', false],
    ['arn.aws.dynamodb*', false],
  ])('%s', (Resource, allowed) => {
    expect(allows([statement({ Resource })], put)).toBe(allowed);
  });
  test('stands in actions too', () => {
    expect(allows([statement({ Action: 'dynamodb:Put*' })], put)).toBe(true);
    expect(allows([statement({ Action: 'sqs:*' })], put)).toBe(false);
  });
});

describe('a condition', () => {
  const mail = (context: Record<string, string>, Condition: NonNullable<Statement['Condition']>) =>
    allows([statement({ Condition })], { ...put, context });
  test('holds by any of its values, and all of them together', () => {
    const both = {
      StringEquals: { 'ses:FromAddress': ['a@x.example', 'b@x.example'] },
      ArnLike: { 'aws:SourceArn': 'arn:*:rule/*' },
    };
    const context = { 'ses:FromAddress': 'b@x.example', 'aws:SourceArn': 'arn:aws:events:r:1:rule/one' };
    expect(mail(context, both)).toBe(true);
    expect(mail({ ...context, 'ses:FromAddress': 'c@x.example' }, both)).toBe(false);
    expect(mail({ ...context, 'aws:SourceArn': 'arn:aws:sns:r:1:topic' }, both)).toBe(false);
  });
  test('does not hold for a key that the request lacks', () => {
    expect(mail({}, { StringLike: { 'ses:FromAddress': '*' } })).toBe(false);
  });
  test('about TLS is met: all requests are made so', () => {
    const insecure = { Bool: { 'aws:SecureTransport': 'false' } };
    expect(allows([statement(), statement({ Effect: 'Deny', Condition: insecure })], put)).toBe(true);
    expect(mail({}, { Bool: { 'aws:SecureTransport': 'true' } })).toBe(true);
    expect(mail({}, { NumericLessThan: { 's3:TlsVersion': 1.2 } })).toBe(false);
    expect(mail({}, { NumericLessThan: { 's3:TlsVersion': 1.3 } })).toBe(true);
  });
});

test('what it does not know it refuses to judge', () => {
  expect(() => allows([statement({ Condition: { DateLessThan: {} } })], put)).toThrow('DateLessThan');
  expect(() => allows([statement({ NotAction: 'iam:*' })], put)).toThrow('NotAction');
});
