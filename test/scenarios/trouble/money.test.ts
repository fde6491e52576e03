import { afterAll, beforeAll, describe } from '@jest/globals';
import { type Ground, oneReviewer } from '../../support/money.ts';
import { ownWorld } from '../../support/world.ts';
import { amounts } from './money/amounts.ts';
import { deadlines } from './money/deadlines.ts';
import { partnerships } from './money/partnerships.ts';
import { payouts } from './money/payouts.ts';
import { proof } from './money/proof.ts';
import { races } from './money/races.ts';

/** One stack for all of it: each begins with a fund of its own. */
let world: Ground;
beforeAll(async () => {
  world = await ownWorld();
  await oneReviewer(world);
});
afterAll(() => world?.stack?.stop());

const ground = () => world;
describe('payouts', () => payouts(ground));
describe('two at once', () => races(ground));
describe('amounts', () => amounts(ground));
describe('proof', () => proof(ground));
describe('partnerships', () => partnerships(ground));
describe('time', () => deadlines(ground));
