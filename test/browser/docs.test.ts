import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { refusalCodes } from '../../functions/platform/refusals.ts';
import { axeFaults, launch, overflow, PHONE, windowOf } from '../support/browser.ts';
import { sharedWorld } from '../support/world.ts';
import { inBrowser } from './in-browser.ts';

inBrowser('the reference', () => {
  let browser: Browser;
  let page: Awaited<ReturnType<typeof windowOf>>;
  const { baseUrl } = sharedWorld().settings;
  beforeAll(async () => {
    browser = await launch();
    page = await windowOf(browser);
  });
  afterAll(() => browser?.close());

  test.each(['', '/partners', '/events', '/errors', '/errors/stale_revision'])(
    '/docs%s: on a phone and a desk, light and dark',
    async (path) => {
      await page.setViewportSize(PHONE);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(`${baseUrl}/docs${path}`);
      expect(await overflow(page)).toBe(0);
      expect(await axeFaults(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await axeFaults(page, 'color-contrast')).toEqual([]);
      await page.setViewportSize({ width: 1280, height: 800 });
      expect(await overflow(page)).toBe(0);
      expect(page.complaints).toEqual([]);
    },
  );

  test('every refusal has its page, and axe finds nothing on any', async () => {
    await page.setViewportSize(PHONE);
    for (const code of Object.keys(refusalCodes)) {
      const answer = await page.goto(`${baseUrl}/docs/errors/${code}`);
      expect([code, answer?.status(), await overflow(page)]).toEqual([code, 200, 0]);
      // What differs from page to page stands in the main part.
      expect(await axeFaults(page, 'color-contrast', 'heading-order', 'link-name', 'list')).toEqual([]);
    }
  });
});
