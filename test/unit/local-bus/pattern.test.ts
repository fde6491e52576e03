import { expect, test } from '@jest/globals';
import { matcher } from '../../../local/bus/pattern.ts';

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
    inner: { deep: { value: 'x' } },
    items: [
      { kind: 'funded', state: 'open' },
      { kind: 'free', state: 'closed' },
    ],
  },
};
const detail = (pattern: unknown) => ({ detail: pattern });

test.each([
  ['exact', { source: ['cosell.referrals'] }],
  ['one of several', { source: ['x', 'cosell.referrals'] }],
  ['number', detail({ amount: [1250] })],
  ['boolean', detail({ flag: [true] })],
  ['null', detail({ none: [null] })],
  ['empty string', detail({ empty: [''] })],
  ['a list by one entry', detail({ list: ['b'] })],
  ['all fields', { source: ['cosell.referrals'], detail: { name: ['Contoso'] } }],
  ['prefix', { source: [{ prefix: 'cosell.' }] }],
  ['prefix in any case', detail({ name: [{ prefix: { 'equals-ignore-case': 'CON' } }] })],
  ['suffix', { 'detail-type': [{ suffix: '.v1' }] }],
  ['suffix in any case', detail({ name: [{ suffix: { 'equals-ignore-case': 'SO' } }] })],
  ['equals in any case', detail({ name: [{ 'equals-ignore-case': 'conTOSO' }] })],
  ['anything but a string', detail({ name: [{ 'anything-but': 'Fabrikam' }] })],
  ['anything but a list', detail({ name: [{ 'anything-but': ['Fabrikam', 'Adatum'] }] })],
  ['anything but a number', detail({ amount: [{ 'anything-but': [1, 2] }] })],
  ['anything but a prefix', detail({ name: [{ 'anything-but': { prefix: 'Fab' } }] })],
  ['anything but prefixes', detail({ name: [{ 'anything-but': { prefix: ['Fab', 'Ada'] } }] })],
  ['anything but a suffix', detail({ name: [{ 'anything-but': { suffix: ['x', 'y'] } }] })],
  [
    'anything but in any case',
    detail({ name: [{ 'anything-but': { 'equals-ignore-case': ['fabrikam'] } }] }),
  ],
  ['anything but a wildcard', detail({ name: [{ 'anything-but': { wildcard: '*brik*' } }] })],
  ['a list with one other entry', detail({ list: [{ 'anything-but': 'a' }] })],
  ['numeric equal', detail({ amount: [{ numeric: ['=', 1250] }] })],
  ['numeric range', detail({ amount: [{ numeric: ['>', 0, '<=', 1250] }] })],
  ['exists', detail({ zero: [{ exists: true }] })],
  ['exists of null', detail({ none: [{ exists: true }] })],
  ['does not exist', detail({ missing: [{ exists: false }] })],
  ['an empty list does not exist', detail({ nothing: [{ exists: false }] })],
  ['under what is missing', detail({ missing: { value: [{ exists: false }] } })],
  ['missing or a value', detail({ name: [{ exists: false }, 'Contoso'] })],
  ['cidr', detail({ ip: [{ cidr: '10.0.0.0/24' }] })],
  ['cidr of IPv6', detail({ six: [{ cidr: '2001:db8::/32' }] })],
  ['wildcard', detail({ file: [{ wildcard: 'reports/*/plan*' }] })],
  ['escaped wildcard', detail({ file: [{ wildcard: 'reports/*/plan\\*.pdf' }] })],
  ['nested', detail({ inner: { deep: { value: ['x'] } } })],
  ['$or by its second', detail({ $or: [{ name: ['Fabrikam'] }, { amount: [{ numeric: ['>', 1000] }] }] })],
  ['$or beside a field', detail({ flag: [true], $or: [{ name: ['Contoso'] }, { name: ['x'] }] })],
  ['$or at the top', { $or: [{ source: ['x'] }, { detail: { flag: [true] } }] }],
  ['one object of a list', detail({ items: { kind: ['funded'], state: ['open'] } })],
])('matches: %s', (_name, pattern) => {
  expect(matcher(pattern)(event)).toBe(true);
});

test.each([
  ['another value', { source: ['x'] }],
  ['a number as a string', detail({ amount: ['1250'] })],
  ['one of two fields', { source: ['cosell.referrals'], detail: { name: ['x'] } }],
  ['prefix of a number', detail({ amount: [{ prefix: '12' }] })],
  ['suffix', { source: [{ suffix: '.v2' }] }],
  ['anything but, and it is', detail({ name: [{ 'anything-but': ['Contoso'] }] })],
  ['anything but, of what is missing', detail({ missing: [{ 'anything-but': ['x'] }] })],
  ['anything but, all entries are', detail({ list: [{ 'anything-but': ['a', 'b'] }] })],
  ['numeric out of range', detail({ amount: [{ numeric: ['>', 0, '<', 1250] }] })],
  ['numeric of a string', detail({ name: [{ numeric: ['>', 0] }] })],
  ['exists, and it does not', detail({ missing: [{ exists: true }] })],
  ['exists is for leaves', detail({ inner: [{ exists: true }] })],
  ['does not exist, and it does', detail({ none: [{ exists: false }] })],
  ['cidr', detail({ ip: [{ cidr: '10.0.1.0/24' }] })],
  ['cidr of a name', detail({ name: [{ cidr: '10.0.1.0/24' }] })],
  ['wildcard in part', detail({ name: [{ wildcard: 'ont*' }] })],
  ['wildcard dots are dots', detail({ file: [{ wildcard: 'reports/*plan.pdf' }] })],
  ['$or by none', detail({ $or: [{ name: ['x'] }, { name: ['y'] }] })],
  ['two objects of a list', detail({ items: { kind: ['funded'], state: ['closed'] } })],
])('does not match: %s', (_name, pattern) => {
  expect(matcher(pattern)(event)).toBe(false);
});

test.each([
  [{}],
  [[]],
  [{ source: 'cosell' }],
  [{ source: [] }],
  [{ source: [{ nonsense: 1 }] }],
  [{ source: [{ prefix: 1 }] }],
  [{ source: [{ prefix: 'a', suffix: 'b' }] }],
  [{ source: [{ numeric: ['>', 'a'] }] }],
  [{ source: [{ numeric: ['!', 1] }] }],
  [{ source: [{ cidr: 'here' }] }],
  [{ source: [{ wildcard: 'a**b' }] }],
  [{ source: [{ 'anything-but': [] }] }],
  [{ source: [{ 'anything-but': { numeric: ['>', 1] } }] }],
])('refuses the pattern %p', (pattern) => {
  expect(() => matcher(pattern)).toThrow();
});
