import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { catalogue } from '../../../functions/contract/catalogue.ts';
import { indexes } from '../../../functions/platform/table.ts';
import { entities } from '../../../infra/generate/data-model.ts';
import { type Recorded, recorded } from '../../../infra/generate/table-traffic.ts';
import type { Stage } from './stage.ts';
import { tell } from './story.ts';

let now: Recorded;
let stage: Stage;
beforeAll(async () => {
  // In a process of its own: here the transform renames the functions that the record names.
  const program = fileURLToPath(new URL('record.ts', import.meta.url));
  now = JSON.parse(execFileSync(process.execPath, [program, '--print'], { encoding: 'utf8' }));
  stage = await tell();
});

test('what the handlers and tasks do to the table is what was recorded (mend: node test/unit/docs/record.ts)', () => {
  expect(now).toEqual(recorded());
});

test('the story uses every route that touches the table', () => {
  const told = new Set(now.operations.map(({ name }) => name.replace(/ \(.*\)$/, '')));
  const routes = catalogue
    .filter(({ process }) => process !== 'contract')
    .flatMap(({ routes: table }) => Object.values(table).map(({ method, path }) => `${method} ${path}`));
  expect(routes.filter((route) => !told.has(route))).toEqual([]);
});

test('every kind of item has its sentence, and no sentence is left over', () => {
  expect(Object.keys(now.entities).sort()).toEqual(Object.keys(entities).sort());
});

test('every kind of item that the source names was met in the story', () => {
  const sources = [
    'approvals/store',
    'organizations/store',
    'partners/store',
    'referrals/store',
    'referrals/claims',
    'funds/store',
    'funds/entries',
  ];
  const platform = ['outbox', 'timeline', 'http/idempotency', 'http/cursor'].map(
    (name) => `platform/${name}`,
  );
  const named = [...sources, ...platform].flatMap((name) => {
    const text = readFileSync(new URL(`../../../functions/${name}.ts`, import.meta.url), 'utf8');
    return [...text.matchAll(/(?:entity|kind): '([\w-]+)'/g)].map(([, entity]) => String(entity));
  });
  expect(named.filter((entity) => !(entity in now.entities))).toEqual([]);
});

test('the story lists from every index', () => {
  expect([...new Set(now.reads.flatMap(({ index }) => index ?? []))].sort()).toEqual(
    Object.keys(indexes).sort(),
  );
});

test('no write is larger than a transaction may be', () => {
  for (const { name, writes } of now.operations)
    expect({ name, tooMany: writes.length > 100 }).toEqual({ name, tooMany: false });
});

test('no log line of the whole story holds a link, a task token, a code or an address', () => {
  const links = stage.mails.flatMap(({ text }) => /approve\/([\w-]{43})/.exec(text)?.[1] ?? []);
  const codes = stage.mails.flatMap(({ text }) => /is (\d{6})\./.exec(text)?.[1] ?? []);
  const secrets = [...links, ...codes, ...stage.mails.map(({ to }) => to), 'T'.repeat(700)];
  expect(secrets.length).toBeGreaterThan(10);
  const lines = stage.lines.join('');
  expect(stage.lines.length).toBeGreaterThan(50);
  expect(secrets.filter((secret) => lines.includes(secret))).toEqual([]);
});
