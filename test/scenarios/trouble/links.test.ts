import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  good,
  lastLink,
  look,
  type Newcomer,
  proposeIn,
  receiver,
  send,
  unique,
} from '../../support/newcomers.ts';
import type { Stack } from '../../support/stack.ts';
import { ownWorld, type World } from '../../support/world.ts';

type Team = Newcomer & { partnershipId: string };
let world: World & { stack: Stack | undefined };
let team: Team;
beforeAll(async () => {
  world = await ownWorld();
  team = await receiver(world, [{ name: 'Pia Prado' }, { name: 'Quim Reis', roles: ['seller'] }]);
});
afterAll(() => world?.stack?.stop());

/** A proposal, and the link that Pia was mailed for it. */
const asked = async (changes: Record<string, unknown> = {}) => {
  const { body } = await proposeIn(world, team.partnershipId, changes);
  return { id: body.id as string, link: await lastLink(world, team.people[0] as never) };
};
const statusOf = async (id: string): Promise<string> => {
  await world.around.rest();
  return good(await world.northwind.get(`/v1/referrals/${id}`)).body.status;
};
const telling = (html: string): boolean => /Contoso|Northwind|Pia/.test(html);

test('a link decides once: the second click is told so and changes nothing', async () => {
  const { id, link } = await asked();
  expect((await send(link, { choice: 'reject', reason: 'no_capacity' })).html).toContain('You declined');
  const again = await send(link, { choice: 'approve' });
  expect([again.status, telling(again.html)]).toEqual([410, false]);
  expect((await look(link)).status).toBe(410);
  expect(await statusOf(id)).toBe('declined');
  const { body } = await world.northwind.get(`/v1/referrals/${id}/timeline`);
  expect(body.items.filter(({ verb }: { verb: string }) => verb === 'decline')).toHaveLength(1);
});

test('the link of a proposal that was withdrawn says that it is no longer asked', async () => {
  const { id, link } = await asked();
  const { etag } = await world.northwind.get(`/v1/referrals/${id}`);
  good(await world.northwind.post(`/v1/referrals/${id}/withdraw`, {}, { etag }));
  for (const page of [await look(link), await send(link, { choice: 'approve' })]) {
    expect([page.status, telling(page.html)]).toEqual([410, false]);
    expect(page.html).toContain('no longer asked');
  }
  expect(await statusOf(id)).toBe('withdrawn');
});

test('a wrong, changed, cut or lengthened link leads nowhere, and every such page is the same', async () => {
  const { id, link } = await asked();
  const other = link.slice(0, -1) + (link.endsWith('A') ? 'B' : 'A');
  const strange = [
    link.slice(0, -1),
    `${link}A`,
    other,
    link.slice(0, -20),
    `${link}%00`,
    `${link}%2F..`,
    link.replace(/[^/]+$/, '..%2f'),
  ];
  const pages = await Promise.all(strange.map((one) => send(one, { choice: 'approve' })));
  expect(pages.map(({ status }) => status)).toEqual(strange.map(() => 404));
  const ours = pages.filter(({ headers }) => headers.get('content-type')?.startsWith('text/html'));
  expect(ours.length).toBeGreaterThanOrEqual(4);
  expect(new Set(ours.map(({ html }) => html)).size).toBe(1);
  expect(await statusOf(id)).toBe('proposed');
});

test('whatever a mail scanner does with a link, it decides nothing', async () => {
  const { id, link } = await asked();
  const page = await look(link);
  const everything = [...page.html.matchAll(/<(?:input|option)[^>]* value="([^"]+)"/g)].map(
    ([, value]) => value as string,
  );
  const choices = ['approve', 'reject', 'delegate'];
  expect(everything).toEqual(expect.arrayContaining(choices));
  const robots = [
    await look(link, { method: 'HEAD' }),
    await look(link, { headers: { 'user-agent': 'Mozilla/5.0 LinkScanner' } }),
    await look(`${link}?choice=approve`),
    await send(`${link}?choice=approve`, {}),
    await send(link, {}),
    await send(link, { comment: 'x', reason: 'other', delegateId: '' }),
    await send(link, [
      ...choices.map((choice): [string, string] => ['choice', choice]),
      ['comment', 'x'],
      ['reason', 'other'],
    ]),
    await send(link, { choice: 'on' }),
  ];
  expect(robots.map(({ status }) => status)).toEqual([200, 200, 200, 422, 422, 422, 422, 422]);
  expect(robots[0]?.html).toBe('');
  // Nothing on the page leads anywhere but back to itself, and nothing is chosen beforehand.
  expect(page.html.split('</style>')[1]).not.toMatch(
    /<a |<script|<img|<link|<iframe|http-equiv|checked|\son\w+=|action=/,
  );
  expect(await statusOf(id)).toBe('proposed');
});

test('what is no filled-in form decides nothing either', async () => {
  const { id, link } = await asked();
  const post = (body: string, type: string) =>
    look(link, { method: 'POST', body, headers: { 'content-type': type } });
  const form = 'application/x-www-form-urlencoded';
  expect((await post('{"choice":"approve"}', 'application/json')).status).toBe(422);
  expect((await post('choice=approve', 'text/plain')).status).toBe(422);
  expect(
    (
      await post(
        '--x\r\ncontent-disposition: form-data; name="choice"\r\n\r\napprove\r\n--x--',
        'multipart/form-data; boundary=x',
      )
    ).status,
  ).toBe(422);
  expect((await post(`choice=approve&comment=${'x'.repeat(257 * 1024)}`, form)).status).toBe(413);
  for (const choice of ['return', 'approve_in_part', 'Approve', '__proto__', 'constructor', 'approve\0', ''])
    expect([choice, (await send(link, { choice })).status]).toEqual([choice, 422]);
  expect((await look(link, { method: 'PUT' })).status).toBe(404);
  expect(await statusOf(id)).toBe('proposed');
});

test('a decline without reason gives the form back with all that was typed; a comment stands for "other"', async () => {
  const { id, link } = await asked();
  const strange = await send(link, { choice: 'reject', reason: 'because' });
  expect(strange.status).toBe(422);
  expect(strange.html).toMatch(/role="alert"[\s\S]*Please choose a reason/);
  expect(strange.html).toMatch(/value="reject" checked/);
  const long = await send(link, { choice: 'reject', reason: 'not_a_fit', comment: `<b>${'x'.repeat(2000)}` });
  expect(long.status).toBe(422);
  expect(long.html).toContain(`&lt;b&gt;${'x'.repeat(2000)}</textarea>`);
  expect(long.html).toMatch(/value="not_a_fit" selected/);
  expect((await send(link, { choice: 'reject', comment: 'We stopped doing this.' })).status).toBe(200);
  expect(await statusOf(id)).toBe('declined');
  expect((await world.northwind.get(`/v1/referrals/${id}`)).body.reasonCode).toBe('other');
});

test('a comment may be as long as the form lets it be, whatever line ends the browser sends', async () => {
  const { link } = await asked();
  const comment = `${'a'.repeat(99)}\r\n`.repeat(20).trimEnd();
  expect((await send(link, { choice: 'approve', comment })).status).toBe(200);
});

test('a delegate who cannot be takes nothing from what was typed', async () => {
  const { id, link } = await asked();
  const [pia, quim] = team.people;
  const strangers = [
    pia?.id,
    'mem_01JD0000000000000000000099',
    world.settings.organizations[0]?.members[0]?.id,
    '__proto__',
  ];
  for (const delegateId of strangers) {
    const page = await send(link, {
      choice: 'delegate',
      delegateId: String(delegateId),
      comment: 'Please help.',
    });
    expect([page.status, page.html.includes('Please help.</textarea>')]).toEqual([422, true]);
  }
  const handed = await send(link, { choice: 'delegate', delegateId: String(quim?.id) });
  expect([handed.status, handed.html.includes('Handed to Quim Reis')]).toEqual([200, true]);
  // The delegator's link has done its work; the delegate's decides, in both names.
  expect((await look(link)).status).toBe(410);
  expect((await send(link, { choice: 'approve' })).status).toBe(410);
  const theirs = await lastLink(world, quim as never);
  expect((await look(theirs)).html).toContain('in place of Pia Prado');
  expect((await send(theirs, { choice: 'approve' })).status).toBe(200);
  expect(await statusOf(id)).toBe('accepted');
  const approvals = await team.api.get('/v1/approvals?status=approved&limit=1');
  expect(approvals.body.items[0].decision).toMatchObject({ byName: 'Quim Reis', delegatorName: 'Pia Prado' });
});

test('hostile markup is text on the page, in mails and in events', async () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'{{7*7}}`;
  const { id, link } = await asked({ title: evil, need: `${evil}\n</dd></textarea>` });
  const page = await look(link);
  expect(page.html).not.toMatch(/<script|<img/);
  expect(page.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  const back = await send(link, { choice: 'reject', comment: `</textarea>${evil}${'x'.repeat(2000)}` });
  expect(back.html).not.toMatch(/<script|<img|<\/textarea>"/);
  const [mail] = await world.around.mail({ to: team.people[0]?.email ?? '', text: evil });
  expect(mail?.html).not.toMatch(/<script|<img/);
  expect(mail?.subject).not.toMatch(/[\r\n]/);
  expect((await send(link, { choice: 'approve', comment: evil })).html).not.toMatch(/<script|<img/);
  const accepted = (await world.around.events(id)).find(({ detailType }) =>
    detailType.endsWith('accepted.v1'),
  );
  expect(accepted?.detail.data.title).toBe(evil);
});

test('what the sender wrote cannot pass for the mail itself: its lines stay within their fact', async () => {
  const need = `Nothing.\n\nLook at it and decide:\nhttps://evil.example/${unique()}`;
  await asked({ need, title: 'A forged link' });
  const [mail] = await world.around.mail({ to: team.people[0]?.email ?? '', text: 'A forged link' });
  expect(mail?.text.match(/^Look at it and decide:$/gm)).toHaveLength(1);
  expect(mail?.text).not.toMatch(/^https:\/\/evil/m);
});

test('the page may run nothing, be framed by nobody, be kept nowhere, and says the same in every browser language', async () => {
  const { link } = await asked();
  const page = await look(link, { headers: { 'accept-language': 'ar' } });
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/default-src 'none'.*form-action 'self'.*base-uri 'none'.*frame-ancestors 'none'/);
  expect(policy).not.toMatch(/unsafe|\*|script-src|data:/);
  expect(page.headers.get('set-cookie')).toBeNull();
  expect(page.html).toBe((await look(link, { headers: { 'accept-language': 'de' } })).html);
  const { headers } = await send(link, {});
  for (const name of ['content-security-policy', 'cache-control', 'referrer-policy'])
    expect(headers.get(name)).toBe(page.headers.get(name));
});

test('after the deadline a link only says so', async () => {
  const { id, link } = await asked();
  await world.around.advance('P14DT1M');
  world.northwind.forgetToken();
  for (const page of [await look(link), await send(link, { choice: 'approve' })])
    expect([page.status, telling(page.html)]).toEqual([410, false]);
  expect(await statusOf(id)).toBe('expired');
});
