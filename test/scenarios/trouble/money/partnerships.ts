import { expect, test } from '@jest/globals';
import {
  claimed,
  drafted,
  fundOf,
  type Ground,
  type GroundOf,
  payoutOf,
  provenBalances,
  running,
  says,
  step,
  submitted,
} from '../../../support/money.ts';
import { good, newcomer, partnershipWith } from '../../../support/newcomers.ts';

/** A partnership that is suspended, or ends, while money is asked for, promised, claimed and paid. */
export const partnerships = (ground: GroundOf): void => {
  for (const verb of ['suspend', 'end'] as const)
    test(`after ${verb} nothing new is asked; what was done is decided and paid, and the rest goes home`, async () => {
      const team = await newcomer(ground());
      const partnership = `/v1/partnerships/${(await partnershipWith(ground(), team)).body.id}`;
      const world: Ground = { ...ground(), brightpath: team.api };
      const fund = await fundOf(world, 1_000_000, {}, partnership.split('/').at(-1));
      const proposal = await running(world, fund);
      const payout = await payoutOf(world, proposal);
      const claim = await submitted(world, await claimed(world, proposal));
      const unsent = await claimed(world, proposal);
      const asked = await submitted(world, await drafted(world, fund));
      const draft = await drafted(world, fund);
      await world.around.rest();
      good(await step(world.northwind, partnership, verb));

      for (const path of [draft, unsent])
        expect((await step(team.api, path, 'submit')).body.code).toBe('partnership_not_active');
      expect(
        (
          await step(world.northwind, `/v1/funds/${fund}`, 'allocate', {
            amount: { amountMinor: 1, currency: 'EUR' },
            reason: null,
          })
        ).body.code,
      ).toBe('partnership_not_active');
      await says(world, claim, { choice: 'approve' });
      await says(world, asked, { choice: 'reject', reason: 'other' });
      const [claimPayout] = good(await team.api.get(claim)).body.payoutIds;
      for (const path of [payout, `/v1/payouts/${claimPayout}`]) {
        good(await step(team.api, path, 'invoice', { number: '1', issuedOn: '2026-11-30' }));
        good(await step(world.northwind, path, 'paid', { paymentReference: 'S', paidOn: '2026-12-01' }));
      }
      good(await step(world.northwind, proposal, 'cancel', { reasonCode: 'other' }));
      good(await step(world.northwind, `/v1/funds/${fund}`, 'close'));
      expect(await provenBalances(world, fund)).toEqual({
        ...{ available: 0, reserved: 0, committed: 0, accrued: 0, settled: 20_000 },
      });
    });
};
