/** ISO 8601 durations of fixed length. */

const parts =
  /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const unitsMs = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000];

/**
 * Milliseconds of a duration such as `P3D`, `PT36H` or `P1W`; undefined for anything else. Years and months have no
 * fixed length and are not taken.
 */
export function durationMs(text: unknown): number | undefined {
  const found = typeof text === 'string' && !text.endsWith('T') && text.length > 2 ? parts.exec(text) : null;
  if (!found) return undefined;
  return found
    .slice(1)
    .reduce((sum, amount, index) => sum + Number(amount ?? 0) * (unitsMs[index] as number), 0);
}
