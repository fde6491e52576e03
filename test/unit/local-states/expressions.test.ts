import { describe, expect, test } from '@jest/globals';
import jsonata from 'jsonata';
import { Expressions } from '../../../local/states/expression.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const expressions = new Expressions(() => NOW);
const evaluate = async (text: string, bindings: Record<string, unknown> = {}): Promise<unknown> =>
  expressions.evaluate(`{% ${text} %}`, bindings);

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
