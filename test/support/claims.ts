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
