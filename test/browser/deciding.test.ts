import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launch, windowOf } from '../support/browser.ts';
import { good, lastLink, type Newcomer, proposeIn, receiver } from '../support/newcomers.ts';
import { sharedWorld, type World } from '../support/world.ts';
import { inBrowser } from './in-browser.ts';

inBrowser('deciding by link', () => {
  let browser: Browser;
  let world: World;
  let team: Newcomer & { partnershipId: string };
  beforeAll(async () => {
    world = sharedWorld();
    [browser, team] = await Promise.all([
      launch(),
      receiver(world, [
        { name: 'Pia Prado', locale: 'pt-PT', timeZone: 'Europe/Lisbon' },
        { name: 'Quim Reis', roles: ['seller'] },
      ]),
    ]);
  });
  afterAll(() => browser?.close());

  const asked = async () => {
    const { body } = await proposeIn(world, team.partnershipId);
    return { id: body.id as string, link: await lastLink(world, team.people[0] as never) };
  };
  const openedAt = async (link: string, options?: BrowserContextOptions) => {
    const page = await windowOf(browser, options);
    await page.goto(link);
    return page;
  };
  const choose = (page: Page, name: string) => page.getByRole('radio', { name, exact: true }).check();
  const sendButton = (page: Page) => page.getByRole('button', { name: 'Send decision', exact: true });
  const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();
  const statusOf = async (id: string) => {
    await world.around.rest();
    return good(await team.api.get(`/v1/referrals/${id}`)).body.status;
  };

  test('from the mail to the accepted referral, and what back, reload and the link show then', async () => {
    const { id } = await asked();
    const mail = (await world.around.mail({ to: team.people[0]?.email ?? '' })).at(-1);
    const page = await windowOf(browser);
    await page.setContent(mail?.html ?? '');
    await page.getByRole('link', { name: 'Look at it and decide' }).click();
    expect(await page.getByRole('main').textContent()).toMatch(
      /Northwind Cloud asks for your decision by .* de /,
    );
    await choose(page, 'Accept');
    await page.getByLabel('Comment', { exact: true }).fill('Gladly.');
    await sendButton(page).click();
    expect(await heading(page)).toBe('You accepted “Data platform for Contoso Foods”');
    expect(await statusOf(id)).toBe('accepted');
    expect(page.complaints).toEqual([]);
    await page.reload();
    expect(await heading(page)).toBe('You have decided this');
    await page.goBack();
    expect(await heading(page)).toBe('You have decided this');
    expect(await statusOf(id)).toBe('accepted');
  });

  test('without script: a fault keeps what was typed, and the decision is sent', async () => {
    const { id, link } = await asked();
    const page = await openedAt(link, { javaScriptEnabled: false });
    await choose(page, 'Decline');
    await page.getByLabel('Comment', { exact: true }).fill(' \n ');
    await sendButton(page).click();
    expect(await page.getByRole('alert').textContent()).toContain('Please choose a reason');
    expect(await page.getByRole('radio', { name: 'Decline', exact: true }).isChecked()).toBe(true);
    await page.getByLabel('Reason', { exact: true }).selectOption('Not a fit for us');
    await sendButton(page).click();
    expect(await heading(page)).toBe('You declined “Data platform for Contoso Foods”');
    await world.around.rest();
    expect((await world.northwind.get(`/v1/referrals/${id}`)).body).toMatchObject({
      status: 'declined',
      reasonCode: 'not_a_fit',
    });
  });

  test('a comment typed before anything was chosen is still there', async () => {
    const page = await openedAt((await asked()).link);
    const comment = page.getByLabel('Comment', { exact: true });
    await comment.fill('Two lines\n<b>of thought</b>');
    await sendButton(page).click();
    expect(await page.getByRole('alert').textContent()).toContain('Please choose what you decide.');
    expect(await comment.inputValue()).toBe('Two lines\n<b>of thought</b>');
  });

  test('a double click decides once, and ends on a page that says so', async () => {
    const { id, link } = await asked();
    const page = await openedAt(link);
    await choose(page, 'Accept');
    await sendButton(page).dblclick();
    await page.waitForLoadState();
    await page.getByRole('heading', { name: /^You (?:accepted|have decided)/ }).waitFor();
    const other = await openedAt(link);
    expect(await heading(other)).toBe('You have decided this');
    expect(await statusOf(id)).toBe('accepted');
  });

  test('two windows that send at once: one decides, the other learns that this reader has decided', async () => {
    const { id, link } = await asked();
    const windows = await Promise.all([openedAt(link), openedAt(link)]);
    await Promise.all(windows.map((page) => choose(page, 'Accept')));
    await Promise.all(windows.map((page) => sendButton(page).click()));
    const headings = await Promise.all(windows.map(heading));
    expect(headings.sort()).toEqual([
      'You accepted “Data platform for Contoso Foods”',
      'You have decided this',
    ]);
    expect(await statusOf(id)).toBe('accepted');
  });

  test('over a slow line: one request a page, and a page of no weight', async () => {
    const { id, link } = await asked();
    const page = await windowOf(browser);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.method()));
    const line = await page.context().newCDPSession(page);
    await line.send('Network.enable');
    const conditions = { offline: false, latency: 400, downloadThroughput: 16_000, uploadThroughput: 8_000 };
    await line.send('Network.emulateNetworkConditions', conditions);
    const answer = await page.goto(link);
    expect((await answer?.body())?.length).toBeLessThan(14_000);
    await choose(page, 'Accept');
    await sendButton(page).click();
    expect(await heading(page)).toContain('You accepted');
    expect(requests).toEqual(['GET', 'POST']);
    expect(await statusOf(id)).toBe('accepted');
  });

  test('handed to a colleague, who decides by a link of their own', async () => {
    const { id, link } = await asked();
    const page = await openedAt(link);
    await choose(page, 'Delegate');
    await page.getByLabel('Delegate to', { exact: true }).selectOption('Quim Reis');
    await sendButton(page).click();
    expect(await heading(page)).toBe('Handed to Quim Reis');
    await page.goto(link);
    expect(await heading(page)).toBe('This no longer waits for you');
    await page.goto(await lastLink(world, team.people[1] as never));
    expect(await page.getByRole('main').textContent()).toContain('You decide in place of Pia Prado.');
    await choose(page, 'Accept');
    await sendButton(page).click();
    expect(await statusOf(id)).toBe('accepted');
  });

  test('withdrawn meanwhile: the page that was open says that it is no longer asked', async () => {
    const { id, link } = await asked();
    const page = await openedAt(link);
    await choose(page, 'Accept');
    const { etag } = await world.northwind.get(`/v1/referrals/${id}`);
    good(await world.northwind.post(`/v1/referrals/${id}/withdraw`, {}, { etag }));
    await sendButton(page).click();
    expect(await heading(page)).toBe('This is no longer asked');
    await page.goto(`${link.slice(0, -1)}-`);
    expect(await heading(page)).toBe('This link does not work');
  });

  test('with a one-time code: mailed when asked for, wrong ones counted, the right one decides', async () => {
    const careful = await receiver(world, [{ name: 'Rui Teles' }], ([rui]) => ({
      apiDecision: false,
      oneTimeCode: true,
      steps: [
        {
          name: 'Partner team',
          approvers: { memberIds: [rui?.id], roles: [] },
          quorum: 'any',
          fromAmount: null,
          deadline: 'P14D',
          reminders: [],
          escalateAfter: null,
          escalateTo: null,
        },
      ],
    }));
    const [rui] = careful.people;
    await proposeIn(world, careful.partnershipId);
    const page = await openedAt(await lastLink(world, rui as never));
    await choose(page, 'Accept');
    await page.getByLabel('Comment', { exact: true }).fill('Gladly.');
    await page.getByRole('button', { name: 'Mail me a code' }).click();
    expect(await page.getByRole('status').textContent()).toContain('We mailed a code to you.');
    expect(await page.getByLabel('Comment', { exact: true }).inputValue()).toBe('Gladly.');
    const mails = await world.around.mail({ to: rui?.email ?? '' });
    const code = /is (\d{6})\./.exec(mails.at(-1)?.text ?? '')?.[1] ?? '';
    const box = page.getByLabel('One-time code', { exact: true });
    await box.fill(code === '000000' ? '000001' : '000000');
    await box.press('Enter');
    expect(await page.getByRole('alert').textContent()).toContain('4 tries are left');
    await box.fill(code);
    await box.press('Enter');
    expect(await heading(page)).toContain('You accepted');
  });
});
