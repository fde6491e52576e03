import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Page, Request } from 'playwright-core';
import { formPage } from '../../functions/approvals/page.ts';
import { claimForm, formOf, states } from '../support/approval-states.ts';
import { launch, show, windowOf } from '../support/browser.ts';
import { inBrowser } from './in-browser.ts';

/** What has the focus, by its label or its text. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(`(({ labels, textContent, name, value }) =>
    labels?.[0] ? labels[0].textContent.trim() : textContent.trim() || name + value)(document.activeElement)`);
const outlined = (page: Page): Promise<boolean> =>
  page.evaluate(`[document.activeElement, document.activeElement.closest('label')].some((one) =>
    one && getComputedStyle(one).outlineStyle === 'solid' && parseFloat(getComputedStyle(one).outlineWidth) >= 3)`);

const isPost = (request: Request): boolean => request.method() === 'POST';

inBrowser('the form', () => {
  let browser: Browser;
  let page: Awaited<ReturnType<typeof windowOf>>;
  /** What the form sends, instead of sending it. */
  let sent: URLSearchParams[];
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    await page?.context().close();
    page = await windowOf(browser);
    sent = [];
    page.on('request', (request) => {
      if (isPost(request)) sent.push(new URLSearchParams(request.postData() ?? ''));
    });
  });
  const radio = (name: string) => page.getByRole('radio', { name, exact: true });

  test('says who asks and until when, and chooses nothing beforehand', async () => {
    await show(page, formPage(formOf()));
    const text = await page.getByRole('main').textContent();
    expect(text).toContain('Northwind Cloud asks for your decision by 7 December 2026 at 09:00 WET');
    expect(await page.getByRole('radio').count()).toBe(3);
    for (const name of ['Accept', 'Decline', 'Delegate']) expect(await radio(name).isChecked()).toBe(false);
    expect(await page.getByLabel('Comment', { exact: true }).isVisible()).toBe(true);
    expect(await page.getByRole('button').allInnerTexts()).toEqual(['Send decision']);
  });

  test('an approval of money offers its five choices, and a code', async () => {
    await show(page, formPage(claimForm()));
    for (const name of ['Approve', 'Approve in part', 'Reject', 'Return for changes', 'Delegate'])
      expect(await radio(name).isChecked()).toBe(false);
    expect(await page.getByLabel('One-time code', { exact: true }).isVisible()).toBe(true);
    expect(await page.getByRole('button').allInnerTexts()).toEqual(['Mail me a code', 'Send decision']);
  });

  test('each choice asks only what belongs to it', async () => {
    await show(page, formPage(claimForm()));
    const asks = ['Amount to approve (EUR)', 'Reason', 'Delegate to'];
    const asked = async () => {
      const seen = await Promise.all(
        asks.map((label) => page.getByLabel(label, { exact: true }).isVisible()),
      );
      return asks.filter((_, position) => seen[position]);
    };
    const expected = { Approve: [], 'Approve in part': [asks[0]], Reject: [asks[1]], Delegate: [asks[2]] };
    expect(await asked()).toEqual([]);
    for (const [name, own] of Object.entries(expected)) {
      await radio(name).check();
      expect(await asked()).toEqual(own);
    }
  });

  test('by keyboard alone: in order, choices by arrows, focus always seen, sent with Enter', async () => {
    await show(page, formPage(formOf()));
    const tab = async (key = 'Tab') => {
      await page.keyboard.press(key);
      expect(await outlined(page)).toBe(true);
      return focused(page);
    };
    expect(await tab()).toBe('Accept');
    expect(await radio('Accept').isChecked()).toBe(false);
    expect(await tab('ArrowDown')).toBe('Decline');
    expect(await radio('Decline').isChecked()).toBe(true);
    expect(await tab()).toBe('Reason');
    await page.keyboard.press('ArrowDown');
    expect(await tab()).toBe('Comment');
    await page.keyboard.type('Not this year.');
    expect(await tab()).toBe('Send decision');
    await Promise.all([page.waitForRequest(isPost), page.keyboard.press('Enter')]);
    expect(Object.fromEntries(sent[0] ?? [])).toMatchObject({
      choice: 'reject',
      reason: 'no_capacity',
      comment: 'Not this year.',
    });
  });

  test.each([
    [
      'Space on the button',
      async () => {
        await page.getByRole('button', { name: 'Send decision' }).focus();
        await page.keyboard.press('Space');
      },
    ],
    ['Enter in the code', () => page.getByLabel('One-time code', { exact: true }).press('Enter')],
  ])('%s sends the decision, and asks for no code', async (_, send) => {
    await show(page, formPage(claimForm()));
    await radio('Approve').check();
    await Promise.all([page.waitForRequest(isPost), send()]);
    expect([sent[0]?.get('choice'), sent[0]?.has('sendCode')]).toEqual(['approve', false]);
  });

  test.each([
    ['nothing chosen', 'Accept', 'Please choose what you decide.'],
    ['declined without a reason', 'Reason', 'Please choose a reason, or say it in the comment.'],
    ['delegated to nobody', 'Delegate to', 'Please choose to whom you delegate.'],
    ['wrong code', 'One-time code', 'This is not the code. 4 tries are left.'],
    ['returned without words', 'Comment', 'Please say in the comment what should change.'],
  ])('%s: announced, in the title, and the cursor where it is to be mended', async (name, field, message) => {
    await show(page, states[name]?.() as never);
    expect(await page.getByRole('alert').textContent()).toContain(message);
    expect(await page.title()).toMatch(/^Not sent yet: /);
    // The browser gives the focus when it first draws the page, which may be after it loaded.
    await page.locator(':focus').waitFor();
    expect(await focused(page)).toBe(field);
    const described: string = await page.evaluate(`(({ activeElement: field }) =>
      (field.getAttribute('aria-describedby') ?? field.closest('fieldset').getAttribute('aria-describedby'))
        .split(' ').map((id) => document.getElementById(id).textContent).join(' '))(document)`);
    expect(described).toContain(message);
    expect(await page.locator('#fault').isVisible()).toBe(true);
    // Whoever scrolled nowhere sees the field in the window, and the message above it.
    const { y } = (await page.locator('#fault').boundingBox()) ?? { y: -1 };
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(740);
  });

  test('without script nothing is missing', async () => {
    const still = await windowOf(browser, { javaScriptEnabled: false });
    await show(still, formPage(formOf()));
    await still.getByRole('radio', { name: 'Delegate', exact: true }).check();
    await still.getByLabel('Delegate to').selectOption('Hugo Faria');
    expect(await still.getByLabel('Delegate to').inputValue()).toBe('mem_3');
    await still.context().close();
  });

  test('on paper: what was asked, dark on white, without buttons', async () => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await show(page, formPage(formOf()));
    expect(await page.getByRole('button', { name: 'Send decision' }).isVisible()).toBe(false);
    expect(await page.getByText('Contoso Foods (contoso-foods.com)').isVisible()).toBe(true);
    const colours: string[] = await page.evaluate(
      `[getComputedStyle(document.body).color, getComputedStyle(document.querySelector('main')).backgroundColor]`,
    );
    expect(colours).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
  });

  test.each([
    ['pt-PT', 'Europe/Lisbon', '7 de dezembro de 2026 às 09:00 WET', '125 000,00 €', '31 de março de 2027'],
    ['ja-JP', 'Asia/Tokyo', '2026年12月7日 18:00 JST', '€125,000.00', '2027年3月31日'],
    ['de-DE', 'Europe/Berlin', '7. Dezember 2026 um 10:00 MEZ', '125.000,00 €', '31. März 2027'],
  ])('%s: dates and money as its reader writes them', async (locale, timeZone, until, money, closes) => {
    await show(page, formPage(formOf({}, { locale, timeZone })));
    const text = ((await page.getByRole('main').textContent()) ?? '').replaceAll(/[\u00a0\u202f]/g, ' ');
    for (const part of [until, money, closes]) expect(text).toContain(part);
    expect(await page.locator(`dd[lang="${locale}"]`).count()).toBe(2);
  });
});
