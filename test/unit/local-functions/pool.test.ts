import { expect, test } from '@jest/globals';
import { benchOf } from './lambda.ts';

const code = `
import { threadId } from 'node:worker_threads';
let running = 0;
export const handler = async ({ ms }) => {
  running++;
  await new Promise((resolve) => setTimeout(resolve, ms));
  const together = running--;
  return { threadId, together };
};`;

type Answer = { payload: { threadId: number; together: number } };
const threads = (answers: unknown[]): number =>
  new Set(answers.map((one) => (one as Answer).payload.threadId)).size;

test('workers start on first use, more of them while calls wait, one call at a time in each', async () => {
  const bench = benchOf({ one: { code }, idle: { code } }, { maxWorkers: 3 });
  const calls = Array.from({ length: 12 }, () => bench.functions.invoke('one', { ms: 40 }));
  expect([...bench.active]).toEqual(['function one']);
  const answers = await Promise.all(calls);
  expect(threads(answers)).toBe(3);
  expect(answers.every((one) => (one as unknown as Answer).payload.together === 1)).toBe(true);
  const [one, idle] = bench.functions.stats();
  expect(one).toEqual({ name: 'one', workers: 3, busy: 0, queued: 0, invocations: 12, faults: 0, starts: 3 });
  expect(idle).toMatchObject({ workers: 0, starts: 0 });
  expect(bench.active.size).toBe(0);
  await bench.close();
});

test('calls that come one after the other share one worker', async () => {
  const bench = benchOf({ one: { code } });
  const answers = [];
  for (let turn = 0; turn < 5; turn++) answers.push(await bench.functions.invoke('one', { ms: 0 }));
  expect(threads(answers)).toBe(1);
  await bench.close();
});

test('no more than its reserved concurrency; with none every call is throttled', async () => {
  const bench = benchOf({
    two: { code, properties: { ReservedConcurrentExecutions: 2 } },
    none: { code, properties: { ReservedConcurrentExecutions: 0 } },
  });
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => bench.functions.invoke('two', { ms: 30 })),
  );
  expect(threads(answers)).toBe(2);
  const refused = await bench.functions.invoke('none', {});
  expect(refused).toMatchObject({ ok: false, error: { errorType: 'TooManyRequestsException' } });
  await bench.close();
});

test('workers that are not used go, and come again', async () => {
  const bench = benchOf({ one: { code } }, { idleSeconds: 0.002 });
  await bench.functions.invoke('one', { ms: 0 });
  const gone = async (): Promise<void> => {
    while (bench.functions.stats()[0]?.workers !== 0) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await gone();
  expect(await bench.functions.invoke('one', { ms: 0 })).toMatchObject({ ok: true });
  await bench.close();
});

test('closing answers what runs and what waits', async () => {
  const bench = benchOf({ one: { code } }, { maxWorkers: 1 });
  await bench.functions.invoke('one', { ms: 0 });
  const calls = [
    bench.functions.invoke('one', { ms: 60_000 }),
    bench.functions.invoke('one', { ms: 60_000 }),
  ];
  await bench.close();
  for (const call of [...calls, bench.functions.invoke('one', { ms: 0 })]) {
    expect(await call).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
  }
});

test('a function that needs more memory than it has is killed, and the runner lives on', async () => {
  const greedy = `
    const kept = [];
    export const handler = async ({ greedy }) => {
      while (greedy) kept.push(new Array(100_000).fill({ a: kept.length }));
      return 'alive';
    };`;
  const bench = benchOf({ one: { code: greedy, properties: { MemorySize: 16, Timeout: 20 } } });
  const killed = await bench.functions.invoke('one', { greedy: true });
  expect(killed).toMatchObject({
    ok: false,
    error: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: killed') },
  });
  expect(await bench.functions.invoke('one', {})).toEqual({ ok: true, payload: 'alive' });
  await bench.close();
});
