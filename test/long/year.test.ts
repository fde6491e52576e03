import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { euros } from '../support/funds.ts';
import {
  claimed,
  dayFrom,
  drafted,
  fundOf,
  type Ground,
  oneReviewer,
  provenBalances,
  running,
  says,
  step,
  submitted,
  timeIn,
  unended,
} from '../support/money.ts';
import { good } from '../support/newcomers.ts';
import { ownWorld } from '../support/world.ts';

/** What days, weeks and a year bring, night after night with its audits. */
let world: Ground;
beforeAll(async () => {
  world = await ownWorld();
  await oneReviewer(world);
});
afterAll(() => world?.stack?.stop());

const { later, read, statuses, heard, untilEnd, short } = timeIn(() => world);

test('returned and never put right, and asked and never decided: it ends, and its money is free again', async () => {
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
