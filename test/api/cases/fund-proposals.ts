import {
  activeProposal,
  draftedProposal,
  plainFund,
  proposalBody,
  submittedProposal,
} from '../../support/claims.ts';
import { euros, fundIn, partnershipOf } from '../../support/funds.ts';
import { good } from '../../support/newcomers.ts';
import type { Answer, Partner } from '../../support/partner.ts';
import type { World } from '../../support/world.ts';
import type { Case, Prepared } from '../case.ts';

const brightpath = ({ brightpath: partner }: World): Partner => partner;
const reading = (path: (world: World) => Promise<string> | string): Case => ({
  prepare: async (world) => ({ as: brightpath(world), path: await path(world) }),
});
const creating = (as: Partner, body: unknown): Prepared => ({ as, path: '/v1/fund-proposals', body });
const on = (answer: Answer, as: Partner, verb = '', body: unknown = {}): Prepared => ({
  as,
  path: `/v1/fund-proposals/${answer.body.id}${verb && `/${verb}`}`,
  body,
  etag: answer.etag,
});
const patched = async (world: World, changes: unknown): Promise<Answer> => {
  const draft = await draftedProposal(world);
  return good(
    await world.brightpath.patch(`/v1/fund-proposals/${draft.body.id}`, changes, { etag: draft.etag }),
  );
};
const because = { reasonCode: 'activity_cancelled' };

export const cases: Record<string, Case> = {
  createFundProposal: {
    prepare: async (world) => creating(world.brightpath, proposalBody(await plainFund(world))),
    refusals: [
      async (world) => ({
        ...creating(world.brightpath, proposalBody('fnd_01JD0000000000000000000099')),
        code: 'unknown_reference',
      }),
      async (world) => ({
        ...creating(world.northwind, proposalBody(await plainFund(world))),
        code: 'wrong_side',
      }),
      async (world) => {
        const { body, etag } = await fundIn(world);
        good(await world.northwind.post(`/v1/funds/${body.id}/close`, {}, { etag }));
        return { ...creating(world.brightpath, proposalBody(body.id)), code: 'transition_not_allowed' };
      },
      async (world) => ({
        ...creating(
          world.brightpath,
          proposalBody(await plainFund(world), { ownerId: 'mem_01JD0000000000000000000099' }),
        ),
        code: 'unknown_reference',
      }),
    ],
  },
  listFundProposals: reading(
    (world) => `/v1/fund-proposals?status=draft&partnershipId=${partnershipOf(world)}`,
  ),
  getFundProposal: reading(async (world) => `/v1/fund-proposals/${(await draftedProposal(world)).body.id}`),
  updateFundProposal: {
    prepare: async (world) =>
      on(await draftedProposal(world), world.brightpath, '', { title: 'Renamed', description: null }),
    refusals: [
      async (world) => ({
        ...on(await submittedProposal(world), world.brightpath, '', { title: 'Too late' }),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...on(await submittedProposal(world), world.northwind, '', { title: 'Not mine' }),
        code: 'wrong_side',
      }),
      async (world) => ({
        ...on(await draftedProposal(world), world.brightpath, '', {
          ownerId: 'mem_01JD0000000000000000000099',
        }),
        code: 'unknown_reference',
      }),
    ],
  },
  submitFundProposal: {
    prepare: async (world) => on(await draftedProposal(world), world.brightpath, 'submit'),
    refusals: [
      async (world) => ({
        ...on(await submittedProposal(world), world.brightpath, 'submit'),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...on(await submittedProposal(world), world.northwind, 'submit'),
        code: 'wrong_side',
      }),
      async (world) => ({
        ...on(await patched(world, { startsOn: null, requestedAmount: null }), world.brightpath, 'submit'),
        code: 'invalid_input',
      }),
      async (world) => ({
        ...on(
          await patched(world, { totalCost: euros(90_000_000_000), requestedAmount: euros(40_000_000_000) }),
          world.brightpath,
          'submit',
        ),
        code: 'insufficient_funds',
      }),
    ],
  },
  recallFundProposal: {
    prepare: async (world) => on(await submittedProposal(world), world.brightpath, 'recall'),
    refusals: [
      async (world) => ({
        ...on(await draftedProposal(world), world.brightpath, 'recall'),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...on(await submittedProposal(world), world.northwind, 'recall'),
        code: 'wrong_side',
      }),
    ],
  },
  cancelFundProposal: {
    prepare: async (world) => on(await draftedProposal(world), world.brightpath, 'cancel', because),
    refusals: [
      async (world) => {
        const { body, etag } = await draftedProposal(world);
        const path = `/v1/fund-proposals/${body.id}`;
        const cancelled = good(await world.brightpath.post(`${path}/cancel`, because, { etag }));
        return { ...on(cancelled, world.brightpath, 'cancel', because), code: 'transition_not_allowed' };
      },
      async (world) => ({
        ...on(await submittedProposal(world), world.northwind, 'cancel', because),
        code: 'wrong_side',
      }),
    ],
  },
  completeFundProposal: {
    prepare: async (world) => on(await activeProposal(world), world.brightpath, 'complete'),
    refusals: [
      async (world) => ({
        ...on(await draftedProposal(world), world.brightpath, 'complete'),
        code: 'transition_not_allowed',
      }),
    ],
  },
  readFundProposalTimeline: reading(
    async (world) => `/v1/fund-proposals/${(await draftedProposal(world)).body.id}/timeline`,
  ),
};
