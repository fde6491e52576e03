import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  good,
  lastLink,
  look,
  type Newcomer,
  type Page,
  proposeIn,
  receiver,
  send,
} from '../../support/newcomers.ts';
import type { Stack } from '../../support/stack.ts';
import { ownWorld, type World } from '../../support/world.ts';

let world: World & { stack: Stack | undefined };
let team: Newcomer & { partnershipId: string };
beforeAll(async () => {
  world = await ownWorld();
  team = await receiver(world, [{ name: 'Pia Prado' }], () => ({
    steps: [{ name: 'Partner team', approvers: { roles: ['approver'] } }],
    oneTimeCode: true,
    apiDecision: false,
  }));
});
afterAll(() => world?.stack?.stop());

const pia = () => team.people[0] as Newcomer['people'][0];
const asked = async () => {
  const { body } = await proposeIn(world, team.partnershipId);
  return { id: body.id as string, link: await lastLink(world, pia()) };
};
const codes = async (): Promise<string[]> =>
  (await world.around.mail({ to: pia().email }))
    .filter(({ subject }) => subject === 'Your one-time code')
    .map(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? '');
/** Asks for a code, and reads it in the mail. */
const newCode = async (link: string): Promise<string> => {
  const before = (await codes()).length;
  expect((await send(link, { sendCode: 'yes' })).html).toContain('We mailed a code');
  const all = await codes();
  expect(all).toHaveLength(before + 1);
  return all.at(-1) as string;
};
const other = (code: string, by = 1): string => String((Number(code) + by) % 1_000_000).padStart(6, '0');
const decide = (link: string, code: string): Promise<Page> => send(link, { choice: 'approve', code });
const statusOf = async (id: string): Promise<string> => {
  await world.around.rest();
  world.northwind.forgetToken();
  return good(await world.northwind.get(`/v1/referrals/${id}`)).body.status;
};

test('without a code nothing is decided; the right one decides, blanks and all', async () => {
  const { id, link } = await asked();
  expect((await look(link)).html).toContain('Mail me a code');
  const without = await send(link, { choice: 'approve', comment: 'Kept words' });
  expect([without.status, without.html.includes('Kept words</textarea>')]).toEqual([422, true]);
  expect(await statusOf(id)).toBe('proposed');
  const code = await newCode(link);
  expect((await decide(link, `${code.slice(0, 3)} ${code.slice(3)}`)).status).toBe(200);
  expect(await statusOf(id)).toBe('accepted');
});

test('asking for a code keeps what was typed, and a second click mails no second one', async () => {
  const { link } = await asked();
  const code = await newCode(link);
  const again = await send(link, {
    sendCode: 'yes',
    choice: 'reject',
    reason: 'not_a_fit',
    comment: 'Half written',
  });
  expect(again.html).toMatch(/Half written<\/textarea>/);
  expect(again.html).toMatch(/value="reject" checked/);
  expect((await codes()).at(-1)).toBe(code);
  expect((await look(link)).html).not.toContain(code);
});

test('after five wrong tries even the right code is refused, until a new one is asked for', async () => {
  const { id, link } = await asked();
  const code = await newCode(link);
  for (const left of [4, 3, 2, 1, 0]) {
    const page = await decide(link, other(code, left + 1));
    expect([page.status, page.html.includes(`${left} tries are left`)]).toEqual([422, true]);
  }
  const late = await decide(link, code);
  expect(late.html).toContain('too many wrong tries');
  expect(await statusOf(id)).toBe('proposed');
  await world.around.advance('PT1M');
  expect((await decide(link, await newCode(link))).status).toBe(200);
  expect(await statusOf(id)).toBe('accepted');
});

test('guesses made at once are tries like those made in turn', async () => {
  const { id, link } = await asked();
  const code = await newCode(link);
  const pages = await Promise.all(Array.from({ length: 24 }, (_, by) => decide(link, other(code, by + 1))));
  const looked = pages.filter(({ html }) => html.includes('This is not the code'));
  expect(looked.length).toBeLessThanOrEqual(5);
  expect(pages.filter(({ status }) => status === 422)).toHaveLength(24);
  expect(await statusOf(id)).toBe('proposed');
});

test('a code is good for ten minutes', async () => {
  const { id, link } = await asked();
  const code = await newCode(link);
  await world.around.advance('PT9M');
  const wrong = await decide(link, other(code));
  expect(wrong.html).toContain('This is not the code');
  await world.around.advance('PT1M');
  expect((await decide(link, code)).html).toContain('past its ten minutes');
  expect(await statusOf(id)).toBe('proposed');
  expect((await decide(link, await newCode(link))).status).toBe(200);
});

test('a code belongs to its link, and is used up with the decision', async () => {
  const first = await asked();
  const second = await asked();
  const code = await newCode(first.link);
  expect((await decide(second.link, code)).status).toBe(422);
  await newCode(second.link);
  expect((await decide(second.link, code)).html).toContain('This is not the code');
  const pages = await Promise.all([
    decide(first.link, code),
    decide(first.link, code),
    decide(first.link, code),
  ]);
  expect(pages.filter(({ status }) => status === 200)).toHaveLength(1);
  expect((await decide(first.link, code)).status).toBe(410);
  expect(await statusOf(second.id)).toBe('proposed');
});

test('where only its approvers decide, an API client is told so', async () => {
  const { body, etag } = await proposeIn(world, team.partnershipId);
  const answers = [
    await team.api.post(`/v1/referrals/${body.id}/accept`, {}, { etag }),
    await team.api.post(`/v1/referrals/${body.id}/decline`, { reasonCode: 'other' }, { etag }),
  ];
  expect(answers.map((answer) => [answer.status, answer.body.code])).toEqual(
    Array(2).fill([403, 'decided_by_mail_only']),
  );
});
