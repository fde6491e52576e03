import { activeProposalOf, draftedClaimOf } from '../support/claims.ts';
import { euros, fundBody, programIn } from '../support/funds.ts';
import { good } from '../support/newcomers.ts';
import type { Answer } from '../support/partner.ts';
import type { World } from '../support/world.ts';

const CLIENTS = 10;
const FUNDS = 100;
/** Claims of each part: enough for some seconds. */
const CLAIMS = 400;

/** Does all the work with ten clients at a time; gives what each answered. */
const together = async <Value>(work: (() => Promise<Value>)[]): Promise<Value[]> => {
  const left = [...work];
  const done: Value[] = [];
  const client = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) done.push(await next());
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return done;
};

const submitAll = async ({ brightpath, around }: World, drafts: Answer[]) => {
  const from = performance.now();
  const answers = await together(
    drafts.map(
      ({ body, etag }) =>
        () =>
          brightpath.post(`/v1/fund-claims/${body.id}/submit`, {}, { etag }),
    ),
  );
  const seconds = (performance.now() - from) / 1000;
  await around.rest();
  const bad = answers.filter(({ status }) => status !== 200).length;
  return { perSecond: (answers.length - bad) / seconds, bad };
};

/** Claims submitted a second by ten clients, with the workflow and the mail that each starts: all of one fund, and of a hundred. */
export const claiming = async (world: World) => {
  const activityTypes = [{ code: 'joint_webinar', name: 'Joint webinar' }];
  const program = (await programIn(world, { activityTypes })).body.id;
  const amount = euros(10_000_000);
  const fund = async () =>
    good(await world.northwind.post('/v1/funds', fundBody(world, program, { amount }))).body.id as string;
  const proposals: string[] = [];
  while (proposals.length < FUNDS) proposals.push((await activeProposalOf(world, await fund())).body.id);
  const drafts = (of: string[]) =>
    together(
      Array.from({ length: CLAIMS }, (_, turn) => () => draftedClaimOf(world, of[turn % of.length] ?? '')),
    );
  const [hot, spread] = [await drafts(proposals.slice(0, 1)), await drafts(proposals)];
  return { one: await submitAll(world, hot), hundred: await submitAll(world, spread) };
};
