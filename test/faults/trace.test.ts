import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { good, lastLink, type Newcomer, proposeIn, receiver, send } from '../support/newcomers.ts';
import type { Stack } from '../support/stack.ts';
import { ownWorld, type World } from '../support/world.ts';

let world: World & { stack: Stack | undefined };
let team: Newcomer & { partnershipId: string };
beforeAll(async () => {
  world = await ownWorld();
  team = await receiver(world, [{ name: 'Pia Prado' }]);
});
afterAll(() => world?.stack?.stop());

interface Line {
  by: string;
  message: string;
  requestId?: string;
  record?: string;
}
/** What the functions logged: an instant, the function, and its line of JSON. */
const lines = (): Line[] =>
  readFileSync(join(world.stack?.folder ?? '', 'logs', 'functions.log'), 'utf8')
    .split('\n')
    .flatMap((text) => {
      const [, by = '', line = ''] = /^\S+ (\S+) (\{.*\})$/.exec(text) ?? [];
      return line
        ? [{ by: by.replace(/^Cosell-local-|Function[0-9A-F]{8}$/g, ''), ...JSON.parse(line) }]
        : [];
    });

test('the id of one request leads from the handler over the relay to the tasks and the mail, and to how it ended', async () => {
  const { body } = await proposeIn(world, team.partnershipId);
  const link = await lastLink(world, team.people[0] ?? { email: '' });
  expect((await send(link, { choice: 'approve' })).status).toBe(200);
  await world.around.rest();
  expect(good(await world.northwind.get(`/v1/referrals/${body.id}`)).body.status).toBe('accepted');

  const proposed = lines().find(
    ({ message, record }) => message === 'POST /v1/referrals/{id}/propose' && record === body.id,
  );
  expect(proposed?.requestId).toEqual(expect.any(String));
  const told = lines().filter(({ requestId }) => requestId === proposed?.requestId);
  expect(told.map(({ by, message }) => `${by}: ${message}`)).toEqual(
    expect.arrayContaining([
      'Referrals: POST /v1/referrals/{id}/propose',
      'Relay: relayed',
      'ApprovalsTasks: mail sent',
      'ApprovalsTasks: approval ask',
      'ReferralsTasks: referral accept',
    ]),
  );
  // What the approver did is a request of its own.
  const decided = lines().findLast(({ message }) => message === 'POST /approve/{token}');
  expect(decided?.requestId).not.toBe(proposed?.requestId);
  expect(told.some(({ message }) => message.includes('/approve/'))).toBe(false);
});
