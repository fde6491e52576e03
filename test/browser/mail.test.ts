import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { codeMail, requestMail, troubleMail } from '../../functions/approvals/mail.ts';
import { formOf, hardForms } from '../support/approval-states.ts';
import { axeFaults, launch, overflow, PHONE, windowOf } from '../support/browser.ts';
import { inBrowser } from './in-browser.ts';

const LINK = `https://api.cosell.example/approve/${'x'.repeat(43)}`;
const asking = ({ approval, asked } = formOf(), reminder = false) =>
  requestMail(approval, asked, LINK, reminder);
const { approval, asked } = formOf();
const mails = {
  request: asking(),
  reminder: asking(formOf(), true),
  code: codeMail(approval, asked, '048213', 10),
  'nobody can decide': troubleMail(approval, 'nobody_may_decide', 'operator@cosell.example'),
  ...Object.fromEntries(Object.entries(hardForms).map(([name, form]) => [name, asking(form())])),
};

inBrowser('mails', () => {
  let browser: Browser;
  let page: Awaited<ReturnType<typeof windowOf>>;
  beforeAll(async () => {
    browser = await launch();
    page = await windowOf(browser);
  });
  afterAll(() => browser?.close());

  test.each(Object.entries(mails))('%s: on a phone and wider, light and dark', async (_, mail) => {
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setContent(mail.html);
    expect(await axeFaults(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeFaults(page, 'color-contrast')).toEqual([]);
    await page.setViewportSize({ width: 600, height: 700 });
    expect(await overflow(page)).toBe(0);
    // A mail that fetches something tells its sender when it was opened.
    expect(requests).toEqual([]);
  });

  test("asks in the reader's words: who, until when, one link as a large button", async () => {
    await page.setViewportSize(PHONE);
    await page.setContent(asking(formOf({}, { locale: 'pt-PT' })).html);
    const text = await page.locator('body').textContent();
    expect(text).toContain('Northwind Cloud asks for your decision by 7 de dezembro de 2026 às 09:00 WET.');
    expect(await page.getByRole('link').count()).toBe(1);
    const link = page.getByRole('link', { name: 'Look at it and decide' });
    expect(await link.getAttribute('href')).toBe(LINK);
    expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  });

  test('a long text begins in the mail and is read on the page: the button stays within reach', async () => {
    await page.setContent(mails['three thousand characters' as keyof typeof mails].html);
    expect((await page.getByRole('link').boundingBox())?.y).toBeLessThan(1200);
    expect(await page.locator('body').textContent()).toContain('… (all of it is on the page)');
  });
});
