import type { Format } from '../route.ts';

interface Range {
  type: string;
  weight: number;
  position: number;
}

/** The range of an Accept header that speaks of this type most closely: `text/csv` before `text/*` before anything. */
const closest = (ranges: readonly Range[], format: string): (Range & { closeness: number }) | undefined =>
  [format, `${format.split('/')[0]}/*`, '*/*'].flatMap((type, distance) => {
    const range = ranges.find((one) => one.type === type);
    return range ? [{ ...range, closeness: -distance }] : [];
  })[0];

/**
 * The format that an Accept header prefers to JSON, of those a route offers (RFC 9110, 12.5.1). Undefined for JSON, which also
 * answers a header that names nothing on offer: an answer in another form is more use than none. Of what is wanted alike, the
 * one that was named more closely, then the one that was named first.
 */
export const preferred = (
  accept: string | undefined,
  formats: readonly Format[] = [],
): Format | undefined => {
  if (!accept || formats.length === 0) return undefined;
  const ranges = accept.split(',').map((range, position) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
    return { type, weight: Number.isNaN(weight) ? 0 : weight, position };
  });
  const [best] = [undefined, ...formats]
    .flatMap((format) => {
      const range = closest(ranges, format ?? 'application/json');
      return range && range.weight > 0 ? [{ format, ...range }] : [];
    })
    .sort(
      (one, other) =>
        other.weight - one.weight || other.closeness - one.closeness || one.position - other.position,
    );
  return best?.format;
};
