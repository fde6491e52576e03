import { expect, test } from '@jest/globals';
import { euros } from '../../../support/funds.ts';
import { good } from '../../../support/newcomers.ts';
import {
  claimed,
  dayFrom,
  drafted,
  fundOf,
  type GroundOf,
  payoutOf,
  provenBalances,
  running,
  says,
  step,
  submitted,
  unended,
} from './ground.ts';

/** What time brings, to those who answer and to those who never do. The clock is moved far: these come last. */
export const deadlines = (ground: GroundOf): void => {
  const later = async (duration: string): Promise<void> => {
    const { around, northwind, brightpath } = ground();
    await around.advance(duration);
    for (const partner of [northwind, brightpath]) partner.forgetToken();
  };
  const read = async (path: string) => good(await ground().brightpath.get(path)).body;
  const statuses = async (paths: string[]): Promise<string[]> =>
    Promise.all(paths.map(async (path) => (await read(path)).status));
  const heard = async (path: string): Promise<string[]> =>
    (await ground().around.events(path.split('/').at(-1))).map(
      ({ detailType }) => detailType.split('.')[2] as string,
    );
  const untilEnd = async (endsOn: number, more: Record<string, unknown> = {}) => {
    const open = { startsOn: '2020-01-01', endsOn: await dayFrom(ground(), endsOn) };
    return { windows: { earn: open, use: open, claim: open }, ...more };
  };
  const short = async () => ({ startsOn: await dayFrom(ground(), -1), endsOn: await dayFrom(ground(), 5) });

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

  test('returned and never put right, and asked and never decided: it ends, and its money is free again', async () => {
    const world = ground();
    const fund = await fundOf(world, 1_000_000);
    const returned = await submitted(world, await drafted(world, fund));
    const unread = await submitted(world, await drafted(world, fund));
    const proposal = await running(world, fund);
    const [back, silent] = [
      await submitted(world, await claimed(world, proposal)),
      await submitted(world, await claimed(world, proposal)),
    ];
    for (const path of [returned, back])
      await says(world, path, { choice: 'return', comment: 'Which webinar?' });
    expect(await statuses([returned, back])).toEqual(['action_required', 'action_required']);
    await later('P22D');
    expect(await heard(back)).toEqual(['submitted', 'action_required']);
    await later('P2D');
    expect(await heard(back)).toEqual(['submitted', 'action_required', 'due_soon']);
    await later('P7D');
    expect(await statuses([returned, back, unread, silent])).toEqual([
      'expired',
      'expired',
      'in_review',
      'in_review',
    ]);
    expect((await read(back)).reasonCode).toBe('not_corrected');
    expect(await provenBalances(world, fund)).toEqual({
      ...{ available: 800_000, reserved: 100_000, committed: 90_000, accrued: 10_000, settled: 0 },
    });
    await later('P30D');
    expect(await statuses([unread, silent])).toEqual(['expired', 'expired']);
    expect(await provenBalances(world, fund)).toMatchObject({ reserved: 0, committed: 100_000, accrued: 0 });
    for (const path of [returned, back, unread, silent]) expect(await unended(world, path)).toEqual([]);
    good(await step(world.brightpath, proposal, 'complete'));
    expect(await provenBalances(world, fund)).toMatchObject({ available: 1_000_000 });
  });

  test('a dispute is heard until the fifth business day is over, in the partner’s calendar', async () => {
    const world = ground();
    const fund = await fundOf(world, 1_000_000);
    const proposal = await running(world, fund);
    // Every weekday of the first week is a holiday: the fifth business day is in the third week at the latest.
    const holidays = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((day) => dayFrom(world, day)));
    const timeZone = 'America/Los_Angeles';
    good(await world.brightpath.put('/v1/organization/business-calendar', { timeZone, holidays }));
    const paths: string[] = [];
    for (const choice of ['reject', 'approve_in_part', 'reject']) {
      const path = await submitted(world, await claimed(world, proposal));
      await says(world, path, { choice, reason: 'other', ...(choice !== 'reject' && { amount: '40' }) });
      paths.push(path);
    }
    const [first = '', second = '', third = ''] = paths;
    const { disputableUntil } = await read(first);
    const local = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
      hourCycle: 'h23',
    });
    expect(local.format(Date.parse(disputableUntil))).toMatch(/00:00$/);
    const now = await world.around.now();
    const seconds = Math.floor((Date.parse(disputableUntil) - now) / 1000);
    expect(seconds / 86_400).toBeGreaterThan(11);
    expect((await step(world.brightpath, proposal, 'complete')).body.detail).toContain('3 of its claims');
    await later(`PT${seconds - 60}S`);
    good(await step(world.brightpath, first, 'dispute', { reason: 'Look again.' }));
    good(await step(world.brightpath, second, 'dispute', { reason: 'Look again.' }));
    await later('PT2M');
    expect((await step(world.brightpath, third, 'dispute', { reason: 'Late.' })).body.code).toMatch(
      /outside_window|transition_not_allowed/,
    );
    expect((await step(world.brightpath, first, 'withdraw')).body.code).toBe('transition_not_allowed');
    await says(world, first, { choice: 'reject', reason: 'other' });
    await says(world, second, { choice: 'reject', reason: 'other' });
    expect(await statuses(paths)).toEqual(['rejected', 'partially_approved', 'rejected']);
    expect((await step(world.brightpath, first, 'dispute', { reason: 'Once more.' })).body.detail).toContain(
      'once is all',
    );
    const { payoutIds } = await read(second);
    expect(payoutIds).toHaveLength(1);
    for (const path of paths) expect(await unended(world, path)).toEqual([]);
    good(await step(world.brightpath, proposal, 'complete'));
    expect(await provenBalances(world, fund)).toMatchObject({
      available: 996_000,
      committed: 0,
      accrued: 4_000,
    });
  });

  test('claims that end in more than a year are waited for by one execution after the other', async () => {
    const world = ground();
    const fund = await fundOf(world, 1_000_000, await untilEnd(400));
    const proposal = await running(world, fund, euros(100_000), await short());
    const draft = await claimed(world, proposal);
    for (let month = 0; month < 6; month++) await later('P61D');
    expect(await statuses([proposal, draft])).toEqual(['active', 'draft']);
    await later('P21D');
    expect([(await heard(proposal)).at(-1), await heard(draft)]).toEqual(['expiring', []]);
    await later('P8D');
    expect(await heard(draft)).toEqual(['due_soon']);
    await later('P7D');
    expect(await statuses([proposal, draft])).toEqual(['expired', 'expired']);
    for (const path of [proposal, draft]) {
      const runs = (await world.around.executions(path.split('/').at(-1))).filter(
        ({ machine }) => !machine.includes('approval'),
      );
      expect(runs.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    }
    expect(await provenBalances(world, fund)).toMatchObject({ available: 1_000_000 });
    const all = await world.around.executions();
    expect(all.filter(({ status }) => !['SUCCEEDED', 'RUNNING'].includes(status))).toEqual([]);
  });
};
