/**
 * When a schedule is due: rate(…), cron(…) and at(…).
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */

/** The first instant after `after` (epoch ms) at which it is due; undefined for never again. */
export type NextDue = (after: number) => number | undefined;

const unitsMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const dayMs = 86_400_000;
/** Further ahead nothing is looked for: a cron of 29 February comes round within eight years. */
const longestLookDays = 3_000;

/**
 * @param timeZone of cron and at; default UTC
 * @throws Error for what EventBridge would refuse
 */
export function nextDue(expression: string, timeZone = 'UTC'): NextDue {
  const [, kind, inner = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return rate(inner, expression);
  if (kind === 'cron') return cron(inner, timeZone, expression);
  if (kind === 'at') {
    const instant = instantOf(Date.parse(`${inner}Z`), timeZone);
    if (Number.isNaN(instant)) throw new Error(`the schedule ${expression} is no date and time`);
    return (after) => (instant > after ? instant : undefined);
  }
  throw new Error(`the schedule ${expression} is none of rate(…), cron(…) and at(…)`);
}

function rate(inner: string, expression: string): NextDue {
  const [, count, unit = '', plural] = /^(\d+) (minute|hour|day)(s?)$/.exec(inner) ?? [];
  const every = Number(count) * (unitsMs[unit] ?? Number.NaN);
  if (!(every > 0) || (plural === '') !== (Number(count) === 1))
    throw new Error(`the schedule ${expression} is no rate`);
  return (after) => after + every;
}

function cron(inner: string, timeZone: string, expression: string): NextDue {
  const fields = inner.trim().split(/\s+/);
  if (fields.length !== 6) throw new Error(`the schedule ${expression} has not six fields`);
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw new Error(`the schedule ${expression} needs a ? as its day of the month or of the week, not both`);
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const inMonth = new Set(valuesOf(month, 1, 12, months, 1));
  const inYear = new Set(valuesOf(year, 1970, 2199));
  const onDay = dayTest(dayOfMonth, dayOfWeek);
  if (minutes.length === 0 || hours.length === 0) throw new Error(`the schedule ${expression} is never due`);
  return (after) => {
    // Wall-clock time is counted as if it were UTC, and turned into an instant at the end.
    const from = wallOf(after, timeZone);
    const firstDay = Math.floor(from / dayMs) * dayMs;
    for (let day = firstDay; day < firstDay + longestLookDays * dayMs; day += dayMs) {
      const date = new Date(day);
      if (!inYear.has(date.getUTCFullYear()) || !inMonth.has(date.getUTCMonth() + 1) || !onDay(date))
        continue;
      for (const h of hours) {
        for (const m of minutes) {
          const wall = day + h * 3_600_000 + m * 60_000;
          const instant = instantOf(wall, timeZone);
          // An hour that summer time skips is not made up for.
          if (instant > after && wallOf(instant, timeZone) === wall) return instant;
        }
      }
    }
    return undefined;
  };
}

/** `*`, `?`, lists, ranges, steps and names. */
function valuesOf(field: string, least: number, most: number, names: string[] = [], firstName = 0): number[] {
  const value = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    const number = named >= 0 ? named + firstName : Number(text);
    if (!Number.isInteger(number) || number < least || number > most)
      throw new Error(`${text} is no part of a cron`);
    return number;
  };
  const values = field.split(',').flatMap((part) => {
    const [range = '', step = '1'] = part.split('/');
    const [from, to] = range === '*' || range === '?' ? [least, most] : range.split('-').map(value);
    const last = to ?? (part.includes('/') ? most : from);
    const every: number[] = [];
    for (let at = from as number; at <= (last as number); at += Number(step)) every.push(at);
    return every;
  });
  return [...new Set(values)].sort((a, b) => a - b);
}

/** One of the two fields is `?`: the other decides. L, W and # as EventBridge has them. */
function dayTest(dayOfMonth: string, dayOfWeek: string): (date: Date) => boolean {
  const lastOf = (date: Date): number =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  if (dayOfWeek !== '?' && dayOfWeek !== '*') {
    const [, nthDay, nth] = /^(\w+)#(\d)$/.exec(dayOfWeek) ?? [];
    const [, lastDay] = /^(\w+)L$/.exec(dayOfWeek) ?? [];
    const days = new Set(valuesOf(nthDay ?? lastDay ?? dayOfWeek, 1, 7, weekdays, 1));
    return (date) =>
      days.has(date.getUTCDay() + 1) &&
      (!nth || Math.ceil(date.getUTCDate() / 7) === Number(nth)) &&
      (!lastDay || date.getUTCDate() + 7 > lastOf(date));
  }
  if (dayOfMonth === 'L') return (date) => date.getUTCDate() === lastOf(date);
  const [, near] = /^(\d+)W$/.exec(dayOfMonth) ?? [];
  if (near) {
    return (date) => {
      const wanted = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), Number(near)));
      const shift =
        wanted.getUTCDay() === 6
          ? near === '1'
            ? 2
            : -1
          : wanted.getUTCDay() === 0
            ? Number(near) === lastOf(date)
              ? -2
              : 1
            : 0;
      return date.getUTCDate() === Number(near) + shift;
    };
  }
  const days = new Set(valuesOf(dayOfMonth, 1, 31));
  return (date) => days.has(date.getUTCDate());
}

/** The wall clock of a zone at an instant, as if it were UTC. */
function wallOf(instant: number, timeZone: string): number {
  if (timeZone === 'UTC') return instant;
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
    instant,
  );
  return Date.parse(`${text.replace(' ', 'T')}Z`) + (instant % 1000);
}

/** The instant at which a zone's wall clock shows this. In the hour that summer time skips, what follows it. */
function instantOf(wall: number, timeZone: string): number {
  if (timeZone === 'UTC') return wall;
  const guess = wall - (wallOf(wall, timeZone) - wall);
  return guess - (wallOf(guess, timeZone) - wall);
}
