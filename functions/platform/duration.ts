import * as z from 'zod';

const FORM =
  /^P(?!$)(?:([0-9]{1,4})W)?(?:([0-9]{1,4})D)?(?:T(?=[0-9])(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,7})S)?)?$/;
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
    .meta({
      description: `ISO 8601, from ${least} to ${most}, in weeks, days, hours, minutes and seconds`,
      pattern: FORM.source,
      examples: ['P3D'],
    });
