import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { euros } from '../support/funds.ts';
import {
  claimed,
  codeFor,
  drafted,
  fundOf,
  type Ground,
  linkAbout,
  oneReviewer,
  provenBalances,
  running,
  step,
  tally,
  times,
} from '../support/money.ts';
import { send } from '../support/newcomers.ts';
import { ownWorld } from '../support/world.ts';

/** Many at once for money that is enough for some: exactly so many go through, and nobody is told to come again. */
let world: Ground;
beforeAll(async () => {
  world = await ownWorld();
  await oneReviewer(world);
});
afterAll(() => world?.stack?.stop());

test('of fifty proposals at once against a fund for ten, ten are submitted and forty told that the money is short', async () => {
  const fund = await fundOf(world, 1_000_000);
  const drafts = await times(50, () => drafted(world, fund));
  const answers = await Promise.all(drafts.map((path) => step(world.brightpath, path, 'submit')));
  expect(tally(answers)).toEqual({ 200: 10, insufficient_funds: 40 });
  expect(await provenBalances(world, fund)).toMatchObject({ available: 0, reserved: 1_000_000 });
});

test('of fifty claims at once against a proposal for ten, ten are submitted and forty told that the money is short', async () => {
  const fund = await fundOf(world, 1_000_000);
  const proposal = await running(world, fund, euros(100_000));
  const drafts = await times(50, () => claimed(world, proposal));
  const answers = await Promise.all(drafts.map((path) => step(world.brightpath, path, 'submit')));
  expect(tally(answers)).toEqual({ 200: 10, insufficient_funds: 40 });
  for (const { body } of answers.filter(({ status }) => status !== 200))
    expect(body.detail).toBe("Of the proposal's money, 0 can be claimed (minor units of EUR).");
  expect(await provenBalances(world, fund)).toMatchObject({ committed: 0, accrued: 100_000 });

  // Five of them approved at the same instant are all settled at that instant, and three withdrawn.
  const inside = answers.flatMap(({ status, body }) => (status === 200 ? [body] : []));
  const questions = await Promise.all(
    inside.slice(0, 5).map(async ({ title }) => {
      const link = await linkAbout(world, title);
      return { link, code: await codeFor(world, link, title) };
    }),
  );
  const pages = await Promise.all(questions.map(({ link, code }) => send(link, { choice: 'approve', code })));
  expect(pages.map(({ status }) => status)).toEqual(Array(5).fill(200));
  await world.around.rest();
  const withdrawn = await Promise.all(
    inside.slice(5, 8).map(({ id }) => step(world.brightpath, `/v1/fund-claims/${id}`, 'withdraw')),
  );
  expect(tally(withdrawn)).toEqual({ 200: 3 });
  const after = await Promise.all(inside.map(({ id }) => world.brightpath.get(`/v1/fund-claims/${id}`)));
  expect(after.map(({ body }) => body.status)).toEqual([
    ...Array(5).fill('approved'),
    ...Array(3).fill('withdrawn'),
    ...Array(2).fill('in_review'),
  ]);
  expect(await provenBalances(world, fund)).toMatchObject({ committed: 30_000, accrued: 70_000 });
});
