import * as z from 'zod';
import { countryCodes } from './codes.ts';
import { idPattern, type Kind, prefixes } from './ids.ts';

/** Field schemas that every process shares. Text is trimmed, put into NFC, and may hold no control characters. */

/** Nor halves of a surrogate pair, which are no text in UTF-8, nor the line breaks that are no control characters. */
/** What turns the direction of what follows: a title could read as another one in a mail. Right-to-left text needs none of it. */
const turning = /[\u202A-\u202E\u2066-\u2069]/u;
/** Something that can be seen: not spaces and joiners alone. */
const visible = /[^\s\p{Cf}]/u;
const legible = (text: string): boolean => text === '' || (visible.test(text) && !turning.test(text));
const controlFree = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u;
/** Notes may have line breaks and tabs. */
const proseOnly = /^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u;
const fault = (code: string, error: string) => ({ error, params: { code } });

/** One line of text, 1 to `most` characters. */
export const line = (most = 200) =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .min(1)
    .max(most)
    .refine(
      (text) => controlFree.test(text) && legible(text),
      fault('control_character', 'may not hold control characters or line breaks, nor be invisible'),
    );

/** Text of several lines, up to `most` characters. */
export const prose = (most = 4000) =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .min(1)
    .max(most)
    .refine(
      (text) => proseOnly.test(text) && legible(text),
      fault('control_character', 'may not hold control characters, nor be invisible'),
    );

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
  .meta({ description: 'ISO 3166-1 alpha-2', examples: ['DE'] });

/** Overwrites, not a transform: its answer side can be put into JSON Schema as well. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .check(z.email())
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
  .refine((tag) => known(() => new Intl.Locale(tag)), fault('unknown_locale', 'not a BCP 47 language tag'))
  .meta({ description: 'BCP 47', examples: ['en-GB', 'de-DE'] });
export const timeZoneSchema = z
  .string()
  .max(64)
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
