import { expect } from '@jest/globals';
import { decide, member, proposalBody, type Said, step } from './claims.ts';
import { euros, fundBody, partnershipOf, programBody } from './funds.ts';
import { linkIn } from './local.ts';
import { good, unique } from './newcomers.ts';
import type { Answer } from './partner.ts';
import type { Stack } from './stack.ts';
import type { World } from './world.ts';

/** Money in trouble: Northwind funds, Brightpath proposes and claims, and one of Northwind's members decides. */
export type Ground = World & { stack: Stack | undefined };
export type GroundOf = () => Ground;

export const times = <Made>(count: number, make: (position: number) => Promise<Made>): Promise<Made[]> =>
  Promise.all(Array.from({ length: count }, (_, position) => make(position)));
/** What was answered, each code or status so many times. */
export const tally = (answers: readonly Answer[]): Record<string, number> => {
  const counted: Record<string, number> = {};
  for (const { status, body } of answers) {
    const said = body.code ?? String(status);
    counted[said] = (counted[said] ?? 0) + 1;
  }
  return counted;
};

const mailOf = (world: World, name: string): string => member(world, 'Northwind', name).email;
/** Nora decides, where nobody else is named. */
export const oneReviewer = async (world: World, name = 'Nora'): Promise<void> => {
  const approvers = { memberIds: [member(world, 'Northwind', name).id] };
  for (const kind of ['fund_proposal', 'fund_claim'])
    good(
      await world.northwind.put(`/v1/approval-policies/${kind}`, {
        steps: [{ name: 'Review', approvers, deadline: 'P60D', reminders: [] }],
      }),
    );
};

/** The day so many days from now, by the clock of the stack. */
export const dayFrom = async ({ around }: World, days: number): Promise<string> =>
  new Date((await around.now()) + days * 86_400_000).toISOString().slice(0, 10);

/** A fund of Northwind for a partner, in a program of its own, whose activities need no proof. */
export const fundOf = async (
  world: World,
  amountMinor: number,
  program: Record<string, unknown> = {},
  partnershipId = partnershipOf(world),
): Promise<string> => {
  const activityTypes = [{ code: 'joint_webinar', name: 'Joint webinar' }];
  const made = good(
    await world.northwind.post(
      '/v1/fund-programs',
      programBody([partnershipId], { activityTypes, ...program }),
    ),
  );
  const amount = { amountMinor, currency: made.body.currency };
  const body = fundBody(world, made.body.id, { partnershipId, amount, name: `Budget ${unique()}` });
  return good(await world.northwind.post('/v1/funds', body)).body.id;
};

/** Path of a draft of a proposal that lacks nothing. */
export const drafted = async (
  { brightpath }: Pick<World, 'brightpath'>,
  fundId: string,
  requestedAmount = euros(100_000),
  changes: Record<string, unknown> = {},
): Promise<string> => {
  const totalCost = { ...requestedAmount, amountMinor: requestedAmount.amountMinor * 2 };
  const asked = { requestedAmount, totalCost, ...changes };
  const { body } = good(await brightpath.post('/v1/fund-proposals', proposalBody(fundId, asked)));
  return `/v1/fund-proposals/${body.id}`;
};

export const titleOf = async ({ brightpath }: Pick<World, 'brightpath'>, path: string): Promise<string> =>
  good(await brightpath.get(path)).body.title;
export const linkAbout = async (world: World, title: string, name = 'Nora'): Promise<string> => {
  const mail = (await world.around.mail({ to: mailOf(world, name), text: title }))
    .filter(({ text }) => text.includes('/approve/'))
    .at(-1);
  if (!mail) throw new Error(`nothing was mailed about ${title}`);
  return linkIn(mail);
};
/** Asks for a code with a link, and reads it in the mail. */
export const codeFor = async (world: World, link: string, title: string, name = 'Nora'): Promise<string> => {
  await fetch(link, { method: 'POST', body: new URLSearchParams({ sendCode: 'yes' }) });
  const mails = await world.around.mail({ to: mailOf(world, name), text: `“${title}” is` });
  return /is (\d{6})/.exec(mails.at(-1)?.text ?? '')?.[1] ?? '';
};

/** Somebody decides on a record by its newest link. */
export const says = async (world: World, path: string, said: Said, name = 'Nora'): Promise<void> => {
  const { status, text } = await decide(world, mailOf(world, name), await titleOf(world, path), said);
  if (status !== 200) throw new Error(`the decision on ${path} was answered ${status}: ${text}`);
};
export const submitted = async (world: World, path: string): Promise<string> => {
  good(await step(world.brightpath, path, 'submit'));
  return path;
};
/** Path of a proposal that was approved and runs. */
export const running = async (
  world: World,
  fundId: string,
  amount = euros(100_000),
  changes: Record<string, unknown> = {},
): Promise<string> => {
  const path = await submitted(world, await drafted(world, fundId, amount, changes));
  await says(world, path, { choice: 'approve' });
  return path;
};
/** Path of a draft of a claim that lacks nothing. */
export const claimed = async (
  { brightpath }: Pick<World, 'brightpath'>,
  proposalPath: string,
  amount: unknown = euros(10_000),
  changes: Record<string, unknown> = {},
): Promise<string> => {
  const proposalId = proposalPath.split('/').at(-1);
  const body = { proposalId, title: `Claim ${unique()}`, description: '212 guests.', amount, ...changes };
  return `/v1/fund-claims/${good(await brightpath.post('/v1/fund-claims', body)).body.id}`;
};
/** Path of the payout of a claim that was approved. */
export const payoutOf = async (
  world: World,
  proposalPath: string,
  amount = euros(10_000),
): Promise<string> => {
  const path = await submitted(world, await claimed(world, proposalPath, amount));
  await says(world, path, { choice: 'approve' });
  return `/v1/payouts/${good(await world.brightpath.get(path)).body.payoutIds[0]}`;
};

/** The balances of a fund, whose ledger proves them. */
export const provenBalances = async ({ northwind }: World, fundId: string) => {
  const { body } = await northwind.get(`/v1/funds/${fundId}/verification`);
  expect(body).toMatchObject({ holds: true, complete: true, faults: [] });
  const fund = good(await northwind.get(`/v1/funds/${fundId}`)).body;
  expect(body.balances).toEqual(fund.balances);
  return fund.balances;
};
/** Executions about a record that did not end well, or did not end. */
export const unended = async ({ around }: World, path: string): Promise<string[]> =>
  (await around.executions(path.split('/').at(-1)))
    .filter(({ status }) => status !== 'SUCCEEDED')
    .map(({ name, status }) => `${name} ${status}`);

/** What tests of deadlines do again and again. The stack's clock is theirs. */
export const timeIn = (ground: GroundOf) => {
  const later = async (duration: string): Promise<void> => {
    const { around, northwind, brightpath } = ground();
    await around.advance(duration);
    for (const partner of [northwind, brightpath]) partner.forgetToken();
  };
  const read = async (path: string) => good(await ground().brightpath.get(path)).body;
  const statuses = async (paths: string[]): Promise<string[]> =>
    Promise.all(paths.map(async (path) => (await read(path)).status));
  const heard = async (path: string): Promise<string[]> =>
    (await ground().around.events(path.split('/').at(-1))).map(
      ({ detailType }) => detailType.split('.')[2] as string,
    );
  const untilEnd = async (endsOn: number, more: Record<string, unknown> = {}) => {
    const open = { startsOn: '2020-01-01', endsOn: await dayFrom(ground(), endsOn) };
    return { windows: { earn: open, use: open, claim: open }, ...more };
  };
  const short = async () => ({ startsOn: await dayFrom(ground(), -1), endsOn: await dayFrom(ground(), 5) });
  return { later, read, statuses, heard, untilEnd, short };
};
export { step };
