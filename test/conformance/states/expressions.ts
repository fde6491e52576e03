import { expect } from '@jest/globals';
import { type Case, ofText } from '../cases.ts';
import { page } from '../sources.ts';

/** What an expression gives: its value, or the end of the cause of its States.QueryEvaluationError. */
export type Evaluated = { value: unknown } | { cause: unknown };

/** What every expression may look at. */
export const states = {
  input: {
    name: 'Ada',
    n: 5,
    none: null,
    list: [3, 1, 2],
    one: [1],
    text: '{"a":[1,2]}',
    lines: [
      { sku: 'a', price: 10, quantity: 2 },
      { sku: 'b', price: 3, quantity: 1 },
      { sku: 'a', price: 1, quantity: 5 },
    ],
  },
};
const value = (rows: [string, unknown][]): [string, Evaluated][] =>
  rows.map(([text, found]) => [text, { value: found }]);
const cause = (rows: [string, unknown][]): [string, Evaluated][] =>
  rows.map(([text, why]) => [text, { cause: why }]);
const nothing = 'returned nothing (undefined).';

/** What AWS adds to JSONata, and what it leaves out of it. */
const ofAws: Case<string, Evaluated>[] = [
  ...ofText(
    page.statesJsonata,
    value([
      [
        '$partition([1,2,3,4], 2)',
        [
          [1, 2],
          [3, 4],
        ],
      ],
      ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
      ['$range(0, 10, 2)', [0, 2, 4, 6, 8, 10]],
      ['$range(3, 1, -1)', [3, 2, 1]],
      ["$hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
      ["$hash('abc', 'SHA-1')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
      ["$hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
      ["$length($hash('abc', 'SHA-384'))", 96],
      ["$length($hash('abc', 'SHA-512'))", 128],
      ['$random(7) = $random(7)', true],
      ['$random() != $random()', true],
      ['$random() < 1 and $random() >= 0', true],
      ['$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/) ? true : false', true],
      ['$uuid() != $uuid()', true],
      ['$parse($states.input.text)', { a: [1, 2] }],
      ['$parse($states.input.text).a[1]', 2],
    ]),
  ),
  ...ofText(
    page.recordedArrays,
    value([
      ['$partition([0], 1)', [[0]]],
      ['$partition([0,1,2], 5)', [[0, 1, 2]]],
      ['$range(0, 9, 3)', [0, 3, 6, 9]],
      ['$range(0, 10, 3)', [0, 3, 6, 9]],
      // A sequence of one item stands for the item.
      ['$range(1, 9, 9)', 1],
    ]),
  ),
  ...ofText(
    page.statesJsonata,
    cause([
      ["$eval('1 + 1')", expect.any(String)],
      ["$hash('a', 'CRC')", expect.any(String)],
      ['$states.input.nothing', nothing],
      // Both came with JSONata 2.1; AWS has 2.0.6.
      ['$states.input.none ?? 1', 'S0211: The symbol "?" cannot be used as a unary operator'],
      ['$states.input.name ?: 1', 'S0211: The symbol ":" cannot be used as a unary operator'],
    ]),
  ),
  ...ofText(page.recordedAssign, cause([['$doesNotExist', nothing]])),
  ...ofText(page.recordedRandom, cause([['$randomSeeded(1)', 'T1006: Attempted to invoke a non-function']])),
  ...ofText(
    page.recordedScenarios,
    cause([['$fn := function($x){$x}', 'returned an unsupported result type.']]),
  ),
];

/** JSONata itself. */
const ofJsonata: Case<string, Evaluated>[] = [
  ...ofText(
    page.jsonataStrings,
    value([
      ['$string(5)', '5'],
      ['$string({"a": [1, null]})', '{"a":[1,null]}'],
      ["$length('Hello World')", 11],
      ["$substring('Hello World', 3, 5)", 'lo Wo'],
      ["$substring('Hello World', -4)", 'orld'],
      ["$substringBefore('Hello World', ' ')", 'Hello'],
      ["$substringAfter('Hello World', ' ')", 'World'],
      ["$uppercase('Hello')", 'HELLO'],
      ["$lowercase('Hello')", 'hello'],
      ["$trim('   Hello    \\n World ')", 'Hello World'],
      ["$pad('foo', -5, '#')", '##foo'],
      ["$contains('abracadabra', 'bra')", true],
      ["$contains('abracadabra', /a.*a/)", true],
      ["$split('so many words', ' ')", ['so', 'many', 'words']],
      ["$join(['a','b','c'], ', ')", 'a, b, c'],
      ["$match('ababbabbcc', /a(b+)/).groups", ['b', 'bb', 'bb']],
      ["$replace('John Smith', 'John', 'Mr')", 'Mr Smith'],
      ["$replace('265USD', /([0-9]+)USD/, '$$$1')", '$265'],
      ["$base64encode('myuser:mypass')", 'bXl1c2VyOm15cGFzcw=='],
      ["$base64decode('bXl1c2VyOm15cGFzcw==')", 'myuser:mypass'],
      ["$encodeUrlComponent('?x=test')", '%3Fx%3Dtest'],
      ["$decodeUrlComponent('%3Fx%3Dtest')", '?x=test'],
    ]),
  ),
  ...ofText(
    page.jsonataNumbers,
    value([
      ["$number('5')", 5],
      ['$abs(-5)', 5],
      ['$floor(5.8)', 5],
      ['$ceil(5.3)', 6],
      // Half to even.
      ['$round(11.5)', 12],
      ['$round(12.5)', 12],
      ['$round(123.456, 2)', 123.46],
      ['$power(2, 8)', 256],
      ['$sqrt(4)', 2],
      ["$formatNumber(12345.6, '#,###.00')", '12,345.60'],
      ['$formatBase(100, 2)', '1100100'],
      ["$formatInteger(2789, 'w')", 'two thousand, seven hundred and eighty-nine'],
      ["$parseInteger('12,345,678', '#,##0')", 12345678],
    ]),
  ),
  ...ofText(
    page.jsonataSums,
    value([
      ['$sum($states.input.list)', 6],
      ['$max($states.input.list)', 3],
      ['$min($states.input.list)', 1],
      ['$average($states.input.list)', 2],
      ['$sum($states.input.lines.(price * quantity))', 28],
    ]),
  ),
  ...ofText(
    page.jsonataBooleans,
    value([
      ['$boolean([])', false],
      ["$boolean('')", false],
      ['$not(true)', false],
      ['$exists($states.input.none)', true],
      ['$exists($states.input.nothing)', false],
    ]),
  ),
  ...ofText(
    page.jsonataArrays,
    value([
      ['$count($states.input.lines)', 3],
      ['$append([1,2], 3)', [1, 2, 3]],
      ['$sort($states.input.list)', [1, 2, 3]],
      ['$sort($states.input.lines, function($l, $r){$l.price > $r.price}).price', [1, 3, 10]],
      ['$reverse([1,2,3])', [3, 2, 1]],
      ['$count($shuffle([1,2,3]))', 3],
      ['$distinct($states.input.lines.sku)', ['a', 'b']],
      [
        '$zip([1,2], [3,4])',
        [
          [1, 3],
          [2, 4],
        ],
      ],
    ]),
  ),
  ...ofText(
    page.jsonataObjects,
    value([
      ['$keys({"a": 1, "b": 2})', ['a', 'b']],
      ["$lookup({'a': 1}, 'a')", 1],
      ['$spread({"a": 1, "b": 2})', [{ a: 1 }, { b: 2 }]],
      ['$merge([{"a": 1}, {"a": 2, "b": 3}])', { a: 2, b: 3 }],
      ["$each({'a': 1, 'b': 2}, function($v, $k){$k & $v})", ['a1', 'b2']],
      ["$sift({'a': 1, 'b': 2}, function($v){$v > 1})", { b: 2 }],
      ['$type($states.input.none)', 'null'],
    ]),
  ),
  ...ofText(
    page.jsonataObjects,
    cause([
      ["$error('stop here')", 'D3137: stop here'],
      ["$assert(1 = 2, 'unlike')", 'D3141: unlike'],
    ]),
  ),
  ...ofText(
    page.jsonataDates,
    value([
      ['$now()', '2026-03-01T12:00:00.000Z'],
      ["$now('[Y0001]-[M01]-[D01]')", '2026-03-01'],
      ['$millis() = $toMillis($now())', true],
      ['$fromMillis(1510067557121)', '2017-11-07T15:12:37.121Z'],
      ["$fromMillis(1510067557121, '[M01]/[D01]/[Y0001] [h#1]:[m01][P]')", '11/07/2017 3:12pm'],
      ["$toMillis('2017-11-07T15:07:54.972Z')", 1510067274972],
      ['$fromMillis($toMillis($now()) + 86400000)', '2026-03-02T12:00:00.000Z'],
    ]),
  ),
  ...ofText(
    page.jsonataHigher,
    value([
      ['$map([1,2], function($v, $i){$v * $i})', [0, 2]],
      ['$filter([1,2,3], function($v){$v > 1})', [2, 3]],
      ['$single([1,2,3], function($v){$v = 2})', 2],
      ['$reduce([1,2,3], function($sum, $v){$sum + $v})', 6],
      // A result of one item stands for the item.
      ['$map([1], function($v){$v})', 1],
    ]),
  ),
  ...ofText(
    page.jsonataPaths,
    value([
      ["$states.input.lines[sku = 'a'].price", [10, 1]],
      ['$states.input.lines[0].sku', 'a'],
      ['$states.input.lines[-1].price', 1],
      ['$states.input.lines.sku', ['a', 'b', 'a']],
      ['$states.input.lines^(>price).price', [10, 3, 1]],
      ['$states.input.lines{sku: $sum(quantity)}', { a: 7, b: 1 }],
      ['$states.input.lines#$i.(sku & $i)', ['a0', 'b1', 'a2']],
      ['$states.input.**.sku', ['a', 'b', 'a']],
    ]),
  ),
  ...ofText(
    page.jsonataSequences,
    value([
      ["$states.input.lines[sku = 'b'].price", 3],
      ["$states.input.lines[sku = 'b'].price[]", [3]],
      ['$states.input.one', [1]],
    ]),
  ),
  ...ofText(page.jsonataSequences, cause([["$states.input.lines[sku = 'z']", nothing]])),
  ...ofText(
    page.jsonataComposition,
    value([
      ["{'who': $states.input.name, 'n': [$states.input.n]}", { who: 'Ada', n: [5] }],
      // An undefined field is left out of an object, an undefined item out of an array.
      ["{'gone': $states.input.nothing, 'n': 1}", { n: 1 }],
      ['[$states.input.nothing, 1]', [1]],
      ['[1..4]', [1, 2, 3, 4]],
    ]),
  ),
  ...ofText(
    page.jsonataOperators,
    value([
      ["'Hello ' & $states.input.name", 'Hello Ada'],
      ["$states.input.n > 3 ? 'many' : 'few'", 'many'],
      ['($a := 2; $b := 3; $a * $b)', 6],
      ['$states.input.name ~> $uppercase()', 'ADA'],
      ["$states.input.lines[0] ~> | $ | {'price': 99}, 'sku' |", { price: 99, quantity: 2 }],
    ]),
  ),
  ...ofText(
    page.jsonataComparison,
    value([
      ['1 in [1,2]', true],
      ['[1,2] = [1,2]', true],
      ["'1' = 1", false],
      ['$states.input.nothing = 1', false],
    ]),
  ),
  ...ofText(
    page.jsonataComparison,
    cause([
      ["1 < 'a'", 'T2009: The values 1 and "a" either side of operator "<" must be of the same data type'],
    ]),
  ),
];

export const expressions = [...ofAws, ...ofJsonata];
