import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../functions/contract/catalogue.ts';
import { type RefusalCode, refusalCodes } from '../../functions/platform/refusals.ts';
import { type Route, refusalsOf } from '../../functions/platform/route.ts';
import { workflows } from '../../workflows/catalogue.ts';
import { factsOf, read, roomOf, sources, sourcesIn, tracked } from './sources.ts';

const rooms = [...new Set(sources.map(roomOf))].filter(
  (room): room is string => room !== undefined && room !== 'platform',
);
const has = (room: string, file: string): boolean => sources.includes(`functions/${room}/${file}`);
const routes: [string, string, Route][] = catalogue.flatMap(({ process, routes: all }) =>
  Object.entries(all).map(([name, route]): [string, string, Route] => [process, name, route]),
);
const codes = Object.keys(refusalCodes) as RefusalCode[];

/** Whether the schema refuses a field because it does not know it. */
const unknownNamed = (schema: NonNullable<Route['body']>): boolean =>
  schema
    .safeParse({ 'no such field': 1 })
    .error?.issues.some(
      (issue) => issue.code === 'unrecognized_keys' && issue.keys.includes('no such field'),
    ) === true;

describe('every room has its furniture', () => {
  test.each(rooms)('%s has a Lambda entry', (room) => {
    expect(has(room, 'handlers.ts')).toBe(true);
  });
  test.each(catalogue.map(({ process }) => process))('%s has the routes it is listed with', (process) => {
    expect(has(process, 'routes.ts')).toBe(true);
    expect(read(`functions/${process}/routes.ts`)).toContain(`process: '${process}'`);
  });
  test('whoever declares routes is in the catalogue', () => {
    const declaring = rooms.filter((room) => has(room, 'routes.ts'));
    expect(declaring.sort()).toEqual(catalogue.map(({ process }) => process).sort());
  });
  test.each(
    catalogue
      .filter(({ routes: all }) => Object.values(all).some(({ params }) => params))
      .map(({ process }) => process),
  )('%s, which has records, has a store and a record beside it', (process) => {
    expect(has(process, 'store.ts')).toBe(true);
    const records = factsOf(`functions/${process}/routes.ts`).imports.filter(
      ({ of }) => roomOf(of) === process,
    );
    expect(records.length).toBeGreaterThan(0);
  });
  test.each([...new Set(workflows.map(({ tasks }) => tasks))])(
    '%s has the tasks its workflow calls',
    (room) => {
      expect(has(room, 'tasks.ts')).toBe(true);
    },
  );
  test('tasks that no workflow calls are not there', () => {
    const called = workflows.map(({ tasks }) => tasks);
    expect(rooms.filter((room) => has(room, 'tasks.ts') && !called.includes(room))).toEqual([]);
  });
});

describe('every route', () => {
  test('has a name and a path of its own', () => {
    expect(new Set(routes.map(([, name]) => name)).size).toBe(routes.length);
    expect(new Set(routes.map(([, , { method, path }]) => `${method} ${path}`)).size).toBe(routes.length);
  });
  test('declares the parameters its path has, and no others', () => {
    const wrong = routes.filter(([, , { kind, path, params }]) => {
      if (kind === 'page') return false;
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      return JSON.stringify(Object.keys(params?.shape ?? {})) !== JSON.stringify(named);
    });
    expect(wrong.map(([, name]) => name)).toEqual([]);
  });
  test('asks for a scope to write before it writes', () => {
    const writing = routes.filter(([, , { kind }]) => !['read', 'list', 'page'].includes(kind));
    const open = writing.filter(([, , { scope }]) => !/:write$|^operator$/.test(scope));
    expect(open.map(([, name]) => name)).toEqual([]);
    const reading = routes.filter(([, , { kind }]) => ['read', 'list'].includes(kind));
    const wrong = reading.filter(([, , { scope }]) => !/:read$|^operator$|^public$/.test(scope));
    expect(wrong.map(([, name]) => name)).toEqual([]);
  });
  test('takes no field that it does not know', () => {
    const loose = routes.filter(([, , route]) =>
      [route.params, route.query, route.body].some((schema) => schema && !unknownNamed(schema)),
    );
    expect(loose.map(([, name]) => name)).toEqual([]);
  });
});

describe('every refusal', () => {
  test.each(codes)('%s has its page, and is named by a route', (code) => {
    expect(tracked).toContain(`docs/errors/${code}.md`);
    expect(read(`docs/errors/${code}.md`)).toContain(code);
    expect(routes.some(([, , route]) => refusalsOf(route).includes(code))).toBe(true);
  });
  test('has a page, and no page is without its refusal', () => {
    const pages = tracked.flatMap((path) => /^docs\/errors\/([a-z_]+)\.md$/.exec(path)?.[1] ?? []);
    expect(pages.sort()).toEqual([...codes].sort());
  });
  test.each(catalogue.filter(({ process }) => has(process, 'store.ts')).map(({ process }) => process))(
    'that %s speaks of in its code is declared by a route of its own, or of a process that leans on it',
    (process) => {
      const leaning = new Set(
        sources.filter((path) => factsOf(path).imports.some(({ of }) => roomOf(of) === process)).map(roomOf),
      );
      const declared = new Set(
        routes.filter(([room]) => leaning.has(room)).flatMap(([, , route]) => refusalsOf(route)),
      );
      const spoken = sourcesIn(`functions/${process}`)
        .filter((path) => !path.endsWith('/routes.ts'))
        .flatMap((path) => [...read(path).matchAll(/\bcode: '([a-z_]+)'/g)].map(([, code = '']) => code))
        .filter((code): code is RefusalCode => code in refusalCodes);
      expect([...new Set(spoken)].filter((code) => !declared.has(code))).toEqual([]);
    },
  );
});
