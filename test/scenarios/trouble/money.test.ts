import { afterAll, beforeAll, describe } from '@jest/globals';
import { ownWorld } from '../../support/world.ts';
import { deadlines } from './money/deadlines.ts';
import { type Ground, oneReviewer } from './money/ground.ts';
import { payouts } from './money/payouts.ts';
import { races } from './money/races.ts';
import { rush } from './money/rush.ts';

/** One stack for all of it: each begins with a fund of its own. */
let world: Ground;
beforeAll(async () => {
  world = await ownWorld();
  await oneReviewer(world);
});
afterAll(() => world?.stack?.stop());

const ground = () => world;
describe('many at once', () => rush(ground));
describe('payouts', () => payouts(ground));
describe('two at once', () => races(ground));
describe('time', () => deadlines(ground));
