import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { generate } from '../../../infra/generate.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'generate-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const files = [{ path: 'made/a.md', make: () => 'a\n' }];

test('a check names what is missing, what differs and what nothing makes, and touches nothing', () => {
  expect(generate(root, files, ['made'], false)).toEqual([{ path: 'made/a.md', why: 'missing' }]);
  generate(root, files, ['made'], true);
  writeFileSync(join(root, 'made/a.md'), 'edited by hand\n');
  writeFileSync(join(root, 'made/old.md'), 'left over\n');
  expect(generate(root, files, ['made'], false)).toEqual([
    { path: 'made/a.md', why: 'differs' },
    { path: 'made/old.md', why: 'orphan' },
  ]);
  expect(readFileSync(join(root, 'made/a.md'), 'utf8')).toBe('edited by hand\n');
});

test('mending leaves nothing to mend', () => {
  generate(root, files, ['made'], true);
  writeFileSync(join(root, 'made/old.md'), 'left over\n');
  generate(root, files, ['made'], true);
  expect(generate(root, files, ['made'], false)).toEqual([]);
  expect(readFileSync(join(root, 'made/a.md'), 'utf8')).toBe('a\n');
});
