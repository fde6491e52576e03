import { expect, test } from '@jest/globals';
import type { Claim } from '../../../functions/fund-claims/claim.ts';
import type { Proposal } from '../../../functions/fund-proposals/proposal.ts';
import { DAY_MS } from '../../../functions/platform/clock.ts';
import { day, euros } from '../../support/fund-records.ts';
import { decide } from './acts.ts';
import { Truths } from './truths.ts';
import { Workflows } from './workflows.ts';
import { type Room, type Side, World } from './world.ts';

/** What is seldom met by chance. Outcomes of `decide` are told by its amount: 0 approves, 3 rejects, 4 returns. */
const told = (play: (story: Story) => Promise<void>) => () => World.run((world) => play(new Story(world)));
const [APPROVES, REJECTS, RETURNS] = [0, 3, 4];

class Story {
  readonly world: World;
  readonly workflows: Workflows;
  readonly truths: Truths;
  constructor(world: World) {
    this.world = world;
    this.workflows = new Workflows(world);
    this.truths = new Truths(world);
  }
  async create(room: Room, body: object): Promise<string> {
    const path = `/v1/${room}`;
    return JSON.parse(
      String((await this.world.ask({ room, as: 'partner', method: 'POST', path, body })).body),
    ).id;
  }
  async act(room: Room, as: Side, id: string, verb: string, body: object = {}) {
    const revision = Number(this.world.table.item(id)?.revision);
    const method = verb === '' ? 'PATCH' : 'POST';
    const path = `/v1/${room}/${id}${verb && `/${verb}`}`;
    const { statusCode, body: said = '' } = await this.world.ask({ room, as, method, path, body, revision });
    await this.workflows.settle();
    this.truths.hold();
    return { status: statusCode, code: JSON.parse(said).code };
  }
  async decided(outcome: number): Promise<void> {
    await decide(this.world, 0, outcome);
    await this.workflows.settle();
    this.truths.hold();
  }
  drafted(amountMinor = 900): Promise<string> {
    const money = { totalCost: euros(amountMinor), requestedAmount: euros(amountMinor) };
    const dates = { startsOn: day(0), endsOn: day(100) };
    const said = { title: 'Webinars', activityType: 'joint_webinar', description: 'Three.' };
    return this.create('fund-proposals', { fundId: this.world.fundId, ...said, ...dates, ...money });
  }
  async running(): Promise<string> {
    const id = await this.drafted();
    await this.act('fund-proposals', 'partner', id, 'submit');
    await this.decided(APPROVES);
    return id;
  }
  async claimed(proposalId: string, amountMinor: number, outcome: number): Promise<string> {
    const body = { proposalId, title: 'First', description: 'Done.', amount: euros(amountMinor) };
    const id = await this.create('fund-claims', body);
    await this.act('fund-claims', 'partner', id, 'submit');
    await this.decided(outcome);
    return id;
  }
  /** To the last day that anything can be claimed on, and, when that is done, past it. */
  async until(days: number): Promise<void> {
    this.world.nowMs += days * DAY_MS;
    await this.workflows.settle();
    this.truths.hold();
  }
  read<R>(id: string): R {
    return JSON.parse(String(this.world.table.item(id)?.body));
  }
  dispute(id: string) {
    return this.act('fund-claims', 'partner', id, 'dispute', { reason: 'It was done.' });
  }
}

test(
  'a claim of the last day can be disputed after the time of its proposal: its money comes out of the fund',
  told(async (story) => {
    const id = await story.running();
    await story.until(260);
    const claim = await story.claimed(id, 500, REJECTS);
    await story.until(2);
    expect(story.read<Proposal>(id).status).toBe('expired');
    expect(await story.dispute(claim)).toMatchObject({ status: 200 });
    await story.decided(APPROVES);
    expect(story.read<Claim>(claim)).toMatchObject({ status: 'approved', approvedAmount: euros(500) });
  }),
);

test(
  'but not for more than was approved of the proposal: what others were given since is theirs',
  told(async (story) => {
    const id = await story.running();
    await story.until(260);
    const claim = await story.claimed(id, 500, REJECTS);
    await story.claimed(id, 700, APPROVES);
    await story.until(2);
    expect(story.read<Proposal>(id).status).toBe('completed');
    expect(await story.dispute(claim)).toMatchObject({ status: 409, code: 'insufficient_funds' });
  }),
);

test(
  'a dispute that is returned and not put right leaves the decision and its reason as they were, by nobody’s word',
  told(async (story) => {
    const claim = await story.claimed(await story.running(), 500, REJECTS);
    const before = story.read<Claim>(claim);
    await story.dispute(claim);
    await story.decided(RETURNS);
    expect(before.reasonCode).toBe('other');
    await story.until(31);
    const { status, reasonCode, disputableUntil } = story.read<Claim>(claim);
    expect({ status, reasonCode, disputableUntil }).toEqual({
      ...{ status: 'rejected', reasonCode: before.reasonCode, disputableUntil: null },
    });
    const last = story.world.table.partition(claim).findLast(({ entity }) => entity === 'timeline');
    expect(JSON.parse(String(last?.body))).toMatchObject({
      ...{ verb: 'reject', byName: 'Cosell', organizationId: null, comment: null },
    });
  }),
);

test(
  'a proposal that is recalled, changed and cancelled shows the funder nothing of the change',
  told(async (story) => {
    const id = await story.drafted();
    await story.act('fund-proposals', 'partner', id, 'submit');
    await story.act('fund-proposals', 'partner', id, 'recall');
    await story.act('fund-proposals', 'partner', id, '', { title: 'Not for you' });
    expect(await story.act('fund-proposals', 'partner', id, 'cancel', { reasonCode: 'other' })).toMatchObject(
      {
        status: 200,
      },
    );
    const item = story.world.table.item(id);
    expect([item?.status, item?.counterpartPk, item?.counterpartStatusPk]).toEqual([
      'cancelled',
      undefined,
      undefined,
    ]);
    const again = await story.act('fund-proposals', 'funder', id, 'cancel', { reasonCode: 'other' });
    expect(again).toMatchObject({ status: 404 });
    expect(JSON.stringify(story.world.table.outbox)).not.toContain('Not for you');
  }),
);

test(
  'a draft that is withdrawn leaves no workflow waiting',
  told(async (story) => {
    const proposalId = await story.running();
    const id = await story.create('fund-claims', { proposalId, title: 'First' });
    await story.workflows.settle();
    const watching = () => story.workflows.executions.filter(({ recordId }) => recordId === id);
    expect(watching()).toMatchObject([{ state: 'waiting' }]);
    await story.act('fund-claims', 'partner', id, 'withdraw');
    expect(watching()).toMatchObject([{ state: 'done' }]);
  }),
);
