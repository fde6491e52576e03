import * as z from 'zod';

const FORM = /^P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/;
const SECONDS = [604_800, 86_400, 3_600, 60, 1];

/** Seconds of an ISO 8601 duration in weeks, days, hours, minutes and seconds; NaN for any other form. A day is 24 hours. */
export const secondsOf = (duration: string): number => {
  const parts = FORM.exec(duration)?.slice(1);
  if (!parts?.some(Boolean)) return Number.NaN;
  return parts.reduce((sum, part, position) => sum + Number(part ?? 0) * (SECONDS[position] as number), 0);
};

/** An ISO 8601 duration from `least` to `most`, without years and months (whose length varies). */
export const durationSchema = (least: string, most: string) =>
  z
    .string()
    .max(40)
    .refine((text) => secondsOf(text) >= secondsOf(least) && secondsOf(text) <= secondsOf(most), {
      error: `must be an ISO 8601 duration of ${least} to ${most}, in weeks, days, hours, minutes or seconds`,
      params: { code: 'wrong_duration' },
    })
    .meta({ examples: ['P3D'] });
