import { fileOf, stored } from './attachments.ts';
import { ALWAYS, euros, fundBody, programIn } from './funds.ts';
import { linkIn } from './local.ts';
import { good, unique } from './newcomers.ts';
import type { Answer } from './partner.ts';
import { organizationOf, type World } from './world.ts';

export const member = (world: World, organization: string, name: string) => {
  const found = organizationOf(world, organization).members.find((one) => one.name.startsWith(name));
  if (!found) throw new Error(`the demo has no ${name}`);
  return found;
};

const year = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);

/** Northwind funds, Brightpath proposes and claims: a fund whose activities need two kinds of proof. */
export const fund = async (world: World, amountMinor = 10_000_000): Promise<Answer> => {
  const activityTypes = [
    {
      code: 'joint_webinar',
      name: 'Joint webinar',
      proofs: [
        { code: 'attendee_list', label: 'List of attendees' },
        { code: 'supplier_invoice', label: 'Invoices of suppliers' },
      ],
    },
  ];
  const windows = {
    earn: ALWAYS,
    use: { startsOn: year(-30), endsOn: year(200) },
    claim: { startsOn: year(-30), endsOn: year(260) },
  };
  const program = await programIn(world, { activityTypes, windows });
  const name = `Brightpath ${unique()}`;
  return good(
    await world.northwind.post(
      '/v1/funds',
      fundBody(world, program.body.id, { name, amount: euros(amountMinor) }),
    ),
  );
};

export const proposalBody = (fundId: string, changes: Record<string, unknown> = {}) => ({
  fundId,
  title: `Webinar series ${unique()}`,
  activityType: 'joint_webinar',
  description: 'Three webinars in Portuguese, 200 guests each.',
  startsOn: year(-1),
  endsOn: year(60),
  totalCost: euros(5_000_000),
  requestedAmount: euros(2_500_000),
  ...changes,
});

export const proposal = async (
  world: World,
  fundId: string,
  changes: Record<string, unknown> = {},
): Promise<Answer> => good(await world.brightpath.post('/v1/fund-proposals', proposalBody(fundId, changes)));

/** Takes a step of a record: reads its ETag first. */
export const step = async (
  as: World['northwind'],
  path: string,
  verb: string,
  body: unknown = {},
): Promise<Answer> => as.post(`${path}/${verb}`, body, { etag: (await as.get(path)).etag });

export interface Said {
  choice: string;
  comment?: string;
  reason?: string;
  /** As it is typed on the page. */
  amount?: string;
}

/** Decides as this person on the page of the newest mail about the title, with the code that is mailed for it. */
export const decide = async (
  { around }: World,
  email: string,
  title: string,
  { choice, ...fields }: Said,
): Promise<{ status: number; text: string }> => {
  const mail = (await around.mail({ to: email, text: title }))
    .filter(({ text }) => text.includes('/approve/'))
    .at(-1);
  if (!mail) throw new Error(`nothing was mailed to ${email} about ${title}`);
  const link = linkIn(mail);
  const post = (values: Record<string, string>) =>
    fetch(link, { method: 'POST', body: new URLSearchParams(values) });
  await post({ sendCode: 'yes' });
  const code = (await around.mail({ to: email, text: 'code' })).map(
    ({ text }) => /is (\d{6})/.exec(text)?.[1],
  );
  const answer = await post({ choice, ...fields, code: code.findLast(Boolean) ?? '' });
  const text = await answer.text();
  await around.rest();
  return { status: answer.status, text };
};

/** The policy of the walk-through: one person a step. */
export const namedReviewers = async (world: World): Promise<void> => {
  const of = (name: string) => ({ memberIds: [member(world, 'Northwind', name).id] });
  good(
    await world.northwind.put('/v1/approval-policies/fund_proposal', {
      steps: [
        { name: 'Business review', approvers: of('Nora') },
        { name: 'Technical review', approvers: of('Ada'), fromAmount: euros(1_000_000) },
        { name: 'Finance review', approvers: of('Felix') },
      ],
    }),
  );
};

/** A proposal that all reviewers have approved. */
export const approvedProposal = async (
  world: World,
  fundId: string,
  changes: Record<string, unknown> = {},
): Promise<Answer> => {
  const draft = await proposal(world, fundId, changes);
  const path = `/v1/fund-proposals/${draft.body.id}`;
  good(await step(world.brightpath, path, 'submit'));
  for (const name of ['Nora', 'Ada', 'Felix']) {
    const { status, text } = await decide(world, member(world, 'Northwind', name).email, draft.body.title, {
      choice: 'approve',
    });
    if (status !== 200) throw new Error(`${name} could not approve: ${status} ${text}`);
  }
  return world.brightpath.get(path);
};

const proofs = [
  ['attendee_list', 'attendees.csv', 'text/csv', 'name\nRita Alves\n'],
  ['supplier_invoice', 'invoice.pdf', 'application/pdf', '%PDF-1.7\n% invoice\n%%EOF\n'],
] as const;

/** A draft of a claim with all its proof. */
export const claim = async (
  world: World,
  proposalId: string,
  amountMinor: number,
  changes: Record<string, unknown> = {},
): Promise<Answer> => {
  const draft = good(
    await world.brightpath.post('/v1/fund-claims', {
      proposalId,
      title: `Claim ${unique()}`,
      description: '212 guests, of whom 40 asked for a follow-up.',
      amount: euros(amountMinor),
      ...changes,
    }),
  );
  const path = `/v1/fund-claims/${draft.body.id}`;
  for (const [purpose, fileName, mediaType, content] of proofs)
    await stored(world.brightpath, path, fileOf(`${content}${unique()}`, { purpose, fileName, mediaType }));
  return world.brightpath.get(path);
};

/** Preparations that need no review of many, nor proof: one reviewer, and an activity that demands nothing. */
const oneReviewer = once(async (world: World): Promise<void> => {
  const approvers = { memberIds: [member(world, 'Northwind', 'Nora').id] };
  for (const kind of ['fund_proposal', 'fund_claim'])
    good(
      await world.northwind.put(`/v1/approval-policies/${kind}`, { steps: [{ name: 'Review', approvers }] }),
    );
});
export const plainFund = once(async (world: World): Promise<string> => {
  await oneReviewer(world);
  const activityTypes = [{ code: 'joint_webinar', name: 'Joint webinar' }];
  const program = await programIn(world, { activityTypes });
  const amount = euros(10_000_000_000);
  return good(await world.northwind.post('/v1/funds', fundBody(world, program.body.id, { amount }))).body.id;
});

/** Made once for all tests of a stack. */
function once<Value>(make: (world: World) => Promise<Value>): (world: World) => Promise<Value> {
  let made: Promise<Value> | undefined;
  return (world) => {
    made ??= make(world);
    return made;
  };
}

const approve = async (world: World, title: string): Promise<void> => {
  const { status, text } = await decide(world, member(world, 'Northwind', 'Nora').email, title, {
    choice: 'approve',
  });
  if (status !== 200) throw new Error(`the approval was answered ${status}: ${text}`);
};

/** A record that is read again, as whoever it belongs to sees it. */
export const again = async (world: World, path: string): Promise<Answer> =>
  good(await world.brightpath.get(path));

/** A draft of a proposal that lacks nothing. */
export const draftedProposal = async (world: World): Promise<Answer> =>
  proposal(world, await plainFund(world));
export const submittedProposal = async (world: World): Promise<Answer> =>
  submittedProposalOf(world, await plainFund(world));
const submittedProposalOf = async (world: World, fundId: string): Promise<Answer> => {
  const path = `/v1/fund-proposals/${(await proposal(world, fundId)).body.id}`;
  good(await step(world.brightpath, path, 'submit'));
  await world.around.rest();
  return again(world, path);
};
/** A proposal whose activity runs, with nothing claimed of it. */
export const activeProposal = async (world: World): Promise<Answer> =>
  activeProposalOf(world, await plainFund(world));
export const activeProposalOf = async (world: World, fundId: string): Promise<Answer> => {
  await oneReviewer(world);
  const { body } = await submittedProposalOf(world, fundId);
  await approve(world, body.title);
  return again(world, `/v1/fund-proposals/${body.id}`);
};
const running = once(async (world: World): Promise<string> => (await activeProposal(world)).body.id);

export const draftedClaim = async (world: World): Promise<Answer> =>
  draftedClaimOf(world, await running(world));
export const draftedClaimOf = async (world: World, proposalId: string): Promise<Answer> =>
  good(
    await world.brightpath.post('/v1/fund-claims', {
      proposalId,
      title: `Claim ${unique()}`,
      description: '212 guests.',
      amount: euros(1_000),
    }),
  );
export const submittedClaim = async (world: World): Promise<Answer> => {
  const path = `/v1/fund-claims/${(await draftedClaim(world)).body.id}`;
  good(await step(world.brightpath, path, 'submit'));
  await world.around.rest();
  return again(world, path);
};
export const rejectedClaim = async (world: World): Promise<Answer> => {
  const { body } = await submittedClaim(world);
  await decide(world, member(world, 'Northwind', 'Nora').email, body.title, {
    choice: 'reject',
    reason: 'proof_insufficient',
  });
  return again(world, `/v1/fund-claims/${body.id}`);
};

/** A payout that waits for its invoice. */
const newPayout = async (world: World): Promise<Answer> => {
  const { body } = await submittedClaim(world);
  await approve(world, body.title);
  const claimed = await again(world, `/v1/fund-claims/${body.id}`);
  return again(world, `/v1/payouts/${claimed.body.payoutIds[0]}`);
};
const payment = { paymentReference: 'SEPA-1', paidOn: '2026-12-01' };
const ways: Record<string, [as: 'northwind' | 'brightpath', verb: string, body?: unknown][]> = {
  awaiting_invoice: [],
  scheduled: [['brightpath', 'invoice', { number: 'BP-118', issuedOn: '2026-11-30' }]],
  failed: [['northwind', 'fail', { reasonCode: 'account_unknown' }]],
  on_hold: [['northwind', 'hold', { reasonCode: 'tax' }]],
  paid: [['northwind', 'paid', payment]],
  clawback_requested: [
    ['northwind', 'paid', payment],
    ['northwind', 'request-clawback', { amount: euros(400), reasonCode: 'overpaid' }],
  ],
};
export type PayoutWay = keyof typeof ways;
const pool = new Map<PayoutWay, string>();

/** A payout in this status. One that was not used up by the test before is used again: each takes a whole review to make. */
export const payoutIn = async (world: World, status: PayoutWay): Promise<Answer> => {
  const kept = pool.get(status);
  if (kept) {
    const found = await again(world, kept);
    if (found.body.status === status) return found;
  }
  const path = `/v1/payouts/${(await newPayout(world)).body.id}`;
  const first = status === 'awaiting_invoice' ? [] : (ways.scheduled ?? []);
  const then = status === 'scheduled' ? [] : (ways[status] ?? []);
  for (const [as, verb, body] of [...first, ...then]) good(await step(world[as], path, verb, body));
  pool.set(status, path);
  return again(world, path);
};
