import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions } from 'playwright-core';
import { launch, PHONE, windowOf } from './browser.ts';
import { linkIn } from './local.ts';
import { good } from './newcomers.ts';
import type { LocalSettings } from './stack.ts';
import { organizationOf, referralBody, worldOf } from './world.ts';

/**
 * The README's pictures, taken by hand from a stack that runs on fresh data: `node test/support/screenshots.ts`, with
 * the file of its settings where that is not .cosell/local.json. It proposes a referral there, which then waits.
 */
const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const settingsFile = process.argv[2] ?? at('.cosell/local.json');
const world = worldOf(JSON.parse(readFileSync(settingsFile, 'utf8')) as LocalSettings);
const { northwind, around, settings } = world;
const pictures = at('docs/images');
mkdirSync(pictures, { recursive: true });

const harbor = organizationOf(world, 'Harbor');
const partnership = settings.partnerships.find(({ organizationIds }) => organizationIds.includes(harbor.id));
const grace = harbor.members.find(({ name }) => name === 'Grace Hall');
const customer = {
  ...{ name: 'Contoso Foods', domain: 'contoso-foods.com', industry: null },
  ...{ country: 'PT', address: null, contacts: [] },
};
const draft = good(await northwind.post('/v1/referrals', referralBody(partnership?.id ?? '', { customer })));
const { id } = draft.body;
good(await northwind.post(`/v1/referrals/${id}/propose`, {}, { etag: draft.etag }));
const mail = (await around.mail({ to: grace?.email ?? '', text: 'Contoso Foods' })).at(-1);
if (!mail) throw new Error('Grace Hall was mailed nothing');

const browser = await launch();
const opened = async (address: string, options: BrowserContextOptions) => {
  const page = await windowOf(browser, { colorScheme: 'light', ...options });
  await page.goto(address);
  return page;
};
const phone = await opened(linkIn(mail), { viewport: PHONE, deviceScaleFactor: 2 });
const main = await phone.getByRole('main').boundingBox();
const height = Math.ceil((main?.y ?? 0) + (main?.height ?? 0));
await phone.screenshot({
  path: `${pictures}/approval-page.png`,
  fullPage: true,
  clip: { x: 0, y: 0, width: PHONE.width, height },
});

const run = (await around.executions(id)).find(({ machine }) => machine.includes('approval'));
const desk = { viewport: { width: 1280, height: 900 } };
const desktop = await opened(`${settings.baseUrl}/_local/runs/${encodeURIComponent(run?.id ?? '')}`, desk);
await desktop.getByText('Ask for a decision').first().waitFor();
await desktop.screenshot({ path: `${pictures}/console.png` });
await browser.close();
