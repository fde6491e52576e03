import { expect, test } from '@jest/globals';
import { createActivity } from '../../../local/activity.ts';
import { createClock } from '../../../local/clock.ts';

const day = 86_400_000;

test('a moved clock fires what falls due on the way, in order, each at its own instant', async () => {
  const activity = createActivity();
  const clock = createClock(activity);
  const begun = clock.now();
  const seen: [string, number][] = [];
  const note = (name: string) => () => void seen.push([name, Math.round((clock.now() - begun) / day)]);
  clock.at(begun + 7 * day, note('reminder 2'));
  clock.at(begun + 3 * day, () => {
    note('reminder 1')();
    clock.at(clock.now() + 2 * day, note('set on the way'));
  });
  clock.at(begun + 20 * day, note('too late'));
  const cancel = clock.at(begun + 4 * day, note('cancelled'));
  cancel();
  await clock.advance(10 * day);
  expect(seen).toEqual([
    ['reminder 1', 3],
    ['set on the way', 5],
    ['reminder 2', 7],
  ]);
  expect(Math.round((clock.now() - begun) / day)).toBe(10);
  expect(new Float64Array(clock.offset)[0]).toBeCloseTo(10 * day, -3);
  clock.close();
});

test('the runner comes to rest before the next timer fires', async () => {
  const activity = createActivity();
  const clock = createClock(activity);
  const seen: string[] = [];
  clock.at(clock.now() + day, () => {
    const ended = activity.begin('work');
    setTimeout(() => {
      seen.push('work done');
      ended();
    }, 30);
  });
  clock.at(clock.now() + 2 * day, () => seen.push('next'));
  await clock.advance(3 * day);
  expect(seen).toEqual(['work done', 'next']);
  clock.close();
});

test('a timer in the past fires soon, and the offset is kept', async () => {
  const kept: number[] = [];
  const clock = createClock(createActivity(), 5 * day, (offset) => kept.push(offset));
  expect(clock.now() - Date.now()).toBeGreaterThan(4 * day);
  await new Promise<void>((resolve) => clock.at(clock.now() - 1, resolve));
  await clock.advance(day);
  expect(Math.round((kept.at(-1) ?? 0) / day)).toBe(6);
  clock.close();
});

test('rest waits for sources that still hold something, and for work that another work began', async () => {
  const activity = createActivity();
  let held = 3;
  activity.addSource(() => {
    held -= 1;
    return held > 0;
  });
  const ended = activity.begin('first');
  setTimeout(() => {
    const second = activity.begin('second');
    ended();
    setTimeout(second, 10);
  }, 5);
  await activity.idle();
  expect(held).toBeLessThanOrEqual(0);
  expect(activity.underWay()).toEqual({});
});
