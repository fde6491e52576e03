import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { durationSchema, secondsOf } from '../../../functions/platform/duration.ts';
import {
  dateSchema,
  emailSchema,
  idOf,
  instantSchema,
  line,
  localeSchema,
  prose,
  timeZoneSchema,
} from '../../../functions/platform/fields.ts';
import { html } from '../../../functions/platform/html.ts';
import { idPattern, type Kind, newId, prefixes } from '../../../functions/platform/ids.ts';
import { handClock } from '../../support/arbitraries.ts';

describe('a duration', () => {
  test.each([
    ['PT1S', 1],
    ['PT1M', 60],
    ['PT1H', 3_600],
    ['P1D', 86_400],
    ['P2W', 1_209_600],
    ['P1DT12H', 129_600],
    ['P1W1DT1H1M1S', 694_861],
    ['PT90M', 5_400],
    ['P0D', 0],
  ])('%s is %i seconds', (text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
  });
  test.each([
    '',
    'P',
    'PT',
    'P1',
    '1D',
    'P1Y',
    'P1M',
    'P1H',
    'PT1D',
    '-P1D',
    'P-1D',
    'P1.5D',
    'p1d',
    'P1D ',
    'P1DT',
    'P12345D',
  ])('%j is none', (text) => {
    expect(secondsOf(text)).toBeNaN();
    expect(durationSchema('PT0S', 'P999D').safeParse(text).success).toBe(false);
  });
  test('keeps to its bounds, which are allowed themselves', () => {
    const schema = durationSchema('PT1H', 'P7D');
    const allowed = ['PT59M', 'PT60M', 'P7D', 'P7DT1S'].map((text) => schema.safeParse(text).success);
    expect(allowed).toEqual([false, true, true, false]);
  });
});

describe('markup', () => {
  test('shows what people typed, and is never made by it', () => {
    const name = `<script>alert("1")</script> & 'x'`;
    expect(html`<p title="${name}">${name}</p>`.text).toBe(
      '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</p>',
    );
  });
  test('made by the tag goes in as it is, lists too; nothing leaves nothing', () => {
    expect(
      html`<ul>${[html`<li>${'<'}</li>`, html`<li>${7}</li>`]}${false}${null}${undefined}${''}</ul>`.text,
    ).toBe('<ul><li>&lt;</li><li>7</li></ul>');
  });
  test('cannot be made to look like made by the tag', () => {
    const forged = JSON.parse('{"text":"<b>"}') as never;
    expect(html`${forged}`.text).not.toContain('<b>');
  });
  test('holds no live character of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`${text}`.text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[&<>"']/);
      }),
    );
  });
});

describe('an id', () => {
  test('tells its kind and sorts by time of making, also within one millisecond', () => {
    const clock = handClock();
    const made: string[] = [];
    for (let turn = 0; turn < 300; turn++) {
      made.push(newId('referral', clock));
      if (turn % 100 === 0) clock.move(1);
    }
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(300);
    for (const id of made) expect(id).toMatch(/^rfl_[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  });
  test.each(Object.keys(prefixes) as Kind[])('of a %s is not one of another kind', (kind) => {
    const id = newId(kind, handClock());
    const fits = (Object.keys(prefixes) as Kind[]).filter((other) => idPattern(other).test(id));
    expect(fits).toEqual([kind]);
    expect(idOf(kind).safeParse(id).success).toBe(true);
  });
  test.each([
    'rfl_',
    'rfl_01',
    'RFL_01JD0000000000000000000001',
    'rfl_01jd0000000000000000000001',
    'rfl_81JD0000000000000000000001',
    'rfl_01JD000000000000000000000I',
    ' rfl_01JD0000000000000000000001',
    'rfl_01JD0000000000000000000001\n',
  ])('is not %j', (text) => {
    expect(idOf('referral').safeParse(text).success).toBe(false);
  });
});

describe('what people type', () => {
  const read = (schema: { safeParse: (value: unknown) => { data?: unknown } }, text: unknown) =>
    schema.safeParse(text).data;

  test('is trimmed and put into one form', () => {
    expect(read(line(), '  Zoë\u0020')).toBe('Zoë');
    expect(read(line(), 'Zoe\u0308')).toBe('Zoë');
    expect(read(prose(), ' a\n\tb ')).toBe('a\n\tb');
  });
  test('on one line holds no line break, and nowhere a control character', () => {
    for (const text of ['a\nb', 'a\rb', 'a\tb', 'a\u0000b', 'a\u0085b'])
      expect(read(line(), text)).toBeUndefined();
    for (const text of ['a\u0000b', 'a\u001bb', 'a\u0007b']) expect(read(prose(), text)).toBeUndefined();
  });
  test('is something, and not too much', () => {
    expect(read(line(3), '   ')).toBeUndefined();
    expect(read(line(3), 'abc')).toBe('abc');
    expect(read(line(3), 'abcd')).toBeUndefined();
  });
  test('as an address is lower case', () => {
    expect(read(emailSchema, ' Ana.Lima@Brightpath.Example ')).toBe('ana.lima@brightpath.example');
    for (const text of ['ana', 'ana@', '@x.example', 'a b@x.example', 'a@x.example\nbcc: b@x.example'])
      expect(read(emailSchema, text)).toBeUndefined();
  });
  test('as locale, time zone, date and instant exists', () => {
    for (const tag of ['en-GB', 'de', 'zh-Hant-TW']) expect(read(localeSchema, tag)).toBe(tag);
    for (const tag of ['', 'toolonglanguage', 'en_GB', 'x']) expect(read(localeSchema, tag)).toBeUndefined();
    for (const zone of ['UTC', 'Europe/Lisbon']) expect(read(timeZoneSchema, zone)).toBe(zone);
    for (const zone of ['', 'Mars/Olympus']) expect(read(timeZoneSchema, zone)).toBeUndefined();
    for (const day of ['2026-02-30', '2026-13-01', '26-01-01', '2026-1-1'])
      expect(read(dateSchema, day)).toBeUndefined();
    expect(read(dateSchema, '2028-02-29')).toBe('2028-02-29');
    expect(read(instantSchema, '2026-11-23T09:00:00.000Z')).toBe('2026-11-23T09:00:00.000Z');
    for (const at of [
      '2026-11-23T09:00:00Z',
      '2026-11-23T09:00:00.000+01:00',
      '2026-11-23',
      '2026-11-23T25:00:00.000Z',
    ])
      expect(read(instantSchema, at)).toBeUndefined();
  });
});
