import { type IndexName, type Item, indexes, projected } from '../../../functions/platform/table.ts';
import { type Entry, indexUnits, itemBytes, readUnits, writeUnits } from './units.ts';

/** One call of the table, with what it cost. `items`: what was read, or each write of a transaction. */
export interface Call {
  name: 'GetItem' | 'BatchGetItem' | 'Query' | 'TransactWriteItems';
  /** The function of ours that made it. */
  by: string;
  reads: { key: string; sk: string; index?: IndexName; consistent: boolean }[];
  writes: { kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck'; item: Item }[];
  units: { read: number; write: number; index: number };
}
// biome-ignore lint/suspicious/noExplicitAny: the input of whichever command; its reader knows which
type Input = Record<string, any>;

const keyOf = ({ pk, sk }: { pk: string; sk: string }): string => `${pk}\n${sk}`;

/** What an index holds of an item: keys and projected attributes. */
export const entryOf = (item: Item | undefined, index: IndexName): Entry => {
  const { pk, sk } = indexes[index];
  if (item?.[pk] === undefined) return undefined;
  const names = ['pk', 'sk', pk, sk, ...projected];
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
};

/** The innermost function of ours under functions/ that is not the table's own plumbing; its file alone where it has no name. */
const callerOf = (stack: string): string => {
  const plumbing = /functions\/platform\/(?:table|change|listing)\.ts/;
  for (const line of stack.split('\n')) {
    const file = /\/(functions\/[\w/-]+\.ts)/.exec(line)?.[1];
    if (!file || plumbing.test(line)) continue;
    const name = /at (?:async )?(?:\w+\.)?(\w+) \(/.exec(line)?.[1];
    return name ? `${file} ${name}` : file;
  }
  return 'unknown';
};

/**
 * A table in memory that writes down every call. It stands in the place of the SDK's document client, so that the
 * handlers and tasks run as they are. Conditions are taken to hold: nothing here happens at the same time.
 */
export class MemoryTable {
  readonly calls: Call[] = [];
  readonly #items = new Map<string, Item>();

  send(operation: string, input: Input): Record<string, unknown> {
    const call: Call = {
      name: operation as Call['name'],
      by: callerOf(new Error().stack ?? ''),
      reads: [],
      writes: [],
      units: { read: 0, write: 0, index: 0 },
    };
    this.calls.push(call);
    if (operation === 'GetItem') return { Item: this.#read(call, input.Key, Boolean(input.ConsistentRead)) };
    if (operation === 'BatchGetItem') return this.#readAll(call, input);
    if (operation === 'Query') return this.#query(call, input);
    for (const write of input.TransactItems) this.#write(call, write);
    return {};
  }

  items(): Item[] {
    return [...this.#items.values()];
  }

  #read(call: Call, key: { pk: string; sk: string }, consistent: boolean): Item | undefined {
    const item = this.#items.get(keyOf(key));
    call.reads.push({ key: key.pk, sk: key.sk, consistent });
    call.units.read += readUnits(item ? itemBytes(item) : 0, consistent);
    return item && structuredClone(item);
  }

  #readAll(call: Call, input: Input): Record<string, unknown> {
    const [[name, asked]] = Object.entries(input.RequestItems) as [[string, Input]];
    const found = asked.Keys.flatMap(
      (key: Item) => this.#read(call, key, Boolean(asked.ConsistentRead)) ?? [],
    );
    return { Responses: { [name]: found }, UnprocessedKeys: {} };
  }

  #query(call: Call, input: Input): Record<string, unknown> {
    const index = input.IndexName as IndexName | undefined;
    const name = (word: string): string => input.ExpressionAttributeNames?.[word] ?? word;
    const value = (word: string): string => input.ExpressionAttributeValues[word];
    const condition: string = input.KeyConditionExpression;
    const partition = /^(#?\w+) = (:\w+)/.exec(condition) as RegExpExecArray;
    const prefix = /begins_with\(\w+, (:\w+)\)/.exec(condition)?.[1];
    const between = /BETWEEN (:\w+) AND (:\w+)/.exec(condition);
    const after = /sk > (:\w+)/.exec(condition)?.[1];
    const { pk, sk } = index ? indexes[index] : { pk: 'pk', sk: 'sk' };
    if (name(String(partition[1])) !== pk) throw new Error(`unknown query: ${condition}`);
    const wanted = ({ [pk]: partitionKey, [sk]: sortKey }: Item): boolean =>
      partitionKey === value(String(partition[2])) &&
      (!prefix || String(sortKey).startsWith(value(prefix))) &&
      (!after || String(sortKey) > value(after)) &&
      (!between ||
        (String(sortKey) >= value(String(between[1])) && String(sortKey) <= value(String(between[2]))));
    const items = this.items().filter(wanted).slice(0, input.Limit);
    const bytes = items.reduce(
      (sum, item) => sum + itemBytes((index ? entryOf(item, index) : item) ?? {}),
      0,
    );
    call.units.read += readUnits(bytes, Boolean(input.ConsistentRead));
    call.reads.push({
      key: value(String(partition[2])),
      sk: prefix ? `${value(prefix)}…` : between ? `${value(String(between[1]))}…` : '',
      ...(index && { index }),
      consistent: Boolean(input.ConsistentRead),
    });
    return { Items: structuredClone(items) };
  }

  #write(call: Call, write: Input): void {
    const [[kind, given]] = Object.entries(write) as [[Call['writes'][number]['kind'], Input]];
    const key = keyOf(given.Item ?? given.Key);
    const before = this.#items.get(key);
    const after = {
      Put: () => given.Item,
      Update: () => updated(before, given),
      Delete: () => undefined,
      ConditionCheck: () => before,
    }[kind]();
    call.writes.push({ kind, item: structuredClone(after ?? before ?? given.Key) });
    call.units.write += writeUnits(before ? itemBytes(before) : 0, after ? itemBytes(after) : 0);
    for (const index of Object.keys(indexes) as IndexName[])
      call.units.index += indexUnits(entryOf(before, index), entryOf(after, index), indexes[index]);
    if (after) this.#items.set(key, after);
    else this.#items.delete(key);
  }
}

/** The three updates that the code makes: a count; the token that a workflow waits with; and a customer's claims, from which one goes and to which another may come. */
const updated = (before: Item | undefined, given: Input): Item => {
  const values = given.ExpressionAttributeValues;
  if (given.UpdateExpression === 'SET entity = :entity ADD alive :by')
    return {
      ...given.Key,
      ...before,
      entity: values[':entity'],
      alive: Number(before?.alive ?? 0) + values[':by'],
    };
  if (given.UpdateExpression === 'SET waitToken = :token')
    return { ...(before as Item), waitToken: values[':token'] };
  const names = given.ExpressionAttributeNames;
  const { [names['#id']]: claimed, ...left } = (before?.open ?? {}) as Record<string, unknown>;
  const heir = names['#heir'] && { [names['#heir']]: claimed };
  return { ...(before as Item), version: Number(before?.version) + 1, open: { ...left, ...heir } };
};
