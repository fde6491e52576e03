import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type IndexName, type Item, indexes } from '../../../functions/platform/table.ts';
import type {
  Recorded,
  RecordedEntity,
  RecordedOperation,
  RecordedRead,
  Units,
} from '../../../infra/generate/table-traffic.ts';
import { entryOf } from './memory-table.ts';
import { keyPattern, shelfPattern } from './placeholders.ts';
import type { Done } from './stage.ts';
import { tell } from './story.ts';
import { itemBytes } from './units.ts';

const KEYS = new Set([
  'pk',
  'sk',
  'entity',
  'body',
  'summary',
  ...Object.values(indexes).flatMap(({ pk, sk }) => [pk, sk]),
]);
const sorted = <T>(values: Iterable<T>): T[] => [...new Set(values)].sort();

const entityOf = (items: Item[]): RecordedEntity => {
  const sizes = items.map(itemBytes);
  const standsIn = (Object.keys(indexes) as IndexName[]).flatMap((index) => {
    const entries = items.map((item) => entryOf(item, index)).filter((entry) => entry !== undefined);
    if (entries.length === 0) return [];
    const pk = sorted(entries.map((entry) => shelfPattern(String(entry[indexes[index].pk])))).join(', ');
    return [[index, { pk, entryBytes: Math.max(...entries.map(itemBytes)) }] as const];
  });
  return {
    keys: sorted(items.map(({ pk, sk }) => `${keyPattern(pk)}\n${keyPattern(sk)}`)).map((key) => {
      const [pk = '', sk = ''] = key.split('\n');
      return { pk, sk };
    }),
    attributes: sorted(
      items.flatMap((item) =>
        Object.keys(item).filter((name) => !KEYS.has(name) && item[name] !== undefined),
      ),
    ),
    indexes: Object.fromEntries(standsIn),
    bytes: { least: Math.min(...sizes), most: Math.max(...sizes) },
  };
};

const entitiesOf = (done: Done[]): Record<string, RecordedEntity> => {
  const puts = done.flatMap(({ calls }) =>
    calls.flatMap(({ writes }) =>
      writes.filter(({ kind }) => kind === 'Put' || kind === 'Update').map(({ item }) => item),
    ),
  );
  const byEntity = Map.groupBy(puts, ({ entity }) => String(entity));
  return Object.fromEntries([...byEntity].map(([entity, items]) => [entity, entityOf(items)]));
};

const readsOf = (done: Done[]): RecordedRead[] => {
  const found = new Map<string, RecordedRead>();
  for (const { name, calls } of done)
    for (const call of calls)
      for (const { key, sk, index, consistent } of call.reads) {
        const pk = index ? shelfPattern(key) : keyPattern(key);
        const read = {
          call: call.name,
          by: call.by,
          pk,
          sk: keyPattern(sk),
          index: index ?? null,
          consistent,
        };
        const known = found.get(JSON.stringify(read)) ?? { ...read, usedBy: [] };
        if (!known.usedBy.includes(name)) known.usedBy.push(name);
        found.set(JSON.stringify(read), known);
      }
  return [...found.values()];
};

/** The first time that something was done stands for all. */
const operationsOf = (done: Done[]): RecordedOperation[] =>
  [...Map.groupBy(done, ({ name }) => name)].map(([name, [first]]) => {
    const calls = first?.calls ?? [];
    const total = (kind: keyof Units): number => calls.reduce((sum, { units }) => sum + units[kind], 0);
    return {
      name,
      calls: calls.length,
      writes: calls.flatMap(({ writes }) => writes.map(({ kind, item }) => `${kind} ${item.entity}`)),
      units: { read: total('read'), write: total('write'), index: total('index') },
    };
  });

/** Plays the story and sums up what the table saw. The same code gives the same record. */
export const record = async (): Promise<Recorded> => {
  const { done } = await tell();
  return { entities: entitiesOf(done), reads: readsOf(done), operations: operationsOf(done) };
};

export const recordFile = new URL('golden/table-traffic.json', import.meta.url);

/** `node test/unit/docs/record.ts` writes the record anew; with `--print` it only says it. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = `${JSON.stringify(await record(), null, 2)}\n`;
  if (process.argv.includes('--print')) process.stdout.write(text);
  else {
    mkdirSync(new URL('.', recordFile), { recursive: true });
    writeFileSync(recordFile, text);
  }
}
