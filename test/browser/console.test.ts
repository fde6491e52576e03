/** The local console's pages, before what strangers may have typed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launch } from '../support/browser.ts';
import { nothing, startFakeRunner } from '../unit/local-console/fake-runner.ts';
import { failedRun, hostileFixture } from '../unit/local-console/fixtures.ts';
import { inBrowser } from './in-browser.ts';

inBrowser('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  /** A page, and all that it complained of. */
  const open = async (url: string): Promise<{ page: Page; faults: string[] }> => {
    const page = await browser.newPage({ reducedMotion: 'reduce' });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
    await page.goto(url);
    await page.locator('.lamp.on').waitFor();
    return { page, faults };
  };

  test('nothing that a stranger typed runs or becomes markup, on any page', async () => {
    const runner = await startFakeRunner(hostileFixture());
    const paths = [
      '',
      'mailbox',
      'mailbox/m1',
      'bus',
      'data',
      'runs',
      `runs/${encodeURIComponent(failedRun.id)}`,
    ];
    for (const path of paths) {
      const { page, faults } = await open(`${runner.url}/_local/${path}`);
      for (const summary of await page.locator('summary').all()) await summary.click();
      const seen = await page.evaluate(
        `({ hacked: 'hacked' in window, stranger: document.querySelectorAll('main img, main script, main svg[onload]').length })`,
      );
      expect([path, seen]).toEqual([path, { hacked: false, stranger: 0 }]);
      // What the frame of a mail tried in vain is told by the browser, and is no fault of the page.
      expect(faults.filter((fault) => !fault.includes('about:srcdoc') && !fault.includes('ERR_'))).toEqual(
        [],
      );
      await page.close();
    }
    await runner.stop();
  });

  test('a mail’s links open a tab of their own, and its text is a tab away', async () => {
    const fixture = hostileFixture();
    const runner = await startFakeRunner(fixture);
    (fixture.mail[0] as { html: string }).html = `<a href="${runner.url}/_local/bus">decide</a>`;
    const { page } = await open(`${runner.url}/_local/mailbox/m1`);
    const [tab] = await Promise.all([
      page.waitForEvent('popup'),
      page.frameLocator('iframe').getByText('decide').click(),
    ]);
    await tab.locator('.lamp.on').waitFor();
    expect(await tab.evaluate('window.opener')).toBeNull();
    await page.getByRole('tab', { name: 'HTML' }).press('ArrowRight');
    expect(await page.getByRole('tabpanel').getByRole('link').getAttribute('href')).toBe(
      'https://example.com/approve/abc',
    );
    await page.close();
    await runner.stop();
  });

  test('events arrive while one is open; the runner goes, which is said, and comes back', async () => {
    const fixture = {
      ...nothing,
      events: [1, 2].map((sequence) => ({ sequence, source: 's', detailType: `t${sequence}`, detail: {} })),
    };
    const runner = await startFakeRunner(fixture);
    const { page } = await open(`${runner.url}/_local/bus`);
    await page.getByText('t2').last().click();
    fixture.events.push({ sequence: 3, source: 's', detailType: 't3', detail: {} });
    await page.locator('.feed').getByText('t3').waitFor();
    expect(await page.locator('details[open]').count()).toBe(1);
    await runner.stop();
    await page.getByText('The runner has stopped; start it again with npm start').waitFor();
    fixture.events.splice(0, 2);
    const again = await startFakeRunner(fixture, Number(new URL(runner.url).port));
    await page.getByText('The runner has stopped; start it').waitFor({ state: 'detached' });
    expect(await page.locator('#events li').count()).toBe(1);
    await page.close();
    await again.stop();
  });

  test('the clock is moved by its buttons and by words; a run is told state by state', async () => {
    const runner = await startFakeRunner({ ...nothing, executions: [failedRun] });
    const { page } = await open(`${runner.url}/_local/`);
    await page.getByRole('button', { name: '+ 3 days' }).click();
    await page.getByText('Moved. On the way: 0 mails, 0 events.').waitFor();
    await page.getByLabel('By any duration').fill('10 days');
    await page.getByLabel('By any duration').press('Enter');
    await page.locator('#advance button:not(:disabled)').waitFor();
    expect(runner.advances).toEqual([{ advance: 'P3D' }, { advance: 'P10D' }]);
    await page.goto(`${runner.url}/_local/runs/${encodeURIComponent(failedRun.id)}`);
    await page.getByRole('button', { name: /^Large\?, Choice, has run/ }).press('Enter');
    await page.getByText('2 events of “Large?”').waitFor();
    await page.close();
    await runner.stop();
  });
});
