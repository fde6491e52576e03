import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { states } from '../support/approval-states.ts';
import {
  axeFaults,
  launch,
  overflow,
  PHONE,
  show,
  smallTargets,
  windowOf,
  ZOOMED,
} from '../support/browser.ts';
import { inBrowser } from './in-browser.ts';

inBrowser('every state of the page', () => {
  let browser: Browser;
  let page: Awaited<ReturnType<typeof windowOf>>;
  beforeAll(async () => {
    browser = await launch();
    page = await windowOf(browser);
  });
  afterAll(() => browser?.close());

  test.each(Object.entries(states))('%s: on a phone, in light and dark, at 200 %%', async (_, state) => {
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: 'light' });
    await show(page, state());
    expect(await axeFaults(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeFaults(page, 'color-contrast')).toEqual([]);
    await page.setViewportSize(ZOOMED);
    expect(await overflow(page)).toBe(0);
    // The content security policy had nothing to refuse; the browser itself remarks on an answer of 4xx.
    expect(page.complaints.filter((line) => !line.startsWith('Failed to load resource'))).toEqual([]);
  });
});
