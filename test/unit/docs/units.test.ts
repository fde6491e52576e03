import { expect, test } from '@jest/globals';
import { indexUnits, itemBytes, readUnits, writeUnits } from './units.ts';

test.each([
  [{ pk: 'ab', sk: 'c' }, 7],
  [{ name: 'é' }, 6],
  [{ n: 12 }, 3],
  [{ n: 1_790_000_000 }, 7],
  [{ yes: true, none: null }, 9],
  [{ list: ['ab', 'c'] }, 12],
  [{ map: { a: 'bc' } }, 10],
  [{ gone: undefined }, 0],
])('%j has %i bytes', (item, bytes) => {
  expect(itemBytes(item)).toBe(bytes);
});

test('a read costs one unit for each 4 KB, and half of it where it need not be consistent', () => {
  expect([readUnits(0, true), readUnits(4096, true), readUnits(4097, true), readUnits(4097, false)]).toEqual([
    1, 1, 2, 1,
  ]);
});

test('a write in a transaction costs two units for each KB of the larger of before and after', () => {
  expect([writeUnits(0, 1), writeUnits(0, 1024), writeUnits(2000, 100), writeUnits(0, 1025)]).toEqual([
    2, 2, 4, 4,
  ]);
});

test('an index costs what changes in it', () => {
  const key = { pk: 'ownerPk', sk: 'changedSk' };
  const entry = { pk: 'a', sk: 'b', ownerPk: 'o', changedSk: '1', summary: 'x' };
  expect(indexUnits(undefined, undefined, key)).toBe(0);
  expect(indexUnits(undefined, entry, key)).toBe(1);
  expect(indexUnits(entry, undefined, key)).toBe(1);
  expect(indexUnits(entry, entry, key)).toBe(0);
  expect(indexUnits(entry, { ...entry, summary: 'y' }, key)).toBe(1);
  expect(indexUnits(entry, { ...entry, changedSk: '2' }, key)).toBe(2);
  expect(indexUnits(entry, { ...entry, summary: 'y'.repeat(1100), changedSk: '2' }, key)).toBe(3);
});
