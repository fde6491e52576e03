import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fundOf, type Ground, oneReviewer, provenBalances } from '../support/money.ts';
import { expectOnce, moneyFlow } from '../support/money-flow.ts';
import { pause, powerOf } from '../support/power.ts';
import { ownWorld } from '../support/world.ts';

/** Power that fails while money is asked for, decided, claimed and paid. */
let world: Ground;
beforeAll(async () => {
  world = await ownWorld();
  if (!world.stack) throw new Error('a deployment cannot be killed: run these without COSELL_SETTINGS');
  await oneReviewer(world);
});
afterAll(() => world?.stack?.stop());

const FLOWS = 3;
const { cut, stubbornly, random } = powerOf(() => world, Number(process.env.FAULT_SEED ?? 7));

test('flows of money at once through cuts: each is asked, decided and paid exactly once, and the ledger proves it', async () => {
  const fund = await fundOf(world, 100_000_000);
  let flowing = true;
  const between = async () => undefined;
  const flows = Promise.all(
    Array.from({ length: FLOWS }, async () => {
      await pause(random() * 500);
      return moneyFlow({ world: () => world, stubbornly, between }, fund);
    }),
  ).finally(() => {
    flowing = false;
  });
  for (let turn = 0; turn < 3 && flowing; turn++) {
    await pause(300 + random() * 900);
    await cut();
  }
  for (const paths of await flows) await expectOnce(world, paths);
  expect(await provenBalances(world, fund)).toEqual({
    ...{ available: 100_000_000 - FLOWS * 800_000, reserved: 0, committed: 0, accrued: 0 },
    settled: FLOWS * 800_000,
  });
});
