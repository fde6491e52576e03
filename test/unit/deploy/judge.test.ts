import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import type { Gap } from '../../deploy/gaps.ts';
import { judge, type Report } from '../../deploy/judge.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const file = 'test/scenarios/some.test.ts';
const gap = (name: string): Gap => ({ file, test: name, because: 'it cannot' });
const report = (tests: Record<string, string>, message = ''): Report => ({
  testResults: [
    {
      name: `${root}${file}`,
      message,
      assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
    },
  ],
});

test('all tests pass: nothing is wrong', () => {
  expect(judge(report({ one: 'passed', two: 'passed' }), root, [])).toEqual({ passed: 2, faults: [] });
});

test('a test that fails, and is no known gap, is a fault', () => {
  expect(judge(report({ one: 'passed', two: 'failed' }), root, [])).toEqual({
    passed: 1,
    faults: [`failed: ${file}: two`],
  });
});

test('a test that was not run is a fault, too: it proves nothing', () => {
  expect(judge(report({ one: 'pending' }), root, []).faults).toEqual([`pending: ${file}: one`]);
});

test('a known gap may fail', () => {
  expect(judge(report({ one: 'passed', two: 'failed' }), root, [gap('two')]).faults).toEqual([]);
});

test('a known gap that passes, or that no test has the name of, must come off the list', () => {
  const { faults } = judge(report({ one: 'passed' }), root, [gap('one'), gap('three')]);
  expect(faults).toEqual([
    `there is no such test, take it off the gaps: ${file}: three`,
    `it passes, take it off the gaps: ${file}: one`,
  ]);
});

test('a file that could not be loaded is a fault, and so is an empty report', () => {
  expect(judge(report({}, 'SyntaxError'), root, []).faults).toEqual([
    'no test has run',
    `${file} did not run: SyntaxError`,
  ]);
  expect(judge({ testResults: [] }, root, []).faults).toEqual(['no test has run']);
});
