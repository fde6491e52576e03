import { type Case, from } from '../cases.ts';
import { page } from '../sources.ts';

export type Verdict = 'matches' | 'does not' | 'refused';
export interface Given {
  pattern: unknown;
  event: unknown;
}

const event = {
  source: 'cosell.referrals',
  'detail-type': 'cosell.referral.proposed.v1',
  detail: {
    name: 'Contoso',
    amount: 1250,
    zero: 0,
    none: null,
    flag: true,
    empty: '',
    list: ['a', 'b'],
    nothing: [],
    ip: '10.0.0.17',
    six: '2001:db8::1',
    file: 'reports/2026/plan*.pdf',
    path: 'C:\\temp',
    inner: { deep: { value: 'x' } },
    items: [
      { kind: 'funded', state: 'open' },
      { kind: 'free', state: 'closed' },
    ],
    groups: [[{ first: 'Anna' }], [{ first: 'Peter' }]],
  },
};
const of = (source: string, verdict: Verdict, rows: [string, unknown][]): Case<Given, Verdict>[] =>
  from(
    source,
    rows.map(([name, pattern]): [string, Given, Verdict] => [
      `${name}: ${verdict}`,
      { pattern, event },
      verdict,
    ]),
  );
/** A pattern on the event's detail. */
const detail = (rows: [string, unknown][]): [string, unknown][] =>
  rows.map(([name, pattern]) => [name, { detail: pattern }]);

const syntax = [
  ...of(page.patternSyntax, 'matches', [
    ['a value', { source: ['cosell.referrals'] }],
    ['one of several values', { source: ['x', 'cosell.referrals'] }],
    ['all fields', { source: ['cosell.referrals'], detail: { name: ['Contoso'] } }],
    ...detail([
      ['a number', { amount: [1250] }],
      ['a number written otherwise', { amount: [1.25e3] }],
      ['a boolean', { flag: [true] }],
      ['null', { none: [null] }],
      ['an empty string', { empty: [''] }],
      ['a list, by one of its entries', { list: ['b'] }],
      ['a field within fields', { inner: { deep: { value: ['x'] } } }],
    ]),
  ]),
  ...of(page.patternSyntax, 'does not', [
    ['another value', { source: ['x'] }],
    ['a value in another case', { source: ['Cosell.referrals'] }],
    ['one of two fields', { source: ['cosell.referrals'], detail: { name: ['x'] } }],
    ...detail([
      ['a number as a string', { amount: ['1250'] }],
      ['null as a string', { none: ['null'] }],
      ['null for an empty string', { empty: [null] }],
      ['a field in another case', { Name: ['Contoso'] }],
    ]),
  ]),
  ...of(page.recordedPatterns, 'refused', [
    ['a list in place of the pattern', []],
    ['a pattern without a field', {}],
    ['a value that is no list', { source: 'cosell' }],
    ['a number that is no list', { detail: { amount: 1250 } }],
    ['an empty list', { source: [] }],
    ['a field without fields', { detail: {} }],
    ['an operator that is none', { source: [{ nonsense: 1 }] }],
    ['an operator in another case', { source: [{ EXISTS: true }] }],
    ['two operators in one', { source: [{ prefix: 'a', suffix: 'b' }] }],
  ]),
];

const texts = [
  ...of(page.patterns, 'matches', [
    ['prefix', { source: [{ prefix: 'cosell.' }] }],
    ['suffix', { 'detail-type': [{ suffix: '.v1' }] }],
    ...detail([
      ['an empty prefix', { name: [{ prefix: '' }] }],
      ['prefix in any case', { name: [{ prefix: { 'equals-ignore-case': 'CON' } }] }],
      ['suffix in any case', { name: [{ suffix: { 'equals-ignore-case': 'SO' } }] }],
      ['equals in any case', { name: [{ 'equals-ignore-case': 'conTOSO' }] }],
      ['wildcard', { file: [{ wildcard: 'reports/*/plan*' }] }],
      ['wildcard for nothing', { name: [{ wildcard: 'Contoso*' }] }],
      ['an escaped asterisk', { file: [{ wildcard: 'reports/*/plan\\*.pdf' }] }],
      ['an escaped backslash', { path: [{ wildcard: 'C:\\\\te*' }] }],
    ]),
  ]),
  ...of(page.patterns, 'does not', [
    ['suffix', { source: [{ suffix: '.v2' }] }],
    ...detail([
      ['prefix of a number', { amount: [{ prefix: '12' }] }],
      ['prefix in another case', { name: [{ prefix: 'con' }] }],
      ['wildcard for a part', { name: [{ wildcard: 'ont*' }] }],
      ['wildcard, whose dots are dots', { file: [{ wildcard: 'reports/*plan.pdf' }] }],
      ['wildcard of a number', { amount: [{ wildcard: '12*' }] }],
    ]),
  ]),
  ...of(page.recordedPatterns, 'refused', [
    ['prefix of a number', { source: [{ prefix: 1 }] }],
    ['prefix of a list', { source: [{ prefix: ['a'] }] }],
    ['suffix of a number', { source: [{ suffix: 1 }] }],
    ['equals-ignore-case of a list', { source: [{ 'equals-ignore-case': ['a'] }] }],
    ['wildcard of a list', { source: [{ wildcard: ['a*'] }] }],
    ['two asterisks after each other', { source: [{ wildcard: 'a**b' }] }],
  ]),
  ...of(page.ruler, 'refused', [['a backslash before a letter', { source: [{ wildcard: 'a\\b' }] }]]),
];

const others = [
  ...of(
    page.patterns,
    'matches',
    detail([
      ['anything but a string', { name: [{ 'anything-but': 'Fabrikam' }] }],
      ['anything but strings', { name: [{ 'anything-but': ['Fabrikam', 'Adatum'] }] }],
      ['anything but a number', { amount: [{ 'anything-but': 1 }] }],
      ['anything but numbers', { amount: [{ 'anything-but': [1, 2] }] }],
      ['anything but zero', { amount: [{ 'anything-but': 0 }] }],
      ['anything but a prefix', { name: [{ 'anything-but': { prefix: 'Fab' } }] }],
      ['anything but prefixes', { name: [{ 'anything-but': { prefix: ['Fab', 'Ada'] } }] }],
      ['anything but a suffix', { name: [{ 'anything-but': { suffix: 'x' } }] }],
      ['anything but suffixes', { name: [{ 'anything-but': { suffix: ['x', 'y'] } }] }],
      ['anything but, in any case', { name: [{ 'anything-but': { 'equals-ignore-case': 'fabrikam' } }] }],
      [
        'anything but several, in any case',
        { name: [{ 'anything-but': { 'equals-ignore-case': ['a', 'b'] } }] },
      ],
      ['anything but a wildcard', { name: [{ 'anything-but': { wildcard: '*brik*' } }] }],
      ['anything but wildcards', { name: [{ 'anything-but': { wildcard: ['a*', 'b*'] } }] }],
      ['a list with one other entry', { list: [{ 'anything-but': 'a' }] }],
    ]),
  ),
  ...of(
    page.recordedPatterns,
    'matches',
    detail([
      ['null is anything but a string', { none: [{ 'anything-but': 'x' }] }],
      ['null is anything but a prefix', { none: [{ 'anything-but': { prefix: 'x' } }] }],
      ['a number is anything but a prefix', { amount: [{ 'anything-but': { prefix: 'x' } }] }],
    ]),
  ),
  ...of(
    page.patterns,
    'does not',
    detail([
      ['anything but it', { name: [{ 'anything-but': ['Contoso'] }] }],
      ['anything but its number', { amount: [{ 'anything-but': 1250 }] }],
      ['anything but its prefix', { name: [{ 'anything-but': { prefix: 'Con' } }] }],
      ['anything but its wildcard', { name: [{ 'anything-but': { wildcard: 'C*o' } }] }],
      ['anything but its spelling', { name: [{ 'anything-but': { 'equals-ignore-case': 'CONTOSO' } }] }],
      ['a list all of whose entries are', { list: [{ 'anything-but': ['a', 'b'] }] }],
    ]),
  ),
  ...of(
    page.recordedPatterns,
    'does not',
    detail([
      ['anything but, of what is missing', { missing: [{ 'anything-but': ['x'] }] }],
      ['anything but a prefix, of what is missing', { missing: [{ 'anything-but': { prefix: 'x' } }] }],
    ]),
  ),
  ...of(
    page.recordedPatterns,
    'refused',
    detail([
      ['anything but null', { name: [{ 'anything-but': null }] }],
      ['anything but a list with null', { name: [{ 'anything-but': ['x', null] }] }],
      ['anything but an empty prefix', { name: [{ 'anything-but': { prefix: '' } }] }],
      ['anything but an empty suffix', { name: [{ 'anything-but': { suffix: '' } }] }],
      [
        'anything but a prefix in any case',
        { name: [{ 'anything-but': { prefix: { 'equals-ignore-case': 'x' } } }] },
      ],
      [
        'anything but a suffix in any case',
        { name: [{ 'anything-but': { suffix: { 'equals-ignore-case': 'x' } } }] },
      ],
      ['anything but a number as prefix', { name: [{ 'anything-but': { prefix: 1 } }] }],
      ['anything but a number in any case', { name: [{ 'anything-but': { 'equals-ignore-case': 1 } }] }],
      ['anything but a number as wildcard', { name: [{ 'anything-but': { wildcard: 1 } }] }],
    ]),
  ),
  ...of(
    page.ruler,
    'refused',
    detail([
      ['anything but nothing', { name: [{ 'anything-but': [] }] }],
      ['anything but a boolean', { name: [{ 'anything-but': true }] }],
      ['anything but strings and numbers', { name: [{ 'anything-but': ['x', 1] }] }],
      ['anything but a range', { amount: [{ 'anything-but': { numeric: ['>', 1] } }] }],
    ]),
  ),
];

const numbers = [
  ...of(
    page.patterns,
    'matches',
    detail([
      ['numeric equal', { amount: [{ numeric: ['=', 1250] }] }],
      ['numeric equal, written otherwise', { amount: [{ numeric: ['=', 1.25e3] }] }],
      ['numeric below', { amount: [{ numeric: ['<', 1251] }] }],
      ['numeric range', { amount: [{ numeric: ['>', 0, '<=', 1250] }] }],
      ['cidr', { ip: [{ cidr: '10.0.0.0/24' }] }],
      ['cidr of IPv6', { six: [{ cidr: '2001:db8::/32' }] }],
    ]),
  ),
  ...of(
    page.patterns,
    'does not',
    detail([
      ['numeric out of range', { amount: [{ numeric: ['>', 0, '<', 1250] }] }],
      ['numeric of a string', { name: [{ numeric: ['>', 0] }] }],
      ['numeric of null', { none: [{ numeric: ['=', 0] }] }],
      ['cidr', { ip: [{ cidr: '10.0.1.0/24' }] }],
      ['cidr of a name', { name: [{ cidr: '10.0.1.0/24' }] }],
      ['cidr of the other family', { six: [{ cidr: '10.0.0.0/8' }] }],
    ]),
  ),
  ...of(
    page.recordedPatterns,
    'refused',
    detail([
      ['numeric of a number', { amount: [{ numeric: 1 }] }],
      ['numeric of a text', { amount: [{ numeric: ['>', 'a'] }] }],
      ['numeric with another sign', { amount: [{ numeric: ['!', 1] }] }],
      ['numeric, two lower bounds', { amount: [{ numeric: ['>', 0, '>', 0] }] }],
      ['cidr without a mask', { ip: [{ cidr: '10.0.0.17' }] }],
      ['cidr with a mask that is none', { ip: [{ cidr: '10.0.0.0/xx' }] }],
      ['cidr of a name', { ip: [{ cidr: 'here/8' }] }],
    ]),
  ),
  ...of(
    page.ruler,
    'refused',
    detail([
      ['numeric, a range that is empty', { amount: [{ numeric: ['>', 5, '<', 1] }] }],
      ['numeric, equal and a bound', { amount: [{ numeric: ['=', 5, '<', 10] }] }],
    ]),
  ),
];

const presence = [
  ...of(
    page.patterns,
    'matches',
    detail([
      ['exists', { zero: [{ exists: true }] }],
      ['null exists', { none: [{ exists: true }] }],
      ['does not exist', { missing: [{ exists: false }] }],
      ['below what is missing', { missing: { value: [{ exists: false }] } }],
      ['missing, or a value', { name: [{ exists: false }, 'Contoso'] }],
    ]),
  ),
  ...of(
    page.ruler,
    'matches',
    detail([['a field with fields is no leaf, so it does not exist', { inner: [{ exists: false }] }]]),
  ),
  ...of(
    page.recordedPatterns,
    'does not',
    detail([
      ['exists', { missing: [{ exists: true }] }],
      ['exists, of an empty list', { nothing: [{ exists: true }] }],
      ['does not exist', { none: [{ exists: false }] }],
    ]),
  ),
  ...of(page.ruler, 'does not', detail([['exists, of a field with fields', { inner: [{ exists: true }] }]])),
  ...of(page.ruler, 'refused', detail([['exists of a text', { name: [{ exists: 'yes' }] }]])),
];

const either = [
  ...of(page.patterns, 'matches', [
    ['$or at the top', { $or: [{ source: ['x'] }, { detail: { flag: [true] } }] }],
    ...detail([
      ['$or by its second', { $or: [{ name: ['Fabrikam'] }, { amount: [{ numeric: ['>', 1000] }] }] }],
      ['$or beside a field', { flag: [true], $or: [{ name: ['Contoso'] }, { name: ['x'] }] }],
      ['$or within $or', { $or: [{ name: ['x'] }, { flag: [true], $or: [{ zero: [1] }, { zero: [0] }] }] }],
    ]),
  ]),
  ...of(
    page.patterns,
    'does not',
    detail([
      ['$or by none', { $or: [{ name: ['x'] }, { name: ['y'] }] }],
      ['$or beside a field that is not', { flag: [false], $or: [{ name: ['Contoso'] }, { name: ['x'] }] }],
    ]),
  ),
  ...of(
    page.ruler,
    'does not',
    detail([['$or over operators is a field of that name', { $or: [{ prefix: 'C' }, { suffix: 'o' }] }]]),
  ),
  ...of(
    page.ruler,
    'matches',
    detail([
      ['one object of a list', { items: { kind: ['funded'], state: ['open'] } }],
      ['an object in a list of lists', { groups: { first: ['Anna'] } }],
    ]),
  ),
  ...of(
    page.ruler,
    'does not',
    detail([['two objects of a list', { items: { kind: ['funded'], state: ['closed'] } }]]),
  ),
];

export const patterns: Case<Given, Verdict>[] = [
  ...syntax,
  ...texts,
  ...others,
  ...numbers,
  ...presence,
  ...either,
];
