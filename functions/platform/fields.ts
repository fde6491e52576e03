import * as z from 'zod';
import { countryCodes } from './codes.ts';
import { idPattern, type Kind, prefixes } from './ids.ts';

/** Field schemas that every process shares. Text is trimmed, put into NFC, and may hold no control characters. */

/**
 * What turns the direction of what follows: a title could read as another one in a mail. Right-to-left text needs none of it.
 * The ranges are written out, as are all below: a published pattern has to mean the same to every reader of JSON Schema.
 */
const TURNING = '\\u202a-\\u202e\\u2066-\\u2069';
const LINE_ENDS = '\\u2028\\u2029';
const CONTROLS = '\\u0000-\\u001f\\u007f-\\u009f';
/** Notes may have line breaks and tabs. */
const CONTROLS_IN_PROSE = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f';
/** What cannot be seen: spaces, joiners and their like (Unicode's format characters). */
const INVISIBLE =
  '\\s\\u00ad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u180e\\u200b-\\u200f\\u2060-\\u2064\\u206a-\\u206f\\ufeff\\ufff9-\\ufffb';
const visible = /[^\s\p{Cf}]/u;
const fault = (code: string, error: string) => ({ error, params: { code } });

/**
 * A text of 1 to `most` characters as people and JSON Schema count them (an emoji is one), none of `forbidden`, not all
 * invisible. `named`: further ones, which the caller refuses by a word of its own; they are published with the others.
 */
const textOf = (most: number, forbidden: string, error: string, named = '') => {
  const published = `${forbidden}${named}`;
  const holdsForbidden = new RegExp(`[${forbidden}]`, 'u');
  // Halves of a surrogate pair are no text in UTF-8. What is empty has its own fault.
  const legible = (text: string): boolean =>
    text === '' || (visible.test(text) && !holdsForbidden.test(text) && text.isWellFormed());
  return (
    z
      .string()
      .trim()
      .normalize('NFC')
      .min(1)
      .refine(
        (text) => text.length <= most || [...text].length <= most,
        fault('too_big', `may have ${most} characters at most`),
      )
      .refine(legible, fault('control_character', error))
      // The same in one pattern. We do not test with it: on a long text it can go back and forth.
      .meta({ maxLength: most, pattern: `^[^${published}]*[^${published}${INVISIBLE}][^${published}]*$` })
  );
};

/** One line of text, 1 to `most` characters; `named` as above, written as in a pattern's brackets. */
export const line = (most = 200, named = '') =>
  textOf(
    most,
    `${CONTROLS}${LINE_ENDS}${TURNING}`,
    'may not hold control characters or line breaks, nor be invisible',
    named,
  );

/** Text of several lines, up to `most` characters. */
export const prose = (most = 4000) =>
  textOf(most, `${CONTROLS_IN_PROSE}${TURNING}`, 'may not hold control characters, nor be invisible');

/** An id of one kind: typed prefix and ULID. */
export const idOf = (kind: Kind) =>
  z
    .string()
    .regex(idPattern(kind), `must be an id that starts with ${prefixes[kind]}_`)
    .meta({ examples: [`${prefixes[kind]}_01JD0000000000000000000001`] });

export const countrySchema = z
  .string()
  .refine(
    (code) => countryCodes.has(code),
    fault('unknown_country', 'not an ISO 3166-1 alpha-2 country code'),
  )
  .meta({ id: 'Country', description: 'ISO 3166-1 alpha-2', enum: [...countryCodes], examples: ['DE'] });

/** Local part, labels and whole within RFC 5321, 4.5.3.1 and RFC 1035, 2.3.4: no mail goes to a longer one. */
const EMAIL =
  /^(?=[^@]{1,64}@)(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** Overwrites, not a transform: its answer side can be put into JSON Schema as well. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .check(z.email({ pattern: EMAIL }))
  .meta({ examples: ['ana@example.com'] });

/** A calendar date without time. */
export const dateSchema = z.iso.date().meta({ examples: ['2026-12-31'] });
export const instantSchema = z.iso
  .datetime({ precision: 3 })
  .meta({ examples: ['2026-11-23T09:00:00.000Z'] });

const known = (check: () => unknown): boolean => {
  try {
    check();
    return true;
  } catch {
    return false;
  }
};
export const localeSchema = z
  .string()
  .max(35)
  .regex(
    /^(?:[A-Za-z]{2,3}|[A-Za-z]{5,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))?$/,
    'not a BCP 47 language tag',
  )
  .meta({
    description: 'BCP 47: a language, where needed with script, region and one variant',
    examples: ['en-GB', 'de-DE'],
  });
/** By name alone: an offset is no zone, it knows no summer. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/, 'not an IANA time zone')
  .refine(
    (zone) => known(() => new Intl.DateTimeFormat('en', { timeZone: zone })),
    fault('unknown_time_zone', 'not an IANA time zone'),
  )
  .meta({ description: 'IANA time zone', examples: ['Europe/Berlin'] });

/** What every shared record carries. */
export const recordFields = {
  revision: z
    .int()
    .positive()
    .meta({ description: 'Grows by one with each change; the ETag is this number in quotes' }),
  createdAt: instantSchema,
  createdBy: z
    .string()
    .meta({ description: 'The API client or member that made it', examples: ['7tq3exampleclientid5m2v'] }),
  updatedAt: instantSchema,
  updatedBy: z.string().meta({ examples: ['7tq3exampleclientid5m2v'] }),
};

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(25).meta({ description: 'How many at most' }),
  cursor: z
    .string()
    .max(1024)
    .optional()
    .meta({ description: 'The `nextCursor` of the page before, as it was given' }),
};

/** A page of a list: newest change first. A page may hold fewer than `limit`; there are more while `nextCursor` is there. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
