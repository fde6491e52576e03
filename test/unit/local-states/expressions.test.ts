import { describe, expect, test } from '@jest/globals';
import jsonata from 'jsonata';
import { Expressions } from '../../../local/states/expression.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const expressions = new Expressions(() => NOW);
const evaluate = async (text: string, bindings: Record<string, unknown> = {}): Promise<unknown> =>
  expressions.evaluate(`{% ${text} %}`, bindings);

describe("AWS's functions", () => {
  test.each<[string, unknown]>([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$range(0, 10, 2)', [0, 2, 4, 6, 8, 10]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ["$hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
    ["$hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['$random(7) = $random(7)', true],
    ['$random() != $random()', true],
    ['$length($uuid())', 36],
    ['$uuid() != $uuid()', true],
    ['$parse(\'{"a": [1]}\')', { a: [1] }],
    ['$now()', '2026-03-01T12:00:00.000Z'],
    ["$now('[Y0001]-[M01]-[D01]')", '2026-03-01'],
    ['$millis()', NOW],
    ["$toMillis('2026-03-01T12:00:00Z') = $millis()", true],
  ])('%s', async (text, expected) => {
    expect(await evaluate(text)).toEqual(expected);
  });

  test.each([
    "$eval('1 + 1')",
    "$hash('a', 'CRC')",
    '$range(1, 2, 0)',
    '$range(1, 9000, 1)',
    '$partition([1], 0)',
    'function($x){$x}',
  ])('%s is refused', async (text) => {
    await expect(evaluate(text)).rejects.toBeDefined();
  });
});

describe('plain paths are walked directly, with the answer of the library', () => {
  const states = {
    input: {
      a: 1,
      list: [1],
      empty: [],
      many: [{ b: 1 }, { b: [2, 3] }],
      deep: { none: null, t: { x: 'y' }, '0': 1 },
    },
    context: { Execution: { Id: 'x' } },
  };
  const bindings = { states, order: { id: 7 }, list: [{ n: 1 }], n: 0, no: null };
  test.each([
    '$states.input',
    '$states.input.a',
    '$states.input.a.b',
    '$states.input.list',
    '$states.input.empty',
    '$states.input.many.b',
    '$states.input.deep.none',
    '$states.input.deep.none.x',
    '$states.input.deep.t.x',
    '$states.input.deep.t.length',
    '$states.input.deep.t.x.length',
    '$states.input.missing',
    '$states.context.Execution.Id',
    '$order.id',
    '$list.n',
    '$list',
    '$n',
    '$no',
    '$unknown',
    '$unknown.x',
    '$order.constructor',
  ])('%s', async (text) => {
    const expected = await jsonata(text).evaluate(undefined, bindings);
    const answer = await evaluate(text, bindings);
    expect(JSON.stringify(answer)).toBe(JSON.stringify(expected));
  });
});
