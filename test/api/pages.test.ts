import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../functions/contract/catalogue.ts';
import { sharedWorld } from '../support/world.ts';

/** The API's pages about itself: the matrix leaves them out, because they take nothing and refuse nothing. */
const { settings } = sharedWorld();
const examples: Record<string, string> = {
  '{file}': 'cosell.approval.decided.v1.json',
  '{page}': 'referrals',
  '{code}': 'not_found',
};
const pages = catalogue
  .filter(({ process }) => process === 'contract')
  .flatMap(({ routes }) => Object.values(routes))
  .map(({ path }) => path.replace(/\{\w+\}/, (parameter) => examples[parameter] ?? parameter));

describe.each(pages)('GET %s', (path) => {
  test('is for everybody', async () => {
    const answer = await fetch(`${settings.baseUrl}${path}`);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(/./)]);
  });
});

test('a path that no route is declared for is a problem that says so', async () => {
  const answer = await fetch(`${settings.baseUrl}/v1/nothing`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
});
