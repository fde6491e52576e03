import { describe, expect, test } from '@jest/globals';
import { breaking, factsOf, type Import, isOurs, roomOf, sources, sourcesIn } from './sources.ts';

/** Who may import whom: docs and the design say it in words, this holds it. No list of exceptions. */

const under =
  (...folders: string[]) =>
  ({ of }: Import): boolean =>
    folders.some((folder) => of.startsWith(`${folder}/`));
const isLibrary = ({ of }: Import): boolean => !isOurs(of) && !of.startsWith('test/');
const isCdk = ({ of }: Import): boolean => /^(?:aws-cdk-lib|constructs|aws-cdk|cdk-nag)(?:\/|$)/.test(of);
const ownRoom = ({ of }: Import, path: string): boolean => roomOf(of) === roomOf(path);
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const inRooms = sources.filter((path) => roomOf(path) !== undefined);

/** Rooms from the ground up: each may lean on those before it. */
const processes = [
  'organizations',
  'approvals',
  'partners',
  'opportunities',
  'referrals',
  'funds',
  'fund-proposals',
  'payouts',
  'fund-claims',
];
/** The Lambda entries and the declarations: a process's own, leant on by no other process. */
const ownAffair = ['handlers.ts', 'tasks.ts', 'routes.ts'];

test('events import zod and each other: a subscriber can install them', () => {
  const allowed = (one: Import) => one.of === 'zod' || under('events')(one);
  expect(breaking(sourcesIn('events'), allowed)).toEqual([]);
});

test('the platform imports libraries and events, and nothing of any process', () => {
  const allowed = (one: Import) => isLibrary(one) || under('events', 'functions/platform')(one);
  expect(breaking(sourcesIn('functions/platform'), allowed)).toEqual([]);
});

describe('in a room', () => {
  test('functions import functions and events: neither the stack nor the stand-in for AWS', () => {
    const allowed = (one: Import) => isLibrary(one) || under('functions', 'events')(one);
    expect(breaking(inRooms, allowed)).toEqual([]);
  });

  test('routes import their records and the platform', () => {
    const routes = inRooms.filter((path) => nameOf(path) === 'routes.ts');
    const allowed = (one: Import, path: string) =>
      isLibrary(one) ||
      under('functions/platform')(one) ||
      (ownRoom(one, path) && !['store.ts', ...ownAffair].includes(nameOf(one.of)));
    expect(routes.length).toBeGreaterThanOrEqual(processes.length);
    expect(breaking(routes, allowed)).toEqual([]);
  });

  test('a record, which routes are made of, knows nothing that reads, writes, sends or answers', () => {
    const routes = inRooms.filter((path) => nameOf(path) === 'routes.ts');
    const records = routes.flatMap((path) =>
      factsOf(path)
        .imports.filter((one) => ownRoom(one, path))
        .map(({ of }) => of),
    );
    const works = /\/platform\/(?:http\/|(?:table|change|listing|mail|aws-call|log)\.ts)/;
    const allowed = (one: Import) =>
      one.typeOnly ||
      (!one.of.startsWith('@aws-sdk/') &&
        !works.test(one.of) &&
        !['store.ts', ...ownAffair].includes(nameOf(one.of)));
    expect(records.length).toBeGreaterThanOrEqual(processes.length);
    expect(breaking([...new Set(records)], allowed)).toEqual([]);
  });

  test('nobody imports a Lambda entry', () => {
    const allowed = ({ of }: Import) => !(isOurs(of) && ['handlers.ts', 'tasks.ts'].includes(nameOf(of)));
    expect(breaking(sources, allowed)).toEqual([]);
  });
});

describe('between rooms', () => {
  test('a process leans on those below it, by their records and stores', () => {
    const allowed = (one: Import, path: string) => {
      const [from, to] = [processes.indexOf(roomOf(path) ?? ''), processes.indexOf(roomOf(one.of) ?? '')];
      return from < 0 || to < 0 || from === to || (to < from && !ownAffair.includes(nameOf(one.of)));
    };
    expect(breaking(inRooms, allowed)).toEqual([]);
  });

  test('every process has its place in that order', () => {
    const withStore = new Set(inRooms.filter((path) => nameOf(path) === 'store.ts').map(roomOf));
    expect([...withStore].sort()).toEqual([...processes].sort());
  });

  test('the contract is made of what all the others declare, and nobody leans on it', () => {
    const declares = (one: Import) => roomOf(one.of) === 'platform' || nameOf(one.of) === 'routes.ts';
    const allowed = (one: Import, path: string) => {
      if (roomOf(path) === 'contract')
        return isLibrary(one) || under('events', 'functions/contract')(one) || declares(one);
      return roomOf(one.of) !== 'contract';
    };
    expect(breaking(inRooms, allowed)).toEqual([]);
  });

  test('relay and authorizer know the platform and no process', () => {
    const gates = [...sourcesIn('functions/relay'), ...sourcesIn('functions/authorizer')];
    const allowed = (one: Import, path: string) =>
      isLibrary(one) || under('functions/platform')(one) || ownRoom(one, path);
    expect(breaking(gates, allowed)).toEqual([]);
  });

  test('there is no circle, of rooms or of files', () => {
    const graph = new Map<string, Set<string>>();
    const lean = (from: string, to: string) => graph.set(from, (graph.get(from) ?? new Set()).add(to));
    for (const path of sources)
      for (const { of, typeOnly } of factsOf(path).imports) {
        const [from, to] = [roomOf(path), roomOf(of)];
        if (from && to && from !== to) lean(`room ${from}`, `room ${to}`);
        if (!typeOnly && isOurs(of)) lean(path, of);
      }
    expect(circlesIn(graph)).toEqual([]);
  });
});

describe('the stack', () => {
  test('alone, with the workflows, knows CDK', () => {
    const others = sources.filter((path) => !/^(?:infra|workflows)\//.test(path));
    expect(breaking(others, (one) => !isCdk(one))).toEqual([]);
  });

  test('workflows import CDK and each other, routes and catalogues', () => {
    const allowed = (one: Import) =>
      isCdk(one) || under('workflows')(one) || ['routes.ts', 'catalogue.ts'].includes(nameOf(one.of));
    expect(breaking(sourcesIn('workflows'), allowed)).toEqual([]);
  });

  test('infra imports what is declared (routes, catalogues, records, the platform), and nothing that runs', () => {
    const runs = ['store.ts', 'handlers.ts', 'tasks.ts'];
    const allowed = ({ of }: Import) =>
      !(roomOf(of) && runs.includes(nameOf(of))) && !of.startsWith('local/');
    expect(breaking(sourcesIn('infra'), allowed)).toEqual([]);
  });
});

test('the stand-in for AWS imports nothing of ours: it cannot flatter us', () => {
  const allowed = (one: Import) => (isLibrary(one) && !isCdk(one)) || under('local')(one);
  expect(breaking(sourcesIn('local'), allowed)).toEqual([]);
});

/** Every circle once, as the way round it. */
function circlesIn(graph: Map<string, Set<string>>): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (place: string, way: string[]): void => {
    if (way.includes(place)) circles.push([...way.slice(way.indexOf(place)), place].join(' -> '));
    if (done.has(place)) return;
    done.add(place);
    for (const next of graph.get(place) ?? []) walk(next, [...way, place]);
  };
  for (const place of graph.keys()) walk(place, []);
  return circles;
}
