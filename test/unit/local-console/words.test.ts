import { describe, expect, test } from '@jest/globals';
import { asset } from './asset.ts';

const { agoOf, durationOf, executionIdOf, lengthOf, plainName, recipientsOf, runPath, runWords } =
  await asset('words.js');
const { unfolded } = await asset('json.js');

const day = 86_400_000;

describe('durations', () => {
  test.each([
    ['P3D', 'P3D'],
    [' pt36h ', 'PT36H'],
    ['P2DT6H', 'P2DT6H'],
    ['P1W', 'P1W'],
    ['36 h', 'PT36H'],
    ['10 days', 'P10D'],
    ['+ 1 hour', 'PT1H'],
    ['90min', 'PT90M'],
    ['90 minutes', 'PT90M'],
    ['2 weeks', 'P2W'],
    ['1.5 hours', 'PT1.5H'],
  ])('%p is %p', (typed, duration) => expect(durationOf(typed)).toBe(duration));

  test.each(['', 'P', 'PT', 'P1DT', 'tomorrow', '3', '-3 days', 'P1Y', '3 months'])('%p is none', (typed) =>
    expect(durationOf(typed)).toBeUndefined(),
  );

  test.each([
    [37, '37 ms'],
    [45_000, '45 s'],
    [150_000, '2 min 30 s'],
    [3_600_000, '1 h'],
    [day + 3_600_000, '1 day 1 h'],
    [14 * day, '14 days'],
  ])('%i ms are %p', (milliseconds, words) => expect(lengthOf(milliseconds)).toBe(words));
});

describe('instants', () => {
  test.each([
    [-1000, 'just now'],
    [-61_000, '1 min ago'],
    [-3 * day, '3 days ago'],
    // Just passed into: three days that have begun to run still read as three.
    [3 * day - 5000, 'in 3 days'],
    [day, 'in 1 day'],
    [7_200_000, 'in 2 h'],
  ])('%i ms from now is %p', (distance, words) => expect(agoOf(5e12 + distance, 5e12)).toBe(words));
});

describe('names', () => {
  test('an execution’s ARN becomes the id and path that the console shows it under', () => {
    const arn =
      'arn:aws:states:us-east-1:123456789012:execution:Cosell-local-approvalMachine16D47CB7:rfl_1-2';
    const id = 'Cosell-local-approvalMachine16D47CB7:rfl_1-2';
    expect(executionIdOf(arn)).toBe(id);
    expect(runPath(id)).toBe('/_local/runs/Cosell-local-approvalMachine16D47CB7%3Arfl_1-2');
    expect(runWords(id)).toBe('approval rfl_1-2');
    for (const other of [undefined, 7, 'arn:aws:sqs:us-east-1:1:queue', `${arn} and more`]) {
      expect(executionIdOf(other)).toBeUndefined();
    }
  });

  test('what CloudFormation adds to a name is left out, and nothing else', () => {
    expect(plainName('Cosell-local-referralworkflowMachineDA265989')).toBe('referral');
    expect(plainName('Shop-TableCD117FA1')).toBe('Table');
    expect(plainName('orders')).toBe('orders');
    expect(plainName('Machine')).toBe('Machine');
  });

  test('recipients', () => {
    expect(recipientsOf(['a@x.example', 'b@x.example', 'c@x.example'])).toBe('a@x.example and 2 more');
    expect(recipientsOf([])).toBe('nobody');
  });
});

describe('JSON kept as text', () => {
  test('is opened however deep, and what only looks like it is left', () => {
    const item = {
      pk: 'a',
      body: JSON.stringify({ inner: JSON.stringify([1]) }),
      note: '{not json',
      price: '12',
    };
    expect(unfolded(item)).toEqual({
      value: { pk: 'a', body: { inner: [1] }, note: '{not json', price: '12' },
      opened: ['body', 'inner'],
    });
  });

  test('a key named __proto__ stays a key', () => {
    const { value } = unfolded({ body: '{"__proto__":{"polluted":true}}' });
    expect(JSON.stringify(value)).toBe('{"body":{"__proto__":{"polluted":true}}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
