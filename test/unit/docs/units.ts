/**
 * What DynamoDB charges, by its own rules.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
const bytesOf = (text: string): number => Buffer.byteLength(text);

/** A value's bytes: text in UTF-8; a number about one byte for two digits and one more; a list or map 3, and 1 for each element. */
const valueBytes = (value: unknown): number => {
  if (typeof value === 'string') return bytesOf(value);
  if (typeof value === 'number') return Math.ceil(String(Math.abs(value)).length / 2) + 1;
  if (value === null || typeof value === 'boolean') return 1;
  const inner = Array.isArray(value)
    ? value.map(valueBytes)
    : Object.entries(value as object).map(([name, one]) => bytesOf(name) + valueBytes(one));
  return 3 + inner.reduce((sum, bytes) => sum + bytes + 1, 0);
};

/** An item's size: names and values of all its attributes. */
export const itemBytes = (item: Record<string, unknown>): number =>
  Object.entries(item).reduce(
    (sum, [name, value]) => (value === undefined ? sum : sum + bytesOf(name) + valueBytes(value)),
    0,
  );

const steps = (bytes: number, size: number): number => Math.max(1, Math.ceil(bytes / size));

/** Read units: one for each 4 KB, half of that where an eventually consistent answer will do. */
export const readUnits = (bytes: number, consistent: boolean): number =>
  steps(bytes, 4096) * (consistent ? 1 : 0.5);

/** Write units of one item in a transaction: two for each KB of the larger of what was and what is. */
export const writeUnits = (before: number, after: number): number => 2 * steps(Math.max(before, after), 1024);

/** What stands in one index for an item; undefined where the item does not fill the index's key. */
export type Entry = Record<string, unknown> | undefined;

/**
 * Write units of one index: nothing where its entry stays as it is; one for each KB where it comes, goes or changes
 * under the same key; both where its key changes (the old entry goes, a new one comes).
 */
export const indexUnits = (before: Entry, after: Entry, key: { pk: string; sk: string }): number => {
  const units = (entry: Record<string, unknown>): number => steps(itemBytes(entry), 1024);
  if (!before || !after) return before || after ? units((before ?? after) as Record<string, unknown>) : 0;
  if (before[key.pk] !== after[key.pk] || before[key.sk] !== after[key.sk])
    return units(before) + units(after);
  return JSON.stringify(before) === JSON.stringify(after) ? 0 : Math.max(units(before), units(after));
};
