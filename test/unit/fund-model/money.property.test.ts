import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Claim } from '../../../functions/fund-claims/claim.ts';
import type { Proposal } from '../../../functions/fund-proposals/proposal.ts';
import type { Payout } from '../../../functions/payouts/payout.ts';
import { isOver } from '../../../functions/payouts/payout.ts';
import { DAY_MS } from '../../../functions/platform/clock.ts';
import { creation, decide, onFund, requests } from './acts.ts';
import { Truths } from './truths.ts';
import { Workflows } from './workflows.ts';
import { type Request, World } from './world.ts';

const weights = {
  ...{ create: 4, act: 16, wild: 2, decide: 8, flow: 5, rest: 9, time: 3, allocate: 1, deallocate: 1 },
};
type What = keyof typeof weights;

/** One thing that happens. What it is about is picked among what there is then. */
interface Happening {
  what: What | 'close';
  pick: number;
  amount: number;
  /** The function breaks off before or after its transaction; an API client then sends the same once more. */
  crash: 'before' | 'after' | undefined;
  /** A task runs once more than it had to; the relay tells something twice. */
  again: boolean;
}
const often = <One>(...weighted: [weight: number, what: One][]) =>
  fc.oneof(...weighted.map(([weight, what]) => ({ weight, arbitrary: fc.constant(what) })));
const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.oneof(
    ...Object.entries(weights).map(([what, weight]) => ({ weight, arbitrary: fc.constant(what as What) })),
  ),
  pick: fc.nat(10_000),
  amount: fc.integer({ min: 1, max: 900 }),
  crash: often<Happening['crash']>([12, undefined], [1, 'before'], [1, 'after']),
  again: often([8, false], [1, true]),
});

class Play {
  readonly world: World;
  readonly workflows: Workflows;
  readonly truths: Truths;
  constructor(world: World) {
    this.world = world;
    this.workflows = new Workflows(world);
    this.truths = new Truths(world);
  }

  async happens({ what, pick, amount, crash, again }: Happening): Promise<void> {
    const { world, workflows } = this;
    if (what === 'time') world.nowMs += ([1, 1, 1, 3, 7, 31, 100][pick % 7] ?? 1) * DAY_MS;
    if (what === 'rest') {
      workflows.relay(again);
      await workflows.settle();
    }
    if (what === 'decide') await decide(world, pick, amount);
    world.table.crash = crash;
    const request = this.request({ what, pick, amount });
    if (request) await this.asks(request, crash);
    if (what === 'flow') {
      workflows.relay(again);
      const runnable = workflows.runnable();
      const next = runnable[pick % Math.max(1, runnable.length)];
      if (next) await workflows.step(next, again);
    }
    world.table.crash = undefined;
  }

  /** Two proposals that run, and a claim of each that is asked about. */
  async begins(): Promise<void> {
    const { world, workflows } = this;
    for (let proposals = 0; proposals < 2; proposals++) {
      await this.submits(creation(world, 0, 900));
      await decide(world, 0, 0);
      await workflows.settle();
    }
    for (let claims = 0; claims < 2; claims++) await this.submits(creation(world, claims + 2, 500));
  }
  async submits(request: Request): Promise<void> {
    const made = JSON.parse(String((await this.world.ask(request)).body));
    const path = `${request.path}/${made.id}/submit`;
    const { statusCode } = await this.world.ask({ ...request, path, body: {}, revision: 1 });
    expect(statusCode).toBe(200);
    await this.workflows.settle();
    this.truths.hold();
  }

  request({ what, pick, amount }: Pick<Happening, 'what' | 'pick' | 'amount'>): Request | undefined {
    if (what === 'create') return creation(this.world, pick, amount);
    if (what === 'allocate' || what === 'deallocate' || what === 'close')
      return onFund(this.world, what, amount);
    if (what !== 'act' && what !== 'wild') return undefined;
    const possible = requests(this.world, amount, what === 'wild');
    return possible[pick % Math.max(1, possible.length)];
  }

  /** A request that broke off is sent again with its key: it is done once, whether it was made or not. */
  async asks(request: Request, crash: Happening['crash']): Promise<void> {
    const answer = await this.world.ask(request);
    const broke = crash !== undefined && answer.statusCode === 500;
    if (!broke) {
      expect({ request, ...answer, wrong: answer.statusCode >= 500 }).toMatchObject({ wrong: false });
      return;
    }
    const again = await this.world.ask(request, this.world.lastKey());
    expect(again.statusCode).toBeLessThan(500);
    expect(this.world.table.crash).toBeUndefined();
    // A change has no key: its If-Match says that it was made.
    if (request.method === 'PATCH') expect(again.statusCode === 412).toBe(crash === 'after');
    else expect(again.headers?.['idempotent-replayed'] === 'true').toBe(crash === 'after');
  }

  /** Two at once, each prepared from the same read. Of two steps from the same revision of a record, one is refused. */
  async meets(one: Happening, other: Happening): Promise<void> {
    const requested = [one, other].map((each) => this.request(each));
    const about = requested.find((each) => each?.revision)?.path.split('/')[3] ?? '';
    const waits = requested.every(Boolean) ? undefined : await this.workflows.aboutToWait(about);
    const runnable = this.workflows.runnable();
    const work = (given: Happening, request: Request | undefined) => {
      const next = waits ?? runnable[given.pick % Math.max(1, runnable.length)];
      if (request) return async () => ({ request, answer: await this.world.ask(request) });
      return async () => {
        if (given.what === 'decide') await decide(this.world, given.pick, given.amount);
        else if (next) await this.workflows.step(next);
        return undefined;
      };
    };
    const [first, second] = await this.world.table.together(
      work(one, requested[0]),
      work(other, requested[1]),
    );
    for (const each of [first, second]) if (each) expect(each.answer.statusCode).toBeLessThan(500);
    const recordOf = ({ path }: Request): string => path.split('/')[3] ?? path;
    const same = first?.request.revision && second && recordOf(first.request) === recordOf(second.request);
    const done = [first, second].filter((each) => each && each.answer.statusCode < 300);
    if (same && first?.request.room !== 'funds') expect(done.length).toBeLessThan(2);
  }
}

/** Each some dozens of steps, for as long as a test may take; `COSELL_RUNS=500` tries longer. A failure prints its seed. */
const { COSELL_RUNS } = process.env;
const bounds = COSELL_RUNS
  ? { numRuns: Number(COSELL_RUNS) }
  : { numRuns: 10, interruptAfterTimeLimit: 4_000 };

/** Afterwards: nobody sleeps through what is due, and with time everything comes to its end. */
const ends = async ({ world, workflows, truths }: Play): Promise<void> => {
  await workflows.settle();
  truths.hold();
  for (const { recordId, state, token } of workflows.executions)
    if (state === 'waiting') expect(world.table.item(recordId)?.waitToken).toBe(token);
  for (let years = 0; years < 30; years++) {
    for (let open = 0; open < 20; open++) await decide(world, 0, 5);
    await workflows.settle();
    world.nowMs += 40 * DAY_MS;
  }
  await workflows.settle();
  truths.hold();
  const over = [
    'draft',
    'completed',
    'rejected',
    'cancelled',
    'expired',
    'withdrawn',
    'approved',
    'partially_approved',
  ];
  for (const { status } of world.records<Proposal>('fpp_'))
    expect(['draft', 'completed', 'rejected', 'cancelled', 'expired']).toContain(status);
  for (const { status, disputableUntil } of world.records<Claim>('fcl_')) {
    expect(over.slice(1)).toContain(status);
    expect(disputableUntil).toBeNull();
  }
  const waiting = workflows.executions
    .filter(({ state }) => state !== 'done')
    .map(({ recordId }) => recordId);
  const unpaid = world.records<Payout>('pay_').filter((payout) => !isOver(payout));
  expect(waiting.sort()).toEqual(unpaid.map(({ id }) => id).sort());
};

describe('whatever happens to proposals, claims, payouts and their fund', () => {
  test('every minor unit is accounted for, one step after the other, with functions that break off', async () => {
    const play = fc.asyncProperty(
      fc.array(happening, { minLength: 20, maxLength: 60, size: 'max' }),
      fc.boolean(),
      (happenings, closes) =>
        World.run(async (world) => {
          const play = new Play(world);
          await play.begins();
          const middle = Math.floor(happenings.length / 2);
          for (const [position, each] of happenings.entries()) {
            if (closes && position === middle) await play.happens({ ...each, what: 'close' });
            await play.happens(each);
            play.truths.hold();
          }
          await ends(play);
        }),
    );
    await fc.assert(play, bounds);
  }, 600_000);

  test('of two that were prepared from the same read, the second is held to what it read', async () => {
    // Whatever takes no request is one. Half of them are about the same, or what stands next to it.
    const acting = happening.map((each) => ({
      ...each,
      what: ['create', 'time', 'rest'].includes(each.what) ? ('act' as const) : each.what,
    }));
    const meeting = fc
      .tuple(happening, acting, acting, fc.boolean())
      .map(
        ([before, one, other, same]) =>
          [before, one, same ? { ...other, pick: one.pick + 1 } : other] as const,
      );
    const play = fc.asyncProperty(
      fc.array(meeting, { minLength: 8, maxLength: 25, size: 'max' }),
      (meetings) =>
        World.run(async (world) => {
          const play = new Play(world);
          await play.begins();
          for (const [before, one, other] of meetings) {
            await play.happens({ ...before, crash: undefined });
            await play.meets(one, other);
            play.truths.hold();
          }
          await ends(play);
        }),
    );
    await fc.assert(play, bounds);
  }, 600_000);
});
