import { attach, fileOf, stored, uploaded } from '../../support/attachments.ts';
import { draftedClaim, draftedProposal, rejectedClaim, submittedClaim } from '../../support/claims.ts';
import { euros, partnershipOf } from '../../support/funds.ts';
import { good, unique } from '../../support/newcomers.ts';
import type { Answer, Partner } from '../../support/partner.ts';
import type { World } from '../../support/world.ts';
import type { Case, Prepared } from '../case.ts';

const brightpath = ({ brightpath: partner }: World): Partner => partner;
const reading = (path: (world: World) => Promise<string> | string): Case => ({
  prepare: async (world) => ({ as: brightpath(world), path: await path(world) }),
});
const creating = (as: Partner, body: unknown): Prepared => ({ as, path: '/v1/fund-claims', body });
const pathOf = ({ body }: Answer): string => `/v1/fund-claims/${body.id}`;
const on = (answer: Answer, as: Partner, verb = '', body: unknown = {}): Prepared => ({
  as,
  path: `${pathOf(answer)}${verb && `/${verb}`}`,
  body,
  etag: answer.etag,
});
const patched = async (world: World, changes: unknown): Promise<Answer> => {
  const draft = await draftedClaim(world);
  return good(await world.brightpath.patch(pathOf(draft), changes, { etag: draft.etag }));
};
const why = { reason: 'The invoice was for the same webinar.' };
const invoice = () =>
  fileOf(`%PDF-1.7\n% ${unique()}\n%%EOF\n`, { purpose: 'supplier_invoice', fileName: 'invoice.pdf' });
const claimBody = (proposalId: string) => ({ proposalId, title: 'First webinar', amount: euros(1_000) });
const onProof = (claim: Answer, proof: Answer, as: Partner, verb = '', body?: unknown): Prepared => ({
  as,
  path: `${pathOf(claim)}/attachments/${proof.body.id}${verb && `/${verb}`}`,
  ...(body !== undefined && { body }),
  etag: proof.etag,
});

export const cases: Record<string, Case> = {
  createFundClaim: {
    prepare: async (world) =>
      creating(world.brightpath, claimBody((await draftedClaim(world)).body.proposalId)),
    refusals: [
      async (world) => ({
        ...creating(world.brightpath, claimBody('fpp_01JD0000000000000000000099')),
        code: 'unknown_reference',
      }),
      async (world) => ({
        ...creating(world.northwind, claimBody((await draftedClaim(world)).body.proposalId)),
        code: 'wrong_side',
      }),
      async (world) => ({
        ...creating(world.brightpath, claimBody((await draftedProposal(world)).body.id)),
        code: 'transition_not_allowed',
      }),
    ],
  },
  listFundClaims: reading((world) => `/v1/fund-claims?status=draft&partnershipId=${partnershipOf(world)}`),
  getFundClaim: reading(async (world) => pathOf(await draftedClaim(world))),
  updateFundClaim: {
    prepare: async (world) =>
      on(await draftedClaim(world), world.brightpath, '', { amount: euros(900), description: null }),
    refusals: [
      async (world) => ({
        ...on(await submittedClaim(world), world.brightpath, '', { title: 'Too late' }),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...on(await submittedClaim(world), world.northwind, '', { title: 'Not mine' }),
        code: 'wrong_side',
      }),
    ],
  },
  submitFundClaim: {
    prepare: async (world) => on(await draftedClaim(world), world.brightpath, 'submit'),
    refusals: [
      async (world) => ({
        ...on(await submittedClaim(world), world.brightpath, 'submit'),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...on(await submittedClaim(world), world.northwind, 'submit'),
        code: 'wrong_side',
      }),
      async (world) => ({
        ...on(await patched(world, { amount: null, description: null }), world.brightpath, 'submit'),
        code: 'invalid_input',
      }),
      async (world) => ({
        ...on(await patched(world, { amount: euros(90_000_000) }), world.brightpath, 'submit'),
        code: 'insufficient_funds',
      }),
    ],
  },
  disputeFundClaim: {
    prepare: async (world) => on(await rejectedClaim(world), world.brightpath, 'dispute', why),
    refusals: [
      async (world) => ({
        ...on(await submittedClaim(world), world.brightpath, 'dispute', why),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...on(await rejectedClaim(world), world.northwind, 'dispute', why),
        code: 'wrong_side',
      }),
    ],
  },
  withdrawFundClaim: {
    prepare: async (world) => on(await submittedClaim(world), world.brightpath, 'withdraw'),
    refusals: [
      async (world) => ({
        ...on(await rejectedClaim(world), world.brightpath, 'withdraw'),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...on(await submittedClaim(world), world.northwind, 'withdraw'),
        code: 'wrong_side',
      }),
    ],
  },
  readFundClaimTimeline: reading(async (world) => `${pathOf(await draftedClaim(world))}/timeline`),
  createFundClaimAttachment: {
    prepare: async (world) => ({
      as: world.brightpath,
      path: `${pathOf(await draftedClaim(world))}/attachments`,
      body: invoice().body,
    }),
    refusals: [
      async (world) => ({
        ...on(await submittedClaim(world), world.brightpath, 'attachments', invoice().body),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...on(await submittedClaim(world), world.northwind, 'attachments', invoice().body),
        code: 'wrong_side',
      }),
    ],
  },
  listFundClaimAttachments: reading(async (world) => `${pathOf(await draftedClaim(world))}/attachments`),
  getFundClaimAttachment: {
    prepare: async (world) => {
      const claim = await draftedClaim(world);
      const proof = await stored(world.brightpath, pathOf(claim), invoice());
      return { as: world.brightpath, path: `${pathOf(claim)}/attachments/${proof.body.id}` };
    },
  },
  completeFundClaimAttachment: {
    prepare: async (world) => {
      const claim = await draftedClaim(world);
      const proof = await uploaded(world.brightpath, pathOf(claim), invoice());
      return onProof(claim, proof, world.brightpath, 'complete', {});
    },
    refusals: [
      async (world) => {
        const claim = await draftedClaim(world);
        const proof = await attach(world.brightpath, pathOf(claim), invoice());
        return { ...onProof(claim, proof, world.brightpath, 'complete', {}), code: 'not_uploaded' };
      },
    ],
  },
  removeFundClaimAttachment: {
    prepare: async (world) => {
      const claim = await draftedClaim(world);
      const proof = await stored(world.brightpath, pathOf(claim), invoice());
      return { as: world.brightpath, path: `${pathOf(claim)}/attachments/${proof.body.id}` };
    },
    refusals: [
      async (world) => {
        const claim = await draftedClaim(world);
        const proof = await stored(world.brightpath, pathOf(claim), invoice());
        good(await world.brightpath.post(`${pathOf(claim)}/submit`, {}, { etag: claim.etag }));
        return {
          as: world.brightpath,
          path: `${pathOf(claim)}/attachments/${proof.body.id}`,
          code: 'transition_not_allowed',
        };
      },
    ],
  },
};
