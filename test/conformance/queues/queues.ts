import type { Invocation, Properties } from '../../../local/parts.ts';
import { type Case, from } from '../cases.ts';
import { page } from '../sources.ts';

/** A call of the SQS API, or seconds that pass. */
export type Step = [operation: string, input?: Properties] | number;
/** What the calls gave, each as a few words. */
export type Told = (string | undefined)[];

const send = (body: string, more: Properties = {}): Step => ['SendMessage', { MessageBody: body, ...more }];
const receive = (more: Properties = {}): Step => ['ReceiveMessage', more];
const dead: Step = ['ReceiveMessage', { QueueUrl: 'Dead' }];
const mebi = 1_048_576;
const x = (length: number): string => 'x'.repeat(length);

/** A queue seen again after 30 s, with dead letters after three receives. */
export const queues: Case<Step[], Told>[] = [
  ...from<Step[], Told>(page.sqsVisibility, [
    [
      'received, hidden, seen again',
      [send('a'), receive(), receive(), 29, receive(), 1, receive()],
      ['sent', 'a', '', '', 'a'],
    ],
    [
      'a timeout of one’s own',
      [send('a'), receive({ VisibilityTimeout: 5 }), 5, receive()],
      ['sent', 'a', 'a'],
    ],
    ['a timeout over twelve hours', [receive({ VisibilityTimeout: 43_201 })], ['InvalidParameterValue']],
  ]),
  ...from<Step[], Told>(page.sqsRedrive, [
    [
      'received more than maxReceiveCount times: to the dead letters',
      [send('a'), receive(), 30, receive(), 30, receive(), 30, dead, receive(), dead],
      ['sent', 'a', 'a', 'a', '', '', 'a'],
    ],
    [
      'dead letters keep the time they were sent',
      [send('a'), receive(), 30, receive(), 30, receive(), 345_600, receive(), dead],
      ['sent', 'a', 'a', 'a', '', ''],
    ],
  ]),
  ...from<Step[], Told>(page.sqsQuotas, [
    ['a message of 1 MiB', [send(x(mebi))], ['sent']],
    ['a byte more', [send(x(mebi + 1))], ['InvalidParameterValue']],
    [
      'attributes count',
      [send(x(mebi), { MessageAttributes: { k: { DataType: 'String', StringValue: 'v' } } })],
      ['InvalidParameterValue'],
    ],
    [
      'a batch over 1 MiB',
      [['SendMessageBatch', { Entries: ['1', '2'].map((Id) => ({ Id, MessageBody: x(mebi / 2 + 1) })) }]],
      ['BatchRequestTooLong'],
    ],
    [
      'a batch of eleven',
      [
        [
          'SendMessageBatch',
          { Entries: Array.from({ length: 11 }, (_, n) => ({ Id: `${n}`, MessageBody: 'x' })) },
        ],
      ],
      ['TooManyEntriesInBatchRequest'],
    ],
    ['a delay', [send('a', { DelaySeconds: 900 }), 899, receive(), 1, receive()], ['sent', '', 'a']],
    ['a longer delay', [send('a', { DelaySeconds: 901 })], ['InvalidParameterValue']],
    ['eleven at a time', [receive({ MaxNumberOfMessages: 11 })], ['InvalidParameterValue']],
    ['a poll of more than 20 s', [receive({ WaitTimeSeconds: 21 })], ['InvalidParameterValue']],
    ['kept for four days', [send('a'), 345_600, receive()], ['sent', '']],
  ]),
];

export interface MappingGiven {
  mapping: Properties;
  bodies: string;
  answer(bodies: string, ids: string[], round: number): Invocation;
  seconds?: number;
}
/** The batches that the function was given; messages that are left, and those among the dead letters. */
export interface MappingOutcome {
  batches: string[];
  left: number;
  dead: number;
}
const ok: Invocation = { ok: true, payload: null };
const fault: Invocation = { ok: false, error: { errorType: 'Error', errorMessage: 'no' } };
const reporting = { FunctionResponseTypes: ['ReportBatchItemFailures'] };
const atFirst =
  (of: (bodies: string, ids: string[]) => unknown): MappingGiven['answer'] =>
  (bodies, ids, round) =>
    round === 0 ? { ok: true, payload: of(bodies, ids) } : ok;
const partial = (of: (bodies: string, ids: string[]) => unknown): MappingGiven => ({
  mapping: reporting,
  bodies: 'abc',
  answer: atFirst(of),
  seconds: 31,
});
const again: MappingOutcome = { batches: ['abc', 'abc'], left: 0, dead: 0 };

export const queueMappings: Case<MappingGiven, MappingOutcome>[] = from<MappingGiven, MappingOutcome>(
  page.queuePartial,
  [
    [
      'what the function took is deleted',
      { mapping: {}, bodies: 'abc', answer: () => ok },
      { batches: ['abc'], left: 0, dead: 0 },
    ],
    [
      'a batch has at most BatchSize messages',
      { mapping: { BatchSize: 2 }, bodies: 'abc', answer: () => ok },
      { batches: ['ab', 'c'], left: 0, dead: 0 },
    ],
    [
      'a fault leaves all of it',
      { mapping: {}, bodies: 'ab', answer: () => fault },
      { batches: ['ab'], left: 2, dead: 0 },
    ],
    [
      '… until the dead letters take it',
      { mapping: {}, bodies: 'ab', answer: () => fault, seconds: 200 },
      { batches: ['ab', 'ab', 'ab'], left: 0, dead: 2 },
    ],
    [
      'only what is named comes back',
      partial((bodies, ids) => ({ batchItemFailures: [{ itemIdentifier: ids[bodies.indexOf('b')] }] })),
      { batches: ['abc', 'b'], left: 0, dead: 0 },
    ],
    [
      'an empty list is a success',
      partial(() => ({ batchItemFailures: [] })),
      { batches: ['abc'], left: 0, dead: 0 },
    ],
    ['a null answer is a success', partial(() => null), { batches: ['abc'], left: 0, dead: 0 }],
    [
      'an empty identifier fails all',
      partial(() => ({ batchItemFailures: [{ itemIdentifier: '' }] })),
      again,
    ],
    [
      'a null identifier fails all',
      partial(() => ({ batchItemFailures: [{ itemIdentifier: null }] })),
      again,
    ],
    ['an identifier by another name fails all', partial(() => ({ batchItemFailures: [{ id: 'x' }] })), again],
    [
      'an unknown identifier fails all',
      partial(() => ({ batchItemFailures: [{ itemIdentifier: 'x' }] })),
      again,
    ],
  ],
);
