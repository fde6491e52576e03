import { expect, test } from '@jest/globals';
import { openEndpoint } from '../../../local/endpoint.ts';
import { AwsError, type AwsRequest } from '../../../local/parts.ts';

const signed = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=my-function/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;

test('a call goes to the service of its signature, and errors come as AWS sends them', async () => {
  let answered = 0;
  const faults: unknown[] = [];
  const endpoint = await openEndpoint({
    answered: () => {
      answered += 1;
    },
    failed: (error) => void faults.push(error),
  });
  const seen: AwsRequest[] = [];
  endpoint.add({
    signingName: 'events',
    handle: async (request) => {
      seen.push(request);
      if (request.operation === 'Break') throw new TypeError('a fault of ours');
      if (request.operation === 'Fail') throw new AwsError('ValidationException', 'not like this');
      return { status: 200, body: { fine: true } };
    },
  });
  const call = (headers: Record<string, string>) =>
    fetch(`${endpoint.url}/path?a=b`, { method: 'POST', headers, body: '{"x":1}' });
  const good = await call({ authorization: signed('events'), 'x-amz-target': 'AWSEvents.PutEvents' });
  expect([good.status, await good.json()]).toEqual([200, { fine: true }]);
  expect(seen[0]).toMatchObject({ caller: 'my-function', operation: 'PutEvents', path: '/path' });

  const bad = await call({ authorization: signed('events'), 'x-amz-target': 'AWSEvents.Fail' });
  expect([bad.status, bad.headers.get('x-amzn-errortype'), await bad.json()]).toEqual([
    400,
    'ValidationException',
    { __type: 'ValidationException', message: 'not like this' },
  ]);
  const unknown = await call({ authorization: signed('kms') });
  expect(unknown.status).toBe(501);
  expect(((await unknown.json()) as { message: string }).message).toContain('"kms" (it has: events)');
  expect((await call({})).status).toBe(403);
  const broken = await call({ authorization: signed('events'), 'x-amz-target': 'AWSEvents.Break' });
  expect([broken.status, faults]).toEqual([500, [new TypeError('a fault of ours')]]);
  expect(answered).toBe(5);
  endpoint.close();
});
