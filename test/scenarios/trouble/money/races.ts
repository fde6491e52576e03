import { expect, test } from '@jest/globals';
import { euros } from '../../../support/funds.ts';
import {
  claimed,
  codeFor,
  drafted,
  fundOf,
  type GroundOf,
  linkAbout,
  provenBalances,
  running,
  step,
  submitted,
  times,
  titleOf,
  unended,
} from '../../../support/money.ts';
import { good, send } from '../../../support/newcomers.ts';

const ROUNDS = 4;
/** Two who decide at the same instant: one of them wins, the other is told, and the money follows the winner. */
export const races = (ground: GroundOf): void => {
  const asked = async (path: string) => {
    const title = await titleOf(ground(), path);
    const link = await linkAbout(ground(), title);
    return { link, code: await codeFor(ground(), link, title) };
  };

  for (const [verb, back, kind] of [
    ['recall', 'draft', 'proposal'],
    ['cancel', 'cancelled', 'proposal'],
    ['withdraw', 'withdrawn', 'claim'],
  ] as const)
    test(`approval of a ${kind} against ${verb}: one of them stands, and the approver is not told otherwise`, async () => {
      const world = ground();
      const fund = await fundOf(world, 10_000_000);
      const proposal = kind === 'claim' ? await running(world, fund) : '';
      const paths = await times(ROUNDS, async () =>
        submitted(world, kind === 'claim' ? await claimed(world, proposal) : await drafted(world, fund)),
      );
      await world.around.rest();
      const rounds: { path: string; link: string; code: string; etag: string }[] = [];
      for (const path of paths)
        rounds.push({ path, ...(await asked(path)), etag: (await world.brightpath.get(path)).etag });
      const body = verb === 'cancel' ? { reasonCode: 'other' } : {};
      const outcomes = await Promise.all(
        rounds.map(async ({ path, link, code, etag }, turn) => {
          const [page, answer] = await Promise.all([
            send(link, { choice: 'approve', code }),
            // By turns at the same instant, and when the decision has just been made.
            new Promise((resolve) => setTimeout(resolve, turn * 15)).then(() =>
              world.brightpath.post(`${path}/${verb}`, body, { etag }),
            ),
          ]);
          return { path, page, answer };
        }),
      );
      await world.around.rest();
      for (const { path, page, answer } of outcomes) {
        const { status } = good(await world.brightpath.get(path)).body;
        expect([page.status === 200, answer.status === 200, status === back]).toEqual(
          page.status === 200 ? [true, false, false] : [false, true, true],
        );
        if (page.status === 200)
          expect(['already_decided', 'stale_revision', 'transition_not_allowed']).toContain(answer.body.code);
      }
      const approved = outcomes.filter(({ page }) => page.status === 200).length;
      const balances = await provenBalances(world, fund);
      if (kind === 'claim') expect(balances).toMatchObject({ accrued: approved * 10_000 });
      else expect(balances).toMatchObject({ reserved: 0, committed: approved * 100_000 });
      if (kind === 'claim') for (const path of paths) expect(await unended(world, path)).toEqual([]);
    });

  test('a reviewer who sends the approval twice, and the rejection with it, decides once', async () => {
    const world = ground();
    const fund = await fundOf(world, 10_000_000);
    const path = await submitted(world, await drafted(world, fund));
    const { link, code } = await asked(path);
    const pages = await Promise.all([
      send(link, { choice: 'approve', code }),
      send(link, { choice: 'approve', code }),
      send(link, { choice: 'reject', reason: 'other', code }),
    ]);
    expect(pages.filter(({ status }) => status === 200)).toHaveLength(1);
    await world.around.rest();
    const { status } = good(await world.brightpath.get(path)).body;
    expect(['active', 'rejected']).toContain(status);
    expect(await provenBalances(world, fund)).toMatchObject({
      reserved: 0,
      committed: status === 'active' ? 100_000 : 0,
    });
  });

  test('a claim submitted while its proposal is completed, or cancelled: it is in, or the proposal is over', async () => {
    const world = ground();
    const fund = await fundOf(world, 10_000_000);
    for (const [verb, body] of [
      ['complete', {}],
      ['cancel', { reasonCode: 'other' }],
    ] as const) {
      const proposal = await running(world, fund);
      const claims = await times(4, () => claimed(world, proposal));
      const { etag } = await world.northwind.get(proposal);
      const [ended, ...entered] = await Promise.all([
        world.northwind.post(`${proposal}/${verb}`, body, { etag }),
        ...claims.map((path) => step(world.brightpath, path, 'submit')),
      ]);
      const inside = entered.filter(({ status }) => status === 200).length;
      expect([verb, ended.status === 200]).toEqual([verb, inside === 0]);
      for (const one of entered.filter(({ status }) => status !== 200))
        expect(one.body.code).toBe('transition_not_allowed');
      if (ended.status !== 200) expect(ended.body.code).toBe('transition_not_allowed');
      const { share } = good(await world.northwind.get(proposal)).body;
      expect(share).toMatchObject({
        accrued: inside * 10_000,
        committed: inside === 0 ? 0 : 100_000 - inside * 10_000,
      });
    }
    await provenBalances(world, fund);
  });

  test('a fund that is closed lets what is asked, approved and claimed run to its end, and takes nothing back', async () => {
    const world = ground();
    const fund = await fundOf(world, 1_000_000);
    const reserved = await submitted(world, await drafted(world, fund));
    const proposal = await running(world, fund);
    const [approved, refused] = await times(2, async () => submitted(world, await claimed(world, proposal)));
    const draft = await drafted(world, fund);
    await world.around.rest();
    good(await step(world.northwind, `/v1/funds/${fund}`, 'close'));
    expect((await step(world.brightpath, draft, 'submit')).body.code).toBe('transition_not_allowed');
    expect(await provenBalances(world, fund)).toMatchObject({
      available: 0,
      reserved: 100_000,
      accrued: 20_000,
    });
    for (const [path, choice] of [
      [reserved, 'reject'],
      [approved, 'approve'],
      [refused, 'reject'],
    ] as const) {
      const { link, code } = await asked(path as string);
      const { status } = await send(link, { choice, code, ...(choice === 'reject' && { reason: 'other' }) });
      expect([path, status]).toEqual([path, 200]);
    }
    await world.around.rest();
    const [payoutId] = good(await world.brightpath.get(approved as string)).body.payoutIds;
    good(
      await step(world.brightpath, `/v1/payouts/${payoutId}`, 'invoice', {
        number: '1',
        issuedOn: '2026-11-30',
      }),
    );
    good(
      await step(world.northwind, `/v1/payouts/${payoutId}`, 'paid', {
        paymentReference: 'S',
        paidOn: '2026-12-01',
      }),
    );
    good(
      await step(world.northwind, `/v1/payouts/${payoutId}`, 'request-clawback', {
        amount: euros(4_000),
        reasonCode: 'overpaid',
      }),
    );
    good(await step(world.northwind, `/v1/payouts/${payoutId}`, 'recover', { recoveryReference: 'R' }));
    await world.around.advance('P20D');
    world.northwind.forgetToken();
    world.brightpath.forgetToken();
    good(await step(world.northwind, proposal, 'cancel', { reasonCode: 'other' }));
    expect(await provenBalances(world, fund)).toEqual({
      ...{ available: 0, reserved: 0, committed: 0, accrued: 0, settled: 6_000 },
    });
  });
};
