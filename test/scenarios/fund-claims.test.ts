import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Walkthrough } from '../../docs/examples/fund-walkthrough.ts';
import {
  approvedProposal,
  claim,
  decide,
  fund,
  member,
  namedReviewers,
  proposal,
  step,
} from '../support/claims.ts';
import { euros } from '../support/funds.ts';
import { linkIn } from '../support/local.ts';
import { good } from '../support/newcomers.ts';
import type { Stack } from '../support/stack.ts';
import { ownWorld, type World } from '../support/world.ts';

let world: World & { stack: Stack | undefined };
beforeAll(async () => {
  world = await ownWorld();
  await namedReviewers(world);
});
afterAll(() => world?.stack?.stop());

const mailOf = (name: string) => member(world, 'Northwind', name).email;
const balances = async (fundId: string) => (await world.northwind.get(`/v1/funds/${fundId}`)).body.balances;
const holds = async (fundId: string): Promise<void> => {
  const { body } = await world.northwind.get(`/v1/funds/${fundId}/verification`);
  expect(body).toMatchObject({ holds: true, complete: true, faults: [] });
  expect(body.balances).toEqual(await balances(fundId));
};

test('from a proposal of EUR 25,000 to its payouts: returned once, claimed twice, disputed, failed once, released', async () => {
  const { northwind, brightpath, around } = world;
  const { body: budget } = await fund(world, 10_000_000);
  const drafted = await proposal(world, budget.id);
  const { id, title } = drafted.body;
  const path = `/v1/fund-proposals/${id}`;
  expect((await northwind.get(path)).status).toBe(404);

  // Submitted: reserved, and the first reviewer is asked.
  const submitted = good(await step(brightpath, path, 'submit'));
  expect(submitted.body).toMatchObject({ status: 'submitted', share: { reserved: 2_500_000 } });
  await around.rest();
  expect((await northwind.get(path)).body.status).toBe('in_review');
  expect(await balances(budget.id)).toMatchObject({ available: 7_500_000, reserved: 2_500_000 });
  const [asked] = await around.mail({ to: mailOf('Nora'), text: title });
  expect(asked?.text).toContain('Asked for: €25,000.00');
  expect(asked?.text).toContain('after this: €75,000.00');

  // Approved by business, returned by the technical reviewer, put right and submitted again.
  expect((await decide(world, mailOf('Nora'), title, { choice: 'approve' })).status).toBe(200);
  const returned = await decide(world, mailOf('Ada'), title, {
    choice: 'return',
    comment: 'Please name the speakers.',
  });
  expect(returned.status).toBe(200);
  const again = await brightpath.get(path);
  expect(again.body).toMatchObject({ status: 'action_required', reviewComment: 'Please name the speakers.' });
  good(
    await brightpath.patch(path, { description: 'Speakers: Rita Alves, Ana Lima.' }, { etag: again.etag }),
  );
  good(await step(brightpath, path, 'submit'));
  for (const name of ['Nora', 'Ada', 'Felix'])
    expect((await decide(world, mailOf(name), title, { choice: 'approve' })).status).toBe(200);
  expect((await brightpath.get(path)).body).toMatchObject({
    status: 'active',
    approvedAmount: euros(2_500_000),
    share: { reserved: 0, committed: 2_500_000 },
  });

  // The first claim, approved in full.
  const first = await claim(world, id, 800_000);
  const firstPath = `/v1/fund-claims/${first.body.id}`;
  good(await step(brightpath, firstPath, 'submit'));
  await around.rest();
  const [claimMail] = await around.mail({ to: mailOf('Nora'), text: first.body.title });
  expect(claimMail?.text).toContain('Left of the proposal after this: €17,000.00');
  const proof = /https?:\S+\/proof\/att_\w+/.exec(claimMail?.text ?? '')?.[0] ?? '';
  const file = await fetch(proof);
  expect(file.status).toBe(200);
  expect(await file.text()).toContain('Rita Alves');
  for (const name of ['Nora', 'Felix'])
    expect((await decide(world, mailOf(name), first.body.title, { choice: 'approve' })).status).toBe(200);
  const paidFirst = await brightpath.get(firstPath);
  expect(paidFirst.body).toMatchObject({ status: 'approved', approvedAmount: euros(800_000) });
  expect(paidFirst.body.payoutIds).toHaveLength(1);

  // The second, approved in part, disputed and granted.
  const second = await claim(world, id, 1_000_000);
  const secondPath = `/v1/fund-claims/${second.body.id}`;
  good(await step(brightpath, secondPath, 'submit'));
  await around.rest();
  await decide(world, mailOf('Nora'), second.body.title, {
    choice: 'approve_in_part',
    amount: '6000.00',
    comment: 'The second invoice is not eligible.',
  });
  await decide(world, mailOf('Felix'), second.body.title, { choice: 'approve' });
  const partly = await brightpath.get(secondPath);
  expect(partly.body).toMatchObject({ status: 'partially_approved', approvedAmount: euros(600_000) });
  expect(partly.body.disputableUntil).not.toBeNull();
  good(await step(brightpath, secondPath, 'dispute', { reason: 'The invoice was for the same webinar.' }));
  await around.rest();
  for (const name of ['Nora', 'Felix'])
    expect((await decide(world, mailOf(name), second.body.title, { choice: 'approve' })).status).toBe(200);
  const settled = await brightpath.get(secondPath);
  expect(settled.body).toMatchObject({ status: 'approved', approvedAmount: euros(1_000_000) });
  expect(settled.body.payoutIds).toHaveLength(2);
  expect(await balances(budget.id)).toMatchObject({ committed: 700_000, accrued: 1_800_000, settled: 0 });

  // Paid: the invoice, a payment that fails once, and the others.
  const [payoutId, ...others] = [...paidFirst.body.payoutIds, ...settled.body.payoutIds];
  const payout = `/v1/payouts/${payoutId}`;
  expect((await northwind.get(payout)).body.status).toBe('awaiting_invoice');
  const invoice = { number: 'BP-118', issuedOn: '2026-11-30' };
  good(await step(brightpath, payout, 'invoice', invoice));
  expect((await around.events(payoutId)).at(-1)?.detailType).toBe('cosell.payout.scheduled.v1');
  good(await step(northwind, payout, 'processing'));
  good(await step(northwind, payout, 'fail', { reasonCode: 'account_unknown' }));
  good(await step(northwind, payout, 'reschedule'));
  const payment = { paymentReference: 'SEPA-1', paidOn: '2026-12-01' };
  good(await step(northwind, payout, 'paid', payment));
  expect((await step(northwind, payout, 'paid', payment)).body.code).toBe('transition_not_allowed');
  for (const other of others) {
    good(await step(brightpath, `/v1/payouts/${other}`, 'invoice', invoice));
    good(await step(northwind, `/v1/payouts/${other}`, 'paid', payment));
  }

  // The rest is released; statement and verification agree.
  const completed = good(await step(brightpath, path, 'complete'));
  expect(completed.body).toMatchObject({
    status: 'completed',
    share: { reserved: 0, committed: 0, accrued: 0, settled: 1_800_000 },
  });
  expect(await balances(budget.id)).toEqual({
    available: 8_200_000,
    ...{ reserved: 0, committed: 0, accrued: 0, settled: 1_800_000 },
  });
  await holds(budget.id);
  const { body: statement } = await brightpath.get(`/v1/funds/${budget.id}/statement`);
  expect(statement.items.map(({ kind }: { kind: string }) => kind)).toEqual([
    'allocate',
    'reserve',
    'commit',
    ...['accrue', 'accrue', 'release', 'accrue'],
    ...['settle', 'settle', 'settle'],
    'release',
  ]);
  await around.rest();
  const runs = await around.executions(id);
  expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'SUCCEEDED'));
  expect((await around.executions(payoutId)).map(({ status }) => status)).toEqual(['SUCCEEDED']);
});

test('both sides list proposals, claims and payouts, newest change first', async () => {
  const { northwind, brightpath } = world;
  for (const records of ['fund-proposals', 'fund-claims', 'payouts'])
    for (const side of [northwind, brightpath]) {
      const { items } = good(await side.get(`/v1/${records}`)).body;
      const changes = items.map(({ updatedAt }: { updatedAt: string }) => updatedAt);
      expect([records, changes.length > 0, changes]).toEqual([
        records,
        true,
        changes.toSorted().toReversed(),
      ]);
    }
});

test('claims are heard of with links that lead nowhere for others', async () => {
  const { body: budget } = await fund(world);
  const { body } = await approvedProposal(world, budget.id);
  const { body: made } = await claim(world, body.id, 100_000);
  good(await step(world.brightpath, `/v1/fund-claims/${made.id}`, 'submit'));
  const [mail] = await world.around.mail({ to: mailOf('Nora'), text: made.title });
  const link = linkIn(mail as never);
  expect((await fetch(`${link}/proof/att_01JD0000000000000000000001`)).status).toBe(404);
  expect((await fetch(`${link.slice(0, -1)}x/proof/${made.id}`)).status).toBe(404);
  await holds(budget.id);
});

test('the walk-through plays to its end: paid by the finance system that hears events, and the ledger holds', async () => {
  const said: string[] = [];
  const { statement, verification } = await new Walkthrough(world.settings, (line) => said.push(line)).play();
  expect(verification.body).toMatchObject({ holds: true, complete: true });
  expect(statement.body.balances).toMatchObject({ available: 8_200_000, accrued: 0, settled: 1_800_000 });
  expect(said.join('\n')).toContain('the payment failed: Northwind tries again');
});
