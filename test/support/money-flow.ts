import { expect } from '@jest/globals';
import { proposalBody } from './claims.ts';
import type { BusEvent } from './local.ts';
import { codeFor, type Ground, linkAbout } from './money.ts';
import { good, send, unique } from './newcomers.ts';
import type { Partner } from './partner.ts';
import type { powerOf } from './power.ts';

/** Money all the way, from a proposal to its payout, by people and systems that try again when the line breaks. */
export interface Flow {
  world: () => Ground;
  stubbornly: ReturnType<typeof powerOf>['stubbornly'];
  /** Called after each step that was answered. */
  between: () => Promise<void>;
}

const MOST_LOOKS = 60;

/** One answer for sure: the same call with the same key, read anew where the record moved on meanwhile. */
const act = async (
  { stubbornly, between }: Flow,
  as: Partner,
  path: string,
  verb: string,
  body: unknown = {},
) => {
  for (let attempt = 1; ; attempt++) {
    const { etag } = good(await stubbornly(() => as.get(path)));
    const key = crypto.randomUUID();
    const answer = await stubbornly(() => as.post(`${path}/${verb}`, body, { etag, key }));
    if (attempt < MOST_LOOKS && answer.body.code === 'stale_revision') continue;
    await between();
    return good(answer);
  }
};

const create = async ({ stubbornly, between }: Flow, as: Partner, path: string, body: unknown) => {
  const key = crypto.randomUUID();
  const made = good(await stubbornly(() => as.post(path, body, { key })));
  await between();
  return made.body;
};

/** Looks until the record is so; what waits for its next try waits by the clock, which is ours to move. */
const until = async ({ world, stubbornly }: Flow, path: string, statuses: string[]) => {
  for (let look = 1; ; look++) {
    const { body } = good(await stubbornly(() => world().brightpath.get(path)));
    if (statuses.includes(body.status)) return body;
    if (look === MOST_LOOKS) throw new Error(`${path} stays ${body.status}`);
    await stubbornly(() => world().around.advance('PT5S'));
  }
};

/** Nora approves by mail. A code whose mail was lost with the power is asked for again, a minute later. */
const approve = async ({ world, stubbornly, between }: Flow, title: string): Promise<void> => {
  for (let attempt = 1; attempt < MOST_LOOKS; attempt++) {
    const link = await stubbornly(() => linkAbout(world(), title).catch(() => ''));
    const code = link && (await stubbornly(() => codeFor(world(), link, title)));
    const page = code && (await stubbornly(() => send(link, { choice: 'approve', code })));
    if (page && (page.status === 200 || page.html.includes('You have decided this'))) return between();
    await stubbornly(() => world().around.advance('PT1M'));
  }
  throw new Error(`${title} could not be approved`);
};

/** Paths of the proposal, the claim and the payout. */
export const moneyFlow = async (flow: Flow, fundId: string): Promise<[string, string, string]> => {
  const { northwind, brightpath } = flow.world();
  // Each flow moves the clock by minutes: tokens live an hour.
  for (const partner of [northwind, brightpath]) partner.forgetToken();
  const draft = await create(flow, brightpath, '/v1/fund-proposals', proposalBody(fundId));
  const proposal = `/v1/fund-proposals/${draft.id}`;
  await act(flow, brightpath, proposal, 'submit');
  await approve(flow, draft.title);
  await until(flow, proposal, ['active']);
  const claiming = await create(flow, brightpath, '/v1/fund-claims', {
    proposalId: draft.id,
    title: `Claim ${unique()}`,
    description: '212 guests.',
    amount: { amountMinor: 800_000, currency: 'EUR' },
  });
  const claim = `/v1/fund-claims/${claiming.id}`;
  await act(flow, brightpath, claim, 'submit');
  await approve(flow, claiming.title);
  const { payoutIds } = await until(flow, claim, ['approved']);
  const payout = `/v1/payouts/${payoutIds[0]}`;
  await until(flow, payout, ['awaiting_invoice']);
  await act(flow, brightpath, payout, 'invoice', { number: 'BP-118', issuedOn: '2026-11-30' });
  await act(flow, northwind, payout, 'processing');
  await act(flow, northwind, payout, 'paid', { paymentReference: 'SEPA-1', paidOn: '2026-12-01' });
  await act(flow, brightpath, proposal, 'complete');
  return [proposal, claim, payout];
};

/** One event an id, in the order of their sequence: what a hearer makes of it that knows its repeats. */
const heard = (events: BusEvent[]): string[] =>
  [...new Map(events.map(({ detail }) => [detail.id, detail])).values()]
    .sort((a, b) => (a.sequence < b.sequence ? -1 : 1))
    .map(({ type, data }) => `${type.split('.')[2]}: ${data.status}`);

/** Everything came to its end once: records, events, timelines, executions. */
export const expectOnce = async (world: Ground, paths: readonly string[]): Promise<void> => {
  await world.around.advance('PT10M');
  for (const partner of [world.brightpath, world.northwind]) partner.forgetToken();
  const expected = [
    [
      'submitted: submitted',
      'stage_changed: in_review',
      'approved: approved',
      'stage_changed: active',
      'completed: completed',
    ],
    ['submitted: submitted', 'approved: approved'],
    ['scheduled: scheduled', 'paid: paid'],
  ];
  for (const [position, path] of paths.entries()) {
    const id = path.split('/').at(-1) ?? '';
    expect(heard(await world.around.events(id))).toEqual(expected[position]);
    const { items } = good(await world.brightpath.get(`${path}/timeline?limit=100`)).body;
    const revisions = items.map(({ revision }: { revision: number }) => revision);
    expect(revisions).toEqual(revisions.map((_: number, at: number) => revisions.length - at));
    const runs = await world.around.executions(id);
    expect(runs.filter(({ status }) => status !== 'SUCCEEDED')).toEqual([]);
    expect(runs.length).toBeGreaterThan(0);
  }
};
