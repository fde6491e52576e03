import type { BusEvent } from '../../../local/bus/transform.ts';
import { type Case, from } from '../cases.ts';
import { page } from '../sources.ts';

/** A target's Input, InputPath or InputTransformer. */
export type Given = Record<string, unknown>;
/** The text that the target receives; null for an event that is dropped. */
export type Received = string | null;

export const event: BusEvent = {
  version: '0',
  id: 'e1',
  'detail-type': 'T',
  source: 's',
  account: '1',
  time: '2026-01-01T00:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: {
    command: 'update-account',
    valid: true,
    n: 3,
    quoted: 'He said "no"',
    one: ['HIGH'],
    two: ['ACTIVE', 'INACTIVE'],
    list: [{ id: 'a' }, { id: 'b' }],
    payload: { acc_id: '0a787ecb-4015', sf_id: 'baz' },
  },
};
export const rule = { name: 'my-rule', arn: 'arn:aws:events:us-east-1:1:rule/bus/my-rule' };
export const receivedAt = '2026-01-01T00:00:00.000Z';

const paths = {
  type: '$.detail-type',
  command: '$.detail.command',
  missing: '$.detail.none',
  quoted: '$.detail.quoted',
  userId: '$.detail.payload.acc_id',
  payload: '$.detail.payload',
  one: '$.detail.one',
  two: '$.detail.two',
  valid: '$.detail.valid',
  n: '$.detail.n',
  second: '$.detail.list[1].id',
  ids: '$.detail.list[*].id',
};
const by = (InputTemplate: string): Given => ({ InputTransformer: { InputPathsMap: paths, InputTemplate } });
const json = (value: unknown): string => JSON.stringify(value);

export const transformers: Case<Given, Received>[] = [
  ...from<Given, Received>(page.recordedInputs, [
    ['the whole event', {}, json(event)],
    ['a part', { InputPath: '$.detail.payload' }, '{"acc_id":"0a787ecb-4015","sf_id":"baz"}'],
    ['a text as part', { InputPath: '$.detail.payload.sf_id' }, '"baz"'],
    ['a constant', { Input: '{"custom-value":"somecustominput"}' }, '{"custom-value":"somecustominput"}'],
    [
      'a text with variables',
      by('"Event of <type> type, detail <command>"'),
      '"Event of T type, detail update-account"',
    ],
    ['a text, a path that finds nothing', by('"detail <missing>"'), '"detail "'],
    ['a text that begins with braces', by('"{[/Check <type> type"'), '"{[/Check T type"'],
    ['a text with a boolean', by('"Command is <valid>!"'), '"Command is true!"'],
    ['a text with a list', by('"<one> and <two>"'), '"[HIGH] and [ACTIVE,INACTIVE]"'],
    ['a text with an object', by('"Payload of <payload>"'), '"Payload of {acc_id:0a787ecb-4015,sf_id:baz}"'],
    [
      'several texts, one a line',
      by('"<userId> user"\n"<two> items"'),
      '"0a787ecb-4015 user"\n"[ACTIVE,INACTIVE] items"',
    ],
    [
      'the rule’s variables',
      by('"<aws.events.rule-arn> <aws.events.rule-name> <aws.events.event.ingestion-time>"'),
      `"${rule.arn} my-rule ${receivedAt}"`,
    ],
    [
      'an object with variables',
      by('{"a": <command>, "b": "<command>"}'),
      '{"a": "update-account", "b": "update-account"}',
    ],
    ['an object, a path that finds nothing', by('{"a": <missing>}'), '{"a": ""}'],
    ['an object within', by('{"body": <payload>}'), '{"body": {"acc_id":"0a787ecb-4015","sf_id":"baz"}}'],
    [
      'a list within',
      by('{"one": <one>, "all": [<userId>, "x"]}'),
      '{"one": ["HIGH"], "all": ["0a787ecb-4015", "x"]}',
    ],
    [
      'a variable twice in a text',
      by('{"to": "users/<userId>/and/<userId>"}'),
      '{"to": "users/0a787ecb-4015/and/0a787ecb-4015"}',
    ],
    ['an object in quotes: dropped', by('{"payload": "<payload>"}'), null],
    ['a list in quotes: dropped', by('{"one": "<one>"}'), null],
    [
      'a text beside an object in quotes: dropped',
      by('{"path": "users/<payload>", "body": <payload>}'),
      null,
    ],
    [
      'aws.events.event has no detail, and names its type in its own way',
      by('{"head": <aws.events.event>}'),
      `{"head": ${json({ version: '0', id: 'e1', source: 's', account: '1', time: '2026-01-01T00:00:00Z', region: 'us-east-1', resources: [], detailType: 'T' })}}`,
    ],
    ['aws.events.event.json', by('{"whole": <aws.events.event.json>}'), `{"whole": ${json(event)}}`],
  ]),
  ...from<Given, Received>(page.transformers, [
    ['a number stays one', by('{"n": <n>, "text": "<n>"}'), '{"n": 3, "text": "3"}'],
    [
      'an index and a wildcard in a path',
      by('{"second": <second>, "ids": <ids>}'),
      '{"second": "b", "ids": ["a","b"]}',
    ],
    ['quotes in a value do not break the text', by('{"said": "<quoted>"}'), '{"said": "He said \\"no\\""}'],
  ]),
];

/** Targets that are refused when they are put. */
export const refusedInputs: Case<Given, string>[] = from(page.recordedInputs, [
  [
    'a variable that is not defined',
    by('"<notdefinedkey>"'),
    'InputTemplate for target t contains invalid placeholder notdefinedkey',
  ],
  [
    'two inputs',
    { ...by('"<type>"'), InputPath: '$.detail' },
    'only one of Input, InputPath, or InputTransformer must be provided for target t',
  ],
]);
