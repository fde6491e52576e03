import assert from 'node:assert/strict';
import { lastLink, newcomer, proposeIn, receiver, send } from '../support/newcomers.ts';
import type { Answer } from '../support/partner.ts';
import type { World } from '../support/world.ts';

/** What an update finds: a referral that waits for its decision, and the link that decides it. */
export interface Before {
  referral: Answer;
  link: string;
}

export const beforeUpdate = async (world: World): Promise<Before> => {
  const team = await receiver(world, [{ name: 'Pia Prado' }]);
  const { body } = await proposeIn(world, team.partnershipId);
  const link = await lastLink(world, team.people[0] ?? { email: '' });
  return { referral: await world.northwind.get(`/v1/referrals/${body.id}`), link };
};

/**
 * After an update the record is as it was, the link that was mailed before it decides, the workflow that waited before
 * it settles the record, and functions run as the new release configures them.
 */
export const afterUpdate = async (world: World, { referral, link }: Before): Promise<void> => {
  const path = `/v1/referrals/${referral.body.id}`;
  const found = await world.northwind.get(path);
  assert.deepEqual([found.status, found.etag, found.body], [200, referral.etag, referral.body]);
  assert.equal((await send(link, { choice: 'approve' })).status, 200);
  await world.around.rest();
  assert.equal((await world.northwind.get(path)).body.status, 'accepted');
  const runs = await world.around.executions(referral.body.id);
  assert.deepEqual(
    runs.map(({ status }) => status),
    ['SUCCEEDED', 'SUCCEEDED'],
  );
  const nobody = await newcomer(world);
  const invited = await world.northwind.post('/v1/partnerships', { inviteeId: nobody.id });
  const mails = await world.around.mail({ text: invited.body.id });
  assert.deepEqual(
    mails.map(({ to }) => to),
    [['operator@cosell.example']],
  );
};
