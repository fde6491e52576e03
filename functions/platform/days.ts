import * as z from 'zod';
import { dateSchema, timeZoneSchema } from './fields.ts';

/** Calendar days of an organisation, as instants: its time zone, its business days, its holidays. */

export const calendarSchema = z.strictObject({
  timeZone: timeZoneSchema.default('UTC'),
  businessDays: z
    .array(z.int().min(1).max(7))
    .min(1)
    .max(7)
    .refine((days) => new Set(days).size === days.length, {
      error: 'names a day twice',
      params: { code: 'repeated' },
    })
    .default([1, 2, 3, 4, 5])
    .meta({ description: 'ISO 8601: 1 is Monday, 7 is Sunday' }),
  holidays: z
    .array(dateSchema)
    .max(500)
    .default([])
    .meta({ description: 'Days on which nobody works, whatever day of the week' }),
});
export type Calendar = z.output<typeof calendarSchema>;

/** What holds until an organisation sets its own. */
export const defaultCalendar = (): Calendar => calendarSchema.parse({});

const DAY_MS = 86_400_000;
export const dayAfter = (date: string, days = 1): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

const wallClock = (timeZone: string) =>
  new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });

/** How far the zone's clocks are ahead of UTC at an instant. */
const offsetMs = (format: Intl.DateTimeFormat, epochMs: number): number => {
  const part = Object.fromEntries(
    format.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(epochMs / 1000) * 1000;
};

/** The day it is somewhere, at an instant. */
export const dayAt = (epochMs: number, timeZone: string): string =>
  new Date(epochMs + offsetMs(wallClock(timeZone), epochMs)).toISOString().slice(0, 10);

/** The first instant of a day in a zone, in epoch ms; where clocks skip midnight, the first that there is. */
export const startOfDay = (date: string, timeZone: string): number => {
  const format = wallClock(timeZone);
  const midnight = Date.parse(date);
  // Offsets change at most once near a midnight: one of the two before and after it is the right one.
  const candidates = [midnight - DAY_MS, midnight + DAY_MS]
    .map((near) => midnight - offsetMs(format, near))
    .sort((a, b) => a - b);
  const begins = (epochMs: number) =>
    new Date(epochMs + offsetMs(format, epochMs)).toISOString().slice(0, 10) >= date;
  return candidates.find(begins) ?? (candidates.at(-1) as number);
};

/** Instants are written with four digits for the year: no day ends later. */
const END_OF_TIME = Date.parse('9999-12-31T23:59:59.999Z');

/** The instant at which a day is over: the first of the day after it. */
export const endOfDay = (date: string, timeZone: string): number =>
  date >= '9999-12-31' ? END_OF_TIME : Math.min(END_OF_TIME, startOfDay(dayAfter(date), timeZone));

const isBusinessDay = (date: string, { businessDays, holidays }: Calendar): boolean =>
  businessDays.includes(new Date(date).getUTCDay() || 7) && !holidays.includes(date);

/** A calendar without a business day in so long has none: nothing may wait for it for ever. */
const MOST_DAYS = 366;

/** When the n-th business day after an instant is over: the day of the instant itself does not count. Epoch ms. */
export const businessDaysAfter = (epochMs: number, count: number, calendar: Calendar): number => {
  let date = dayAt(epochMs, calendar.timeZone);
  for (let left = count, tried = 0; left > 0 && tried < MOST_DAYS; tried++) {
    date = dayAfter(date);
    if (isBusinessDay(date, calendar)) left--;
  }
  return endOfDay(date, calendar.timeZone);
};
