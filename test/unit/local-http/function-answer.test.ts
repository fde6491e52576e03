import { expect, test } from '@jest/globals';
import { answerOf } from '../../../local/http/function-answer.ts';

test('headers go in lower case, cookies one by one, base64 as bytes; those of the connection are the gateway’s', () => {
  const payload = {
    statusCode: 201,
    headers: { 'Content-Type': 'image/png', 'X-Count': 3, 'Content-Length': '999', Connection: 'close' },
    cookies: ['a=1; Path=/', 'b=2'],
    body: Buffer.from([0, 255]).toString('base64'),
    isBase64Encoded: true,
  };
  const headers = [
    'content-type',
    'image/png',
    'x-count',
    '3',
    'set-cookie',
    'a=1; Path=/',
    'set-cookie',
    'b=2',
  ];
  expect(answerOf(payload)).toEqual({ status: 201, headers, body: Buffer.from([0, 255]) });
});

test.each([
  { statusCode: 101 },
  { statusCode: 600 },
  { statusCode: 200.5 },
  { statusCode: 200, body: 7 },
  { statusCode: 200, headers: { 'a b': 'c' } },
  { statusCode: 200, headers: { a: 'b\r\nset-cookie: stolen=1' } },
  { statusCode: 200, headers: { a: 'x'.repeat(10_240) } },
  { statusCode: 200, cookies: [1] },
])('malformed: %j', (payload) => {
  expect(answerOf(payload)).toBeUndefined();
});
