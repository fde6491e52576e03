import type { Invocation, Properties } from '../../../local/parts.ts';
import { type Case, from } from '../cases.ts';
import { page } from '../sources.ts';

export interface Given {
  /** Of the event source mapping. */
  mapping: Properties;
  /** Records of the stream in order, each with a key of one letter. */
  records: string;
  /** What the function answers a batch, which is given as its records' keys. */
  answer(keys: string, numbers: string[]): Invocation;
  /** Seconds that pass. */
  seconds?: number;
}
export interface Outcome {
  /** The batches that the function was given, in order. */
  batches: string[];
  /** What was given up, each with its condition. */
  dropped?: [keys: string, condition: string][];
}

const ok: Invocation = { ok: true, payload: null };
const fault: Invocation = { ok: false, error: { errorType: 'Error', errorMessage: 'no' } };
const answering = (payload: unknown): Invocation => ({ ok: true, payload });
const failsOn =
  (bad: string): Given['answer'] =>
  (keys) =>
    keys.includes(bad) ? fault : ok;
/** Names the first of these keys as failed. */
const names =
  (...bad: string[]): Given['answer'] =>
  (keys, numbers) =>
    answering({
      batchItemFailures: bad
        .filter((key) => keys.includes(key))
        .map((key) => ({ itemIdentifier: numbers[keys.indexOf(key)] })),
    });
/** The first answer is this one, all later ones are good. */
const first = (payload: unknown): Given['answer'] => {
  let asked = 0;
  return () => {
    asked += 1;
    return asked === 1 ? answering(payload) : ok;
  };
};
const reporting = { FunctionResponseTypes: ['ReportBatchItemFailures'] };
const bisecting = { BisectBatchOnFunctionError: true };
const whole = { batches: ['abc', 'abc'] };
const once = { batches: ['abc'] };
const partial = (payload: unknown): Omit<Given, 'seconds'> => ({
  mapping: reporting,
  records: 'abc',
  answer: first(payload),
});

export const streams: Case<Given, Outcome>[] = [
  ...from<Given, Outcome>(page.streams, [
    [
      'a batch has at most BatchSize records',
      { mapping: { BatchSize: 2 }, records: 'abcde', answer: () => ok },
      { batches: ['ab', 'cd', 'e'] },
    ],
    [
      'a fault sends the whole batch again',
      { mapping: { MaximumRetryAttempts: 2 }, records: 'ab', answer: failsOn('b') },
      { batches: ['ab', 'ab', 'ab'], dropped: [['ab', 'RetryAttemptsExhausted']] },
    ],
    [
      'no retries',
      { mapping: { MaximumRetryAttempts: 0 }, records: 'ab', answer: failsOn('b') },
      { batches: ['ab'], dropped: [['ab', 'RetryAttemptsExhausted']] },
    ],
    [
      'later records wait for it',
      { mapping: { MaximumRetryAttempts: 1, BatchSize: 1 }, records: 'ab', answer: failsOn('a') },
      { batches: ['a', 'a', 'b'], dropped: [['a', 'RetryAttemptsExhausted']] },
    ],
    [
      'a record that is too old is given up',
      { mapping: { MaximumRecordAgeInSeconds: 60 }, records: 'a', answer: () => fault, seconds: 3_600 },
      { batches: Array(10).fill('a'), dropped: [['a', 'MaximumRecordAgeExceeded']] },
    ],
    [
      'halving finds the bad record; a split is no retry',
      { mapping: { ...bisecting, MaximumRetryAttempts: 1 }, records: 'abcd', answer: failsOn('c') },
      { batches: ['abcd', 'ab', 'cd', 'c', 'c', 'd'], dropped: [['c', 'RetryAttemptsExhausted']] },
    ],
  ]),
  ...from<Given, Outcome>(page.streamPartial, [
    [
      'it goes on from the record that failed',
      { mapping: { ...reporting, MaximumRetryAttempts: 1 }, records: 'abcd', answer: names('c') },
      { batches: ['abcd', 'cd'], dropped: [['cd', 'RetryAttemptsExhausted']] },
    ],
    [
      'of several the lowest counts',
      { mapping: { ...reporting, MaximumRetryAttempts: 1 }, records: 'abcd', answer: names('d', 'b') },
      { batches: ['abcd', 'bcd'], dropped: [['bcd', 'RetryAttemptsExhausted']] },
    ],
    [
      'with halving it goes on from there too',
      {
        mapping: { ...reporting, ...bisecting, MaximumRetryAttempts: 1 },
        records: 'abcde',
        answer: names('c'),
      },
      { batches: ['abcde', 'cde'], dropped: [['cde', 'RetryAttemptsExhausted']] },
    ],
    ['an empty list is a success', partial({ batchItemFailures: [] }), once],
    ['a null list is a success', partial({ batchItemFailures: null }), once],
    ['an empty answer is a success', partial({}), once],
    ['a null answer is a success', partial(null), once],
    ['an empty identifier fails the batch', partial({ batchItemFailures: [{ itemIdentifier: '' }] }), whole],
    ['a null identifier fails the batch', partial({ batchItemFailures: [{ itemIdentifier: null }] }), whole],
    ['an identifier by another name fails the batch', partial({ batchItemFailures: [{ id: 'x' }] }), whole],
    [
      'without ReportBatchItemFailures nothing is read',
      { ...partial({ batchItemFailures: [{ itemIdentifier: '' }] }), mapping: {} },
      once,
    ],
  ]),
];
