import type { Format } from '../route.ts';

/**
 * The format that an Accept header prefers to JSON, of those a route offers (RFC 9110, 12.5.1). Undefined for JSON, which also
 * answers a header that names nothing on offer: an answer in another form is more use than none.
 */
export const preferred = (
  accept: string | undefined,
  formats: readonly Format[] = [],
): Format | undefined => {
  const wanted = (accept ?? '')
    .split(',')
    .map((range, position) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const weight = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
      return { type, weight, position };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight || one.position - other.position);
  for (const { type } of wanted) {
    if (['application/json', 'application/*', '*/*'].includes(type)) return undefined;
    const found = formats.find((format) => format === type || type === `${format.split('/')[0]}/*`);
    if (found) return found;
  }
  return undefined;
};
