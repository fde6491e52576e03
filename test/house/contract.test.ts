import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { eventBreaksSince } from '../../infra/generate/compare.ts';
import { owned, registry } from '../../infra/generate/registry.ts';
import { generate } from '../../infra/generate.ts';

const root = new URL('../..', import.meta.url).pathname;

test('what is generated is committed as it is made (mend: node infra/generate.ts)', () => {
  expect(generate(root, registry, owned, false)).toEqual([]);
});

test('no published event is changed but by additions (else it is a new version)', () => {
  expect(eventBreaksSince(process.env.COSELL_CONTRACT_BASE ?? 'HEAD')).toEqual([]);
});

test('the OpenAPI document keeps every recommended rule, without a warning', () => {
  const { stdout, stderr } = spawnSync(
    'node_modules/.bin/redocly',
    ['lint', '--config', 'infra/generate/redocly.yaml', '--format', 'json'],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  );
  const from = stdout.indexOf('{');
  expect({ stderr, problems: from < 0 ? stdout : JSON.parse(stdout.slice(from)).totals }).toMatchObject({
    problems: { errors: 0, warnings: 0 },
  });
});
