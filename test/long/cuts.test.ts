import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fundOf, type Ground, oneReviewer, provenBalances } from '../support/money.ts';
import { expectOnce, moneyFlow } from '../support/money-flow.ts';
import { pause, powerOf } from '../support/power.ts';
import { ownWorld } from '../support/world.ts';

/** A power cut after every step of the way of money, so and so long after the step was answered. */
let world: Ground;
beforeAll(async () => {
  world = await ownWorld();
  if (!world.stack) throw new Error('a deployment cannot be killed: run these without COSELL_SETTINGS');
  await oneReviewer(world);
});
afterAll(() => world?.stack?.stop());
const { cut, stubbornly } = powerOf(() => world, 7);

test.each([0, 5, 15, 40])(
  'cut off %i ms after each step: all of it is done once',
  async (wait) => {
    const fund = await fundOf(world, 10_000_000);
    let cuts = 0;
    const between = async () => {
      await pause(wait);
      await cut();
      cuts++;
    };
    const paths = await moneyFlow({ world: () => world, stubbornly, between }, fund);
    expect(cuts).toBe(10);
    await expectOnce(world, paths);
    expect(await provenBalances(world, fund)).toEqual({
      ...{ available: 9_200_000, reserved: 0, committed: 0, accrued: 0, settled: 800_000 },
    });
  },
  300_000,
);
