import { describe, expect, test } from '@jest/globals';
import { joined, spanOf } from '../../../infra/redrive/windows.ts';

const notice = (first: string, last: string): string =>
  JSON.stringify({
    DDBStreamBatchInfo: { approximateArrivalOfFirstRecord: first, approximateArrivalOfLastRecord: last },
  });
const span = (from: number, to: number) => ({ from: `2026-11-23T0${from}:00`, to: `2026-11-23T0${to}:00` });

describe('what a message of the dead-letter queue is about', () => {
  test('is a span of time, with two minutes on both sides', () => {
    expect(spanOf(notice('2026-11-23T09:00:00Z', '2026-11-23T09:30:00Z'))).toEqual({
      from: '2026-11-23T08:58:00.000Z',
      to: '2026-11-23T09:32:00.000Z',
    });
  });
  test('must be told: nothing is guessed', () => {
    expect(() => spanOf('{}')).toThrow('names no time');
  });
});

test('what several messages are about is sent once, oldest first', () => {
  expect(joined([span(5, 6), span(1, 3), span(2, 4), span(4, 4), span(8, 9), span(1, 2)])).toEqual([
    span(1, 4),
    span(5, 6),
    span(8, 9),
  ]);
  expect(joined([])).toEqual([]);
});
