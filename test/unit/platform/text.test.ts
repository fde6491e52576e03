import { expect, test } from '@jest/globals';
import { line, prose } from '../../../functions/platform/fields.ts';

const OVERRIDE = '\u202E';
const ISOLATE = '\u2066';
const ZERO_WIDTH = '\u200B\u200D';

test.each([
  ['an override of the writing direction', `invoice ${OVERRIDE}fdp.exe`],
  ['an isolate of the writing direction', `${ISOLATE}tender`],
  ['nothing that can be seen', ZERO_WIDTH],
])('text with %s is refused: it would not read as it is', (_, text) => {
  expect(line().safeParse(text).success).toBe(false);
  expect(prose().safeParse(text).success).toBe(false);
});

test.each(['שלום', 'مرحبا بكم', '日本語', '👩‍💻 team', 'naïve'])('%s is taken as it is', (text) => {
  expect(line().parse(text)).toBe(text);
  expect(prose().parse(text)).toBe(text);
});
