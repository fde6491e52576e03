import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { HttpAnswer } from '../../functions/platform/http/problem.ts';
import { chromiumPath } from './install-chromium.ts';

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export const PHONE = { width: 360, height: 740 };
/** A window of 1280 at a zoom of 200 %. */
export const ZOOMED = { width: 640, height: 400 };

/** A window of its own, in which anything that the page complains about on the console is kept. */
export const windowOf = async (
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Page & { complaints: string[] }> => {
  const context = await browser.newContext({ viewport: PHONE, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return Object.assign(page, { complaints });
};

const STILL = 'http://still.example/';
/** Shows an answer that no server gave, with its headers, content security policy and all. */
export const show = async (page: Page, { statusCode, headers, body }: HttpAnswer): Promise<void> => {
  await page.unroute(STILL);
  await page.route(STILL, (route) =>
    route.fulfill({
      status: statusCode ?? 200,
      headers: headers as Record<string, string>,
      body: body ?? '',
    }),
  );
  await page.goto(STILL);
};

/** What axe finds wrong with the page, a line each, with where; by all its rules, or by those named. */
export const axeFaults = async (page: Page, ...rules: string[]): Promise<string[]> => {
  // The page has no frames, for which alone axe would open another window each time.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
};

/** How far the page reaches beyond its window sideways, in CSS pixels. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** What a finger has to hit, where it is smaller than 44 by 44. A choice is hit anywhere on its line. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(`
    [...document.querySelectorAll('a, button:not([aria-hidden]), select, textarea, input')].flatMap((found) => {
      const { width, height } = (found.closest('label') ?? found).getBoundingClientRect();
      return width === 0 || (width >= 44 && height >= 44) ? [] : [found.outerHTML.slice(0, 60) + ': ' + width + ' x ' + height];
    })`);
