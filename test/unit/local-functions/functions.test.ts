import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { arnOf, type Bench, benchOf } from './lambda.ts';

const code = `
console.log('loaded');
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const acts = {
  echo: ({ value }) => value,
  context: (_, context) => ({ ...context, left: context.getRemainingTimeInMillis() }),
  environment: () => process.env,
  now: () => [Date.now(), new Date().getTime(), new Date(0).getTime(), new Date() instanceof Date, typeof Date()],
  throw: () => { throw Object.assign(new TypeError('bad'), { name: 'Refused' }); },
  text: () => { throw 'just text'; },
  exit: () => process.exit(3),
  reject: () => { Promise.reject(new Error('nobody looked')); return wait(5000); },
  uncaught: () => { setTimeout(() => { throw new RangeError('later'); }); return wait(5000); },
  hang: () => { for (;;); },
  sleep: ({ ms }) => wait(ms),
  big: ({ length }) => 'x'.repeat(length),
  circular: () => { const a = {}; a.a = a; return a; },
  http: () => ({ statusCode: 200, headers: { a: 'b' }, body: 'ok' }),
  date: () => ({ statusCode: 200, body: 'x', headers: {}, at: new Date(0), gone: undefined }),
  log: () => { console.log('one\\ntwo'); console.error('three'); },
};
let count = 0;
export const handler = async (event, context) => event.act === 'count' ? ++count : acts[event.act](event, context);
`;

let bench: Bench;
beforeAll(() => {
  const properties = { Timeout: 1, MemorySize: 512, Environment: { Variables: { TABLE: 't', N: 7 } } };
  bench = benchOf({ one: { code, properties } });
});
afterAll(() => bench.close());
const act = (name: string, more: object = {}) => bench.functions.invoke('one', { act: name, ...more });

test('a function is found by name, ARN, qualified ARN and API Gateway path; another is not', async () => {
  const path = `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${arnOf('one')}/invocations`;
  for (const name of ['one', 'one:live', arnOf('one'), `${arnOf('one')}:3`, path]) {
    expect(await bench.functions.invoke(name, { act: 'echo', value: 1 })).toEqual({ ok: true, payload: 1 });
  }
  expect(await bench.functions.invoke(arnOf('two'), {})).toMatchObject({
    ok: false,
    error: { errorType: 'ResourceNotFoundException' },
  });
});

test('the worker is kept from one call to the next', async () => {
  const first = await act('count');
  const second = await act('count');
  expect([first, second]).toEqual([
    expect.objectContaining({ payload: 1 }),
    expect.objectContaining({ payload: 2 }),
  ]);
});

test('answers are what JSON makes of them', async () => {
  expect(await act('echo')).toEqual({ ok: true, payload: null });
  expect(await act('http')).toEqual({
    ok: true,
    payload: { statusCode: 200, headers: { a: 'b' }, body: 'ok' },
  });
  expect(await act('date')).toEqual({
    ok: true,
    payload: { statusCode: 200, body: 'x', headers: {}, at: '1970-01-01T00:00:00.000Z' },
  });
});

test('a function sees its own environment and nothing of the machine', async () => {
  const { payload } = (await act('environment')) as { payload: Record<string, string> };
  expect(payload).toMatchObject({
    TABLE: 't',
    N: '7',
    TZ: ':UTC',
    AWS_REGION: 'eu-central-1',
    AWS_LAMBDA_FUNCTION_NAME: 'one',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_ACCESS_KEY_ID: 'one',
    AWS_ENDPOINT_URL: 'http://aws',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://database',
    AWS_ENDPOINT_URL_S3: 'http://objects',
  });
  expect(payload).not.toHaveProperty('PATH');
  expect(payload).not.toHaveProperty('HOME');
});

test('the context is that of the runtime', async () => {
  const { payload } = (await act('context')) as { payload: Record<string, unknown> };
  expect(payload).toEqual({
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    functionName: 'one',
    functionVersion: '$LATEST',
    invokedFunctionArn: arnOf('one'),
    memoryLimitInMB: '512',
    logGroupName: '/aws/lambda/one',
    logStreamName: expect.any(String),
    left: expect.any(Number),
  });
  expect(payload.left).toBeGreaterThan(900);
  expect(payload.left).toBeLessThanOrEqual(1000);
});

test("dates move with the runner's clock, in a worker that runs already", async () => {
  const days = 14 * 86_400_000;
  new Float64Array(bench.ground.clock.offset)[0] = days;
  const { payload } = (await act('now')) as { payload: unknown[] };
  new Float64Array(bench.ground.clock.offset)[0] = 0;
  const [now, made, ...rest] = payload;
  for (const one of [now, made]) expect(Math.abs(Number(one) - days - Date.now())).toBeLessThan(5000);
  expect(rest).toEqual([0, true, 'string']);
});

test('lines go to the log file, each with the function’s name', async () => {
  await act('log');
  const lines = bench.log().split('\n');
  for (const text of ['loaded', 'one', 'two', 'three']) {
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^\\d{4}-.*Z one ${text}$`)));
  }
});

describe('faults have the names that Lambda gives them', () => {
  test.each<[string, object, { errorType: string; errorMessage: unknown }]>([
    ['throw', {}, { errorType: 'Refused', errorMessage: 'bad' }],
    ['text', {}, { errorType: 'string', errorMessage: 'just text' }],
    [
      'nothing like it',
      {},
      { errorType: 'TypeError', errorMessage: expect.stringContaining('not a function') },
    ],
    ['circular', {}, { errorType: 'TypeError', errorMessage: expect.stringContaining('circular') }],
    ['exit', {}, { errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(/exit status 3$/) }],
    ['reject', {}, { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: nobody looked' }],
    ['uncaught', {}, { errorType: 'RangeError', errorMessage: 'later' }],
    [
      'big',
      { length: 6_291_557 },
      { errorType: 'Function.ResponseSizeTooLarge', errorMessage: expect.any(String) },
    ],
    [
      'hang',
      {},
      {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/Task timed out after 1.00 seconds$/),
      },
    ],
  ])('%s', async (name, more, error) => {
    expect(await act(name, more)).toEqual({ ok: false, error: expect.objectContaining(error) });
    // Whatever became of the worker, the next call finds one.
    expect(await act('echo', { value: 'still here' })).toEqual({ ok: true, payload: 'still here' });
  });

  test('an event beyond 6 MB does not reach the function', async () => {
    const fault = await act('echo', { value: 'x'.repeat(6_291_456) });
    expect(fault).toMatchObject({ ok: false, error: { errorType: 'RequestEntityTooLargeException' } });
  });

  test('the stack names the line in the bundle', async () => {
    const fault = await act('throw');
    expect(fault).toHaveProperty('error.trace.1', expect.stringContaining('index.mjs:'));
  });
});

test('bundles that do not start fail each call with their reason', async () => {
  const broken = benchOf({
    throws: { code: `throw new Error('no start')` },
    nothing: { code: 'export const other = 1' },
    callback: { code: 'export const handler = (event, context, callback) => callback(null, 1)' },
  });
  const typeOf = async (name: string) =>
    (await broken.functions.invoke(name, {})) as { error: { errorType: string } };
  expect((await typeOf('throws')).error.errorType).toBe('Error');
  expect((await typeOf('throws')).error.errorType).toBe('Error');
  expect((await typeOf('nothing')).error.errorType).toBe('Runtime.HandlerNotFound');
  expect((await typeOf('callback')).error.errorType).toBe('Runtime.CallbackHandlerDeprecated');
  await broken.close();
});

test('a handler that is not in the asset is refused at once', () => {
  expect(() => benchOf({ one: { code: '', properties: { Handler: 'main.handler' } } })).toThrow(
    'main.handler',
  );
});
