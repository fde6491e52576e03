import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { read, root, sourcesIn } from '../house/sources.ts';
import { type DifferenceId, differences } from './differences.ts';
import { calls } from './shown/calls.ts';
import { http } from './shown/http.ts';
import { states } from './shown/states.ts';
import { stores } from './shown/stores.ts';

const local = sourcesIn('local').map(read).join('\n');
/** Nothing in the runner asks for these kinds of resources or stands in for these services. */
const absent = (types: string[], services: string[]) => () => {
  const read = types.filter((type) => local.includes(`ofType('AWS::${type}`));
  const stands = services.filter((name) => local.includes(`signingName: '${name}'`));
  expect([...read, ...stands]).toEqual([]);
};

/** Each difference as it shows. When one fails because the runner does better now, the difference goes off the list. */
const shown: Record<DifferenceId, () => unknown> = {
  ...http,
  ...states,
  ...stores,
  ...calls,
  kms: absent(['KMS::'], ['kms']),
  cloudwatch: absent(['CloudWatch::'], ['monitoring']),
  logs: absent(['Logs::', 'XRay::'], ['logs', 'xray']),
};

describe('the runner still differs', () => {
  test.each(Object.entries(shown))('%s', async (_id, show) => {
    await show();
  });
});

test('each difference has a name of its own', () => {
  expect(new Set(differences.map(({ id }) => id)).size).toBe(differences.length);
});

/** The differences in a text of differences.ts. */
const listed = (text: string): { id: string; area: string }[] =>
  [...text.matchAll(/id: '([^']+)',\s+area: '([^']+)'/g)].map(([, id = '', area = '']) => ({ id, area }));
const kept = (path: string): string | undefined => {
  try {
    const at = `${process.env.COSELL_CONTRACT_BASE ?? 'HEAD'}:${path}`;
    return execFileSync('git', ['show', at], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
};

test('the list only gets shorter: what is new in an area is mended, not listed', () => {
  const path = 'test/conformance/differences.ts';
  const before = listed(kept(path) ?? read(path));
  const added = listed(read(path)).filter(
    ({ id, area }) => before.some((one) => one.area === area) && !before.some((one) => one.id === id),
  );
  expect(before.length).toBeGreaterThan(0);
  expect(added).toEqual([]);
});
