import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  businessDaysAfter,
  type Calendar,
  calendarSchema,
  dayAfter,
  dayAt,
  defaultCalendar,
  endOfDay,
  startOfDay,
} from '../../../functions/platform/days.ts';

const at = (epochMs: number): string => new Date(epochMs).toISOString().replace(':00.000Z', 'Z');

describe('a day somewhere', () => {
  test.each([
    ['UTC', '2026-11-23', '2026-11-23T00:00Z', '2026-11-24T00:00Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00Z', '2026-03-29T22:00Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00Z', '2026-03-09T04:00Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00Z', '2026-11-02T05:00Z'],
    ['Pacific/Kiritimati', '2026-11-23', '2026-11-22T10:00Z', '2026-11-23T10:00Z'],
    ['Etc/GMT+12', '2026-11-23', '2026-11-23T12:00Z', '2026-11-24T12:00Z'],
    ['Asia/Kathmandu', '2026-11-23', '2026-11-22T18:15Z', '2026-11-23T18:15Z'],
    ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30Z', '2026-10-04T13:00Z'],
    ['UTC', '2028-02-29', '2028-02-29T00:00Z', '2028-03-01T00:00Z'],
  ])('in %s, %s is from %s to %s', (timeZone, date, begins, ends) => {
    expect(at(startOfDay(date, timeZone))).toBe(begins);
    expect(at(endOfDay(date, timeZone))).toBe(ends);
    expect(dayAt(startOfDay(date, timeZone), timeZone)).toBe(date);
    expect(dayAt(endOfDay(date, timeZone) - 1, timeZone)).toBe(date);
  });

  test.each([
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00Z'],
    ['Africa/Cairo', '2024-04-26', '2024-04-25T22:00Z'],
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00Z'],
    ['America/Havana', '2026-03-08', '2026-03-08T05:00Z'],
    ['Atlantic/Azores', '2026-03-29', '2026-03-29T01:00Z'],
  ])(
    'begins in %s on %s, where clocks skip midnight, at the first instant that there is',
    (timeZone, date, begins) => {
      const start = startOfDay(date, timeZone);
      expect(at(start)).toBe(begins);
      expect([dayAt(start, timeZone), dayAt(start - 1, timeZone)]).toEqual([date, dayAfter(date, -1)]);
      expect(endOfDay(dayAfter(date, -1), timeZone)).toBe(start);
    },
  );

  test.each([
    ['America/Sao_Paulo', '2018-02-18', '2018-02-18T03:00Z'],
    ['Africa/Cairo', '2024-11-01', '2024-10-31T22:00Z'],
    ['America/Havana', '2026-11-01', '2026-11-01T04:00Z'],
    ['Atlantic/Azores', '2026-10-25', '2026-10-25T00:00Z'],
  ])('begins in %s on %s, where clocks turn back at midnight, once', (timeZone, date, begins) => {
    expect(at(startOfDay(date, timeZone))).toBe(begins);
  });

  test('a day that a zone left out altogether is over as it begins', () => {
    const zone = 'Pacific/Apia';
    expect(at(startOfDay('2011-12-30', zone))).toBe('2011-12-30T10:00Z');
    expect(endOfDay('2011-12-29', zone)).toBe(startOfDay('2011-12-31', zone));
  });

  test('in any zone: the instant before it is another day; days follow without gap; the calendar of Intl agrees', () => {
    const zones = [
      ...['Europe/Lisbon', 'America/Sao_Paulo', 'Africa/Cairo', 'Asia/Beirut', 'America/Havana'],
      ...['Pacific/Kiritimati', 'Etc/GMT+12', 'Asia/Tehran', 'Australia/Lord_Howe', 'America/Asuncion'],
    ];
    const formats = new Map(
      zones.map((timeZone) => [timeZone, new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })]),
    );
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.nat(15_000), fc.nat(86_399_999), (zone, days, ms) => {
        const date = dayAfter('2000-01-01', days);
        const start = startOfDay(date, zone);
        const shown = (epochMs: number) => formats.get(zone)?.format(epochMs);
        expect([shown(start), shown(start - 1)]).toEqual([date, dayAfter(date, -1)]);
        expect(endOfDay(dayAfter(date, -1), zone)).toBe(start);
        expect(dayAt(start + ms, zone)).toBe(shown(start + ms));
      }),
    );
  });

  test('that is the last one of all ends with the last instant that can be written down', () => {
    for (const zone of ['UTC', 'Pacific/Kiritimati', 'Etc/GMT+12'])
      for (const date of ['9999-12-30', '9999-12-31'])
        expect(new Date(endOfDay(date, zone)).toISOString()).toMatch(/^9999-12-3/);
    expect(new Date(endOfDay('9999-12-31', 'UTC')).toISOString()).toBe('9999-12-31T23:59:59.999Z');
  });

  test.each([
    ['2028-02-28', 1, '2028-02-29'],
    ['2027-02-28', 1, '2027-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-11-23', 180, '2027-05-22'],
  ])('%s and %i days: %s', (date, days, after) => expect(dayAfter(date, days)).toBe(after));
});

describe('business days', () => {
  const calendar = (given: Partial<Calendar> = {}): Calendar => ({ ...defaultCalendar(), ...given });
  const over = (now: string, count: number, given: Partial<Calendar> = {}): string =>
    at(businessDaysAfter(Date.parse(now), count, calendar(given)));

  test.each<[string, string, number, Partial<Calendar>, string]>([
    ['from a Monday over the weekend', '2026-11-23T09:00:00Z', 5, {}, '2026-12-01T00:00Z'],
    ['from its first instant the same', '2026-11-23T00:00:00Z', 5, {}, '2026-12-01T00:00Z'],
    ['from its last instant the same', '2026-11-23T23:59:59Z', 5, {}, '2026-12-01T00:00Z'],
    ['from a Friday', '2026-11-27T09:00:00Z', 1, {}, '2026-12-01T00:00Z'],
    ['from a Saturday as from the Friday', '2026-11-28T09:00:00Z', 1, {}, '2026-12-01T00:00Z'],
    [
      'not on holidays',
      '2026-12-23T09:00:00Z',
      2,
      { holidays: ['2026-12-24', '2026-12-25'] },
      '2026-12-30T00:00Z',
    ],
    [
      'a holiday on a Sunday is none more',
      '2026-11-27T09:00:00Z',
      1,
      { holidays: ['2026-11-29'] },
      '2026-12-01T00:00Z',
    ],
    [
      'where the week begins on Sunday',
      '2026-11-26T09:00:00Z',
      1,
      { businessDays: [7, 1, 2, 3, 4] },
      '2026-11-30T00:00Z',
    ],
    ['of one day a week', '2026-11-23T09:00:00Z', 2, { businessDays: [3] }, '2026-12-03T00:00Z'],
    ['over a leap day', '2028-02-28T09:00:00Z', 2, {}, '2028-03-02T00:00Z'],
    [
      'where it is tomorrow already',
      '2026-11-23T12:00:00Z',
      1,
      { timeZone: 'Pacific/Kiritimati' },
      '2026-11-25T10:00Z',
    ],
    [
      'where it is yesterday still',
      '2026-11-23T03:00:00Z',
      1,
      { timeZone: 'America/New_York' },
      '2026-11-24T05:00Z',
    ],
    [
      'across the change of clocks',
      '2026-10-23T09:00:00Z',
      1,
      { timeZone: 'Europe/Berlin' },
      '2026-10-26T23:00Z',
    ],
    ['none: when the day is over', '2026-11-23T09:00:00Z', 0, {}, '2026-11-24T00:00Z'],
  ])('%s', (_, now, count, given, expected) => expect(over(now, count, given)).toBe(expected));

  test('of a calendar that has none for a year come to an end all the same', () => {
    const holidays = Array.from({ length: 500 }, (_, days) => dayAfter('2026-11-23', days));
    expect(over('2026-11-23T09:00:00Z', 5, { holidays })).toBe('2027-11-25T00:00Z');
  });

  test('what holds by default is Monday to Friday, UTC', () => {
    expect(defaultCalendar()).toEqual({ timeZone: 'UTC', businessDays: [1, 2, 3, 4, 5], holidays: [] });
  });
  test.each([
    { businessDays: [] },
    { businessDays: [1, 1] },
    { businessDays: [0] },
    { businessDays: [8] },
    { timeZone: 'Mars/Olympus' },
    { timeZone: '+02:00' },
    { holidays: ['2026-02-29'] },
  ])('a calendar cannot be %j', (wrong) => expect(calendarSchema.safeParse(wrong).success).toBe(false));
});
