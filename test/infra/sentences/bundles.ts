import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../../functions/contract/catalogue.ts';
import { root } from '../../house/sources.ts';

/**
 * Deflated, as Lambda keeps and fetches it: size is cold start. In November 2026 the heaviest behind the API is referrals,
 * 150 KB (30 of them the list of public suffixes), then approvals with 123; the authorizer, which every call waits for, 76.
 */
const MOST_KB = 160;
const MOST_KB_AUTHORIZER = 80;

const folder = join(root, '.build', 'bundles');
const sizes = (): [string, number][] =>
  readdirSync(folder)
    .map((name): [string, number] => [
      name,
      deflateRawSync(readFileSync(join(folder, name, 'index.mjs'))).length,
    ])
    .sort(([, a], [, b]) => b - a);

export const bundleSentences = (): void => {
  describe('a bundle', () => {
    const found = sizes();
    const figures = found.map(([name, bytes]) => `${name} ${(bytes / 1024).toFixed(0)}`).join(', ');
    const behindApi = ['authorizer', ...catalogue.map(({ process }) => process)];

    test(`behind the API is fetched fast (deflated, KB: ${figures})`, () => {
      const heavy = found.filter(
        ([name, bytes]) =>
          behindApi.includes(name) && bytes > 1_024 * (name === 'authorizer' ? MOST_KB_AUTHORIZER : MOST_KB),
      );
      expect(heavy).toEqual([]);
    });
    test('carries no credentials chain, no locales of zod, and nothing of CDK', () => {
      for (const [name] of found) {
        const text = readFileSync(join(folder, name, 'index.mjs'), 'utf8');
        expect({ name, sso: text.includes('sso-oidc'), cdk: text.includes('aws-cdk-lib') }).toEqual({
          name,
          sso: false,
          cdk: false,
        });
        expect({ name, locale: /Ungültige Eingabe|Invalid input: voorzien/.test(text) }).toEqual({
          name,
          locale: false,
        });
      }
    });
  });
};
