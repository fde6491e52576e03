import { afterEach, expect, jest, test } from '@jest/globals';
import { log, logCounted } from '../../../functions/platform/log.ts';
import { asPartOf } from '../../../functions/platform/trace.ts';

const lines: string[] = [];
jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
afterEach(() => {
  lines.length = 0;
});

test('a line is one line of JSON', () => {
  log('info', 'two\nlines', { record: 'rfl_1' });
  expect(lines).toEqual(['{"level":"info","message":"two\\nlines","record":"rfl_1"}\n']);
});

test('a line says which request it is part of, across what is awaited', async () => {
  const late = async () => {
    await Promise.resolve();
    log('info', 'late');
  };
  await Promise.all([asPartOf('r1', late), asPartOf('r2', late), asPartOf(null, late)]);
  expect(lines.map((line) => JSON.parse(line).requestId)).toEqual(['r1', 'r2', undefined]);
});

test('a counted line is also a metric, as CloudWatch’s embedded metric format wants it', () => {
  process.env.METRICS = 'Cosell/test';
  logCounted('MailRefused', 'error', 'mail refused', { approval: 'apr_1' });
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'error',
    message: 'mail refused',
    approval: 'apr_1',
    MailRefused: 1,
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        { Namespace: 'Cosell/test', Dimensions: [[]], Metrics: [{ Name: 'MailRefused', Unit: 'Count' }] },
      ],
    },
  });
});
