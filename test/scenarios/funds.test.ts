import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { euros, fundIn } from '../support/funds.ts';
import { ownWorld } from '../support/world.ts';

let world: Awaited<ReturnType<typeof ownWorld>>;
beforeAll(async () => {
  world = await ownWorld();
});
afterAll(() => world.stack?.stop());

test('a fund is found by both sides, and the night’s audit follows its ledger and finds that it holds', async () => {
  const { northwind, brightpath, around } = world;
  const fund = await fundIn(world);
  const allocated = await northwind.post(
    `/v1/funds/${fund.body.id}/allocate`,
    { amount: euros(1_000), reason: 'For the spring campaign' },
    { etag: fund.etag },
  );
  expect([allocated.status, allocated.body]).toEqual([200, expect.anything()]);
  for (const side of [northwind, brightpath]) {
    const { body } = await side.get('/v1/funds');
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([fund.body.id]);
  }
  const programs = await northwind.get('/v1/fund-programs');
  expect(programs.body.items).toHaveLength(1);

  await around.advance('P1D');
  const audits = (await around.executions()).filter(({ machine }) => machine.includes('ledgeraudit'));
  expect(audits.map(({ status }) => status)).toEqual(['SUCCEEDED']);
});
