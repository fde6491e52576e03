import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launch } from './browser.ts';
import { linkIn } from './local.ts';
import type { LocalSettings } from './stack.ts';
import { organizationOf, propose, worldOf } from './world.ts';

/**
 * The README's pictures, taken by hand from a running stack (`npm start`): `node test/support/screenshots.ts`. Another
 * stack's settings may be named: `node test/support/screenshots.ts DIR/local.json`. It proposes referrals there.
 */
const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const settingsFile = process.argv[2] ?? at('.cosell/local.json');
const world = worldOf(JSON.parse(readFileSync(settingsFile, 'utf8')) as LocalSettings);
const pictures = at('docs/images');
mkdirSync(pictures, { recursive: true });

const ana = organizationOf(world, 'Brightpath').members.find(({ name }) => name === 'Ana Lima');
const customers = ['Fabrikam Paper', 'Adventure Works', 'Contoso Foods'];
const ids: string[] = [];
for (const name of customers) {
  const domain = `${name.toLowerCase().replace(' ', '-')}-${Date.now().toString(36)}.com`;
  const customer = { name, domain, industry: 'Food', country: 'PT', address: null, contacts: [] };
  const { body } = await propose(world, {
    title: `Data platform for ${name}`,
    customer,
    need: 'One data platform for 40 plants.',
  });
  ids.push(body.id);
}
const mail = (await world.around.mail({ to: ana?.email ?? '' })).at(-1);
if (!mail) throw new Error('Ana Lima was mailed nothing');

const browser = await launch();
const picture = async (
  name: string,
  size: { width: number; height: number },
  scale: number,
  show: (page: Page) => Promise<unknown>,
) => {
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: scale,
    colorScheme: 'light',
  });
  const page = await context.newPage();
  await show(page);
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: name === 'approval-page' });
  await context.close();
};
await picture('approval-page', { width: 360, height: 740 }, 2, (page) => page.goto(linkIn(mail)));
await fetch(linkIn(mail), { method: 'POST', body: new URLSearchParams({ choice: 'approve' }) });
await world.around.rest();
await picture('console', { width: 1280, height: 800 }, 1.5, async (page) => {
  await page.goto(`${world.settings.baseUrl}/_local/`);
  await page.getByText('Contoso Foods').first().waitFor();
});
await browser.close();
