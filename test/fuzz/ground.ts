import {
  activeProposal,
  draftedClaim,
  draftedProposal,
  submittedClaim,
  submittedProposal,
} from '../support/claims.ts';
import { fundBody, programBody } from '../support/funds.ts';
import { good, newcomer, partnershipWith } from '../support/newcomers.ts';
import type { Answer, Partner } from '../support/partner.ts';
import { referralBody, type World } from '../support/world.ts';

/** Who sends the generated requests, and what is there for them to meet. */
export interface Actor {
  name: string;
  api: Partner;
  /** Whether it calls the operator's operations, or the partners'. */
  isOperator: boolean;
  /** What of schemathesis it goes through. */
  phases: string;
  /** The partner at the other side of its records. */
  other: Partner;
}

const step = async (verb: string, by: Partner, { body, etag }: Answer): Promise<Answer> =>
  good(await by.post(`/v1/referrals/${body.id}/${verb}`, {}, { etag }));

/** A referral in each state that something can still be done in. */
const referralsOf = async (partnershipId: string, sender: Partner, receiver: Partner): Promise<void> => {
  const ways = [
    [],
    [['propose', sender]],
    [
      ['propose', sender],
      ['accept', receiver],
    ],
    [
      ['propose', sender],
      ['accept', receiver],
      ['connect', sender],
    ],
    [
      ['propose', sender],
      ['accept', receiver],
      ['connect', sender],
      ['convert', sender],
    ],
  ] as [string, Partner][][];
  for (const way of ways) {
    let answer = good(await sender.post('/v1/referrals', referralBody(partnershipId)));
    for (const [verb, by] of way) answer = await step(verb, by, answer);
  }
};

/** A fund program of its own, and two funds in it. */
const fundsOf = async (world: World, partnershipId: string, funder: Partner): Promise<void> => {
  const program = good(await funder.post('/v1/fund-programs', programBody([partnershipId])));
  for (let made = 0; made < 2; made++) good(await funder.post('/v1/funds', fundBody(world, program.body.id)));
};

/** Proposals and claims between the two partners: once, because what they stand on does not outlive the first round. */
export const prepareProposals = async (world: World): Promise<void> => {
  const kinds = [draftedProposal, submittedProposal, activeProposal, draftedClaim, submittedClaim];
  for (let round = 0; round < 3; round++) for (const make of kinds) await make(world);
};

const lists = [
  '/v1/members',
  '/v1/partnerships',
  '/v1/referrals',
  '/v1/opportunities',
  '/v1/approvals',
  '/v1/delegations',
  '/v1/fund-programs',
  '/v1/funds',
  '/v1/fund-proposals',
  '/v1/fund-claims',
];

/** What an operator can work on: organisations with clients of their own. */
const forOperator = async (world: World): Promise<string[]> => {
  const told: string[] = [];
  for (let made = 0; made < 4; made++) {
    const { id } = await newcomer(world);
    for (let more = 0; more < 3; more++)
      good(await world.operator.post(`/v1/organizations/${id}/api-clients`, { name: `Portal ${more}` }));
    told.push(JSON.stringify((await world.operator.get(`/v1/organizations/${id}/api-clients`)).body));
  }
  return told;
};

const forPartner = async (world: World, { api, other }: Actor): Promise<string[]> => {
  const partnershipId = String(world.settings.partnerships[0]?.id);
  for (let round = 0; round < 3; round++) {
    await referralsOf(partnershipId, api, other);
    await referralsOf(partnershipId, other, api);
    await fundsOf(world, partnershipId, api);
    await fundsOf(world, partnershipId, other);
    const stranger = await newcomer(world, [{ name: 'Stranger' }]);
    const own = good(await api.get('/v1/organization')).body;
    good(await stranger.api.post('/v1/partnerships', { inviteeId: own.id }));
    await partnershipWith({ ...world, northwind: api }, await newcomer(world));
  }
  return Promise.all(lists.map(async (path) => JSON.stringify((await api.get(`${path}?limit=100`)).body)));
};

/** Makes records in every state, and tells what the API then says of them: text, from which the ids are read. */
export const prepare = async (world: World, actor: Actor): Promise<string> =>
  (await (actor.isOperator ? forOperator(world) : forPartner(world, actor))).join('\n');
