import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { catalogue as events } from '../../events/catalogue.ts';
import { catalogue as tables } from '../../functions/contract/catalogue.ts';
import type { OpenApi, Schema } from '../../functions/contract/document.ts';
import { apiBreaks, breaks } from './compatible.ts';
import { eventSchema } from './events.ts';
import { openApi } from './openapi.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const git = (...words: string[]): string =>
  execFileSync('git', words, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 << 20,
  });

/** What today's events break for those who hear them as they were published in the commit `ref`. */
export const eventBreaksSince = (ref: string): string[] =>
  git('ls-tree', '--name-only', ref, 'events/generated/')
    .split('\n')
    .filter((path) => /\/cosell\..+\.json$/.test(path))
    .flatMap((path) => {
      const before = JSON.parse(git('show', `${ref}:${path}`)) as Schema;
      const contract = events.find(({ type }) => type === before.title);
      if (!contract) return [`${before.title}: is gone`];
      return breaks({ before, after: eventSchema(contract), direction: 'given', at: contract.type });
    });

/** What today's API breaks for callers of the one in the commit `ref`. */
export const apiBreaksSince = (ref: string): string[] => {
  const before = JSON.parse(git('show', `${ref}:functions/contract/generated/openapi.json`)) as OpenApi;
  return apiBreaks(before, openApi(tables, before.info.version));
};

/** `node infra/generate/compare.ts <commit or tag>`: says what has changed incompatibly since, and fails if anything has. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const ref = process.argv[2] ?? 'HEAD';
  const found = [...eventBreaksSince(ref), ...apiBreaksSince(ref)];
  for (const sentence of found) console.error(sentence);
  console.log(`${found.length} incompatible changes since ${ref}.`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
