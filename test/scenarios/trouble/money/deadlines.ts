import { expect, test } from '@jest/globals';
import { euros } from '../../../support/funds.ts';
import {
  claimed,
  drafted,
  fundOf,
  type GroundOf,
  payoutOf,
  provenBalances,
  running,
  says,
  step,
  submitted,
  timeIn,
  unended,
} from '../../../support/money.ts';
import { good } from '../../../support/newcomers.ts';

/** What time brings, to those who answer and to those who never do. The clock is moved far: these come last. */
export const deadlines = (ground: GroundOf): void => {
  const { later, read, statuses, heard, untilEnd, short } = timeIn(ground);

  test('claims end: who has not claimed is warned and ended, who was decided late can still dispute', async () => {
    const world = ground();
    const fund = await fundOf(world, 1_000_000, await untilEnd(20, { invoiceRequired: false }));
    const days = await short();
    const paid = await running(world, fund, euros(100_000), days);
    const idle = await running(world, fund, euros(100_000), days);
    const payout = await payoutOf(world, paid);
    good(await step(world.northwind, payout, 'paid', { paymentReference: 'S', paidOn: '2026-12-01' }));
    const late = await submitted(world, await claimed(world, paid, euros(20_000)));
    const draft = await claimed(world, paid);
    const [unsent] = [await drafted(world, fund, euros(100_000), days)];

    await later('P5D');
    expect([await heard(idle), await heard(draft)].map((types) => types.at(-1))).toEqual([
      'stage_changed',
      undefined,
    ]);
    await later('P3D');
    expect([(await heard(idle)).at(-1), await heard(draft)]).toEqual(['expiring', []]);
    await later('P7D');
    expect(await heard(draft)).toEqual(['due_soon']);
    expect((await world.around.events(draft.split('/').at(-1)))[0]?.detail.data.dueAt).toBe(
      (await read(paid)).claimsEndAt,
    );
    await later('P6D');
    expect(await statuses([paid, idle, draft, late, unsent])).toEqual([
      'completed',
      'expired',
      'expired',
      'in_review',
      'draft',
    ]);
    expect([(await heard(paid)).slice(-2), (await heard(idle)).slice(-2), await heard(draft)]).toEqual([
      ['expiring', 'completed'],
      ['expiring', 'expired'],
      ['due_soon', 'expired'],
    ]);
    expect((await step(world.brightpath, unsent, 'submit')).body.code).toBe('outside_window');
    expect(await provenBalances(world, fund)).toEqual({
      ...{ available: 970_000, reserved: 0, committed: 0, accrued: 20_000, settled: 10_000 },
    });

    // Decided when claims have ended: the money has gone home, and the days to dispute are the partner's all the same.
    await says(world, late, { choice: 'approve_in_part', amount: '50.00', comment: 'One of two.' });
    expect(await provenBalances(world, fund)).toMatchObject({ available: 985_000, accrued: 5_000 });
    good(await step(world.brightpath, late, 'dispute', { reason: 'It was two.' }));
    expect(await provenBalances(world, fund)).toMatchObject({
      available: 970_000,
      committed: 0,
      accrued: 20_000,
    });
    await says(world, late, { choice: 'approve' });
    const { payoutIds, approvedAmount } = await read(late);
    expect([payoutIds.length, approvedAmount]).toEqual([2, euros(20_000)]);
    for (const path of [paid, idle, draft, late, payout]) expect(await unended(world, path)).toEqual([]);
  });
};
