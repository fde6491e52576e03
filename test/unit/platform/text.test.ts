import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import {
  emailSchema,
  line,
  localeSchema,
  prose,
  timeZoneSchema,
} from '../../../functions/platform/fields.ts';

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

test.each([
  ['one line', line()],
  ['several', prose(200)],
])('what is published of a text of %s says what is taken of it', (_, schema) => {
  const { pattern, maxLength } = z.toJSONSchema(schema, { io: 'input' });
  const published = new RegExp(pattern as string, 'u');
  const oddOnes = fc.constantFrom('a', ' ', '\n', '\u202e', '\u200b', '\u0085');
  const anyOne = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
  const texts = fc.string({ unit: fc.oneof(oddOnes, anyOne), maxLength: 12 });
  fc.assert(
    fc.property(texts, (text) => {
      const trimmed = text.trim().normalize('NFC');
      expect(schema.safeParse(text).success).toBe(published.test(trimmed));
    }),
  );
  expect(maxLength).toBe(200);
});

test('a text has as many characters as people and JSON Schema count, whatever UTF-16 makes of them', () => {
  expect(line().safeParse('😀'.repeat(200)).success).toBe(true);
  expect(line().safeParse('😀'.repeat(201)).error?.issues).toMatchObject([{ params: { code: 'too_big' } }]);
});

test.each([
  ['a local part of 65 characters', `${'a'.repeat(65)}@example.com`],
  ['a label of 64 characters', `ana@${'a'.repeat(64)}.com`],
  ['a label that ends with a hyphen', 'ana@example-.com'],
])('an e-mail address with %s is refused: no mail could go there', (_, email) => {
  expect(emailSchema.safeParse(email).success).toBe(false);
});
test.each([
  `${'a'.repeat(64)}@example.com`,
  `ana@${'a'.repeat(63)}.com`,
  "o'hara@example.com",
  '-.a@x-y.example',
])('an e-mail address may be %s', (email) => {
  expect(emailSchema.parse(email)).toBe(email);
});

test.each(['de', 'de-DE', 'zh-Hant-TW', 'es-419', 'ca-ES-valencia', 'de-DE-1996'])(
  '%s is a language',
  (tag) => {
    expect(localeSchema.safeParse(tag).success).toBe(true);
    expect(() => new Intl.Locale(tag)).not.toThrow();
  },
);
test.each(['', 'deutsch-', 'de_DE', 'german language', 'en-u-ca-buddhist'])('%p is no language', (tag) => {
  expect(localeSchema.safeParse(tag).success).toBe(false);
});
test.each(['+01:00', 'Europe/Nowhere', 'Europe//Berlin', ''])('%p is no time zone', (zone) => {
  expect(timeZoneSchema.safeParse(zone).success).toBe(false);
});

test('characters that a field refuses by a word of its own are published with the others', () => {
  const { pattern } = z.toJSONSchema(line(200, '/\\\\'), { io: 'input' });
  const published = new RegExp(pattern as string, 'u');
  expect(['a.pdf', 'a/b.pdf', 'a\\b.pdf'].map((name) => published.test(name))).toEqual([true, false, false]);
});
