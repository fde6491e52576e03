import { expect, test } from '@jest/globals';
import { type BusEvent, targetInput, valueAt } from '../../../local/bus/transform.ts';

const event: BusEvent = {
  version: '0',
  id: 'e1',
  'detail-type': 'T',
  source: 's',
  account: '1',
  time: '2026-01-01T00:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: { name: 'He said "no"', n: 3, list: [{ id: 'a' }, { id: 'b' }], inner: { x: [1] } },
};
const rule = { name: 'my-rule', arn: 'arn:rule' };
const given = (target: object) => targetInput(target, event, rule, '2026-01-01T00:00:00.000Z');
const transformed = (InputTemplate: string, InputPathsMap: Record<string, string> = {}) =>
  given({ InputTransformer: { InputTemplate, InputPathsMap } });

test('whole event, part and constant', () => {
  expect(JSON.parse(given({}))).toEqual(event);
  expect(JSON.parse(given({ InputPath: '$.detail.inner' }))).toEqual({ x: [1] });
  expect(given({ Input: '{"a":1}' })).toBe('{"a":1}');
});

test('a template keeps its JSON whole, whatever the values hold', () => {
  const paths = { name: '$.detail.name', n: '$.detail.n', inner: '$.detail.inner', missing: '$.detail.no' };
  const template =
    '{"name": <name>, "text": "<name> (<n>)", "n": <n>, "inner": <inner>, "none": <missing>, "rule": "<aws.events.rule-name>"}';
  expect(JSON.parse(transformed(template, paths))).toEqual({
    name: 'He said "no"',
    text: 'He said "no" (3)',
    n: 3,
    inner: { x: [1] },
    none: null,
    rule: 'my-rule',
  });
});

test('predefined variables', () => {
  const template =
    '{"whole": <aws.events.event.json>, "head": <aws.events.event>, "at": "<aws.events.event.ingestion-time>"}';
  const { whole, head, at } = JSON.parse(transformed(template));
  expect(whole).toEqual(event);
  expect(head).toEqual({ ...event, detail: undefined });
  expect(at).toBe('2026-01-01T00:00:00.000Z');
});

test('a plain text becomes a JSON string', () => {
  expect(JSON.parse(transformed('"<n> of <id>"', { n: '$.detail.n', id: '$.id' }))).toBe('3 of e1');
  expect(JSON.parse(transformed('<id> is done', { id: '$.id' }))).toBe('e1 is done');
});

test.each([
  ['$.detail.list[1].id', 'b'],
  ['$.detail.list[*].id', ['a', 'b']],
  ['$.detail-type', 'T'],
  ['$.detail.no.deeper', undefined],
])('the path %s gives %p', (path, value) => {
  expect(valueAt(event, path)).toEqual(value);
});
