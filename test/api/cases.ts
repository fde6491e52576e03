import { attach, pdf, stored, uploaded } from '../support/attachments.ts';
import type { Answer, Partner } from '../support/partner.ts';
import { opportunityOf, organizationOf, propose, referralBody, type World } from '../support/world.ts';
import type { Case, Prepared } from './case.ts';
import { cases as fundClaims } from './cases/fund-claims.ts';
import { cases as fundProposals } from './cases/fund-proposals.ts';
import { cases as funds } from './cases/funds.ts';
import { cases as payouts } from './cases/payouts.ts';

const partnershipId = ({ settings }: World): string => settings.partnerships[0]?.id ?? '';
const good = (answer: Answer): Answer => {
  if (answer.status >= 300)
    throw new Error(`a preparation answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
};
const unknownPartnership = 'prt_01JD0000000000000000000099';
let count = 0;
const unique = (): string => `${process.pid}-${Date.now().toString(36)}-${++count}`;

const draft = async (world: World, changes: Record<string, unknown> = {}): Promise<Answer> =>
  good(await world.northwind.post('/v1/referrals', referralBody(partnershipId(world), changes)));
const accepted = async (world: World): Promise<Answer> => {
  const proposed = await propose(world);
  return good(
    await world.brightpath.post(`/v1/referrals/${proposed.body.id}/accept`, {}, { etag: proposed.etag }),
  );
};
const connected = async (world: World): Promise<Answer> => {
  const before = await accepted(world);
  return good(
    await world.northwind.post(`/v1/referrals/${before.body.id}/connect`, {}, { etag: before.etag }),
  );
};
const converted = async (world: World): Promise<Answer> => {
  const before = await connected(world);
  return good(
    await world.northwind.post(`/v1/referrals/${before.body.id}/convert`, {}, { etag: before.etag }),
  );
};
const member = async ({ northwind }: World): Promise<Answer> =>
  good(
    await northwind.post('/v1/members', {
      name: 'Uma Unit',
      email: `uma.${unique()}@northwind.example`,
      roles: ['seller'],
    }),
  );
/** A new organisation with a client of its own. */
export const newcomer = async (world: World): Promise<{ id: string; partner: Partner }> => {
  const organization = good(await world.operator.post('/v1/organizations', { name: `Newcomer ${unique()}` }));
  const client = good(
    await world.operator.post(`/v1/organizations/${organization.body.id}/api-clients`, { name: 'Portal' }),
  );
  const { Partner: Client } = await import('../support/partner.ts');
  return {
    id: organization.body.id,
    partner: new Client(world.settings, { clientId: client.body.id, clientSecret: client.body.secret }),
  };
};
/** An opportunity whose partnership was suspended since. */
const suspendedOpportunity = async (world: World): Promise<string> => {
  const { answer: partnership, invitee } = await active(world);
  const step = async (as: Partner, verb: string, before: Answer): Promise<Answer> =>
    good(await as.post(`/v1/referrals/${before.body.id}/${verb}`, {}, { etag: before.etag }));
  const made = good(await world.northwind.post('/v1/referrals', referralBody(partnership.body.id)));
  const proposed = await step(world.northwind, 'propose', made);
  const connected = await step(invitee, 'connect', await step(invitee, 'accept', proposed));
  const { body } = await step(world.northwind, 'convert', connected);
  const path = `/v1/partnerships/${partnership.body.id}/suspend`;
  good(await world.northwind.post(path, {}, { etag: partnership.etag }));
  return `/v1/opportunities/${body.opportunityId}`;
};
/** An invitation of Northwind to a newcomer. */
const invited = async (world: World): Promise<{ answer: Answer; invitee: Partner }> => {
  const { id, partner } = await newcomer(world);
  return {
    answer: good(await world.northwind.post('/v1/partnerships', { inviteeId: id })),
    invitee: partner,
  };
};
const active = async (world: World): Promise<{ answer: Answer; invitee: Partner }> => {
  const { answer, invitee } = await invited(world);
  return {
    answer: good(await invitee.post(`/v1/partnerships/${answer.body.id}/accept`, {}, { etag: answer.etag })),
    invitee,
  };
};
const delegation = async (world: World): Promise<Answer> => {
  const [first, second] = organizationOf(world, 'Northwind').members;
  // Long past, so that it changes nobody's approvals.
  return good(
    await world.northwind.post('/v1/delegations', {
      fromMemberId: first?.id,
      toMemberId: second?.id,
      startsOn: '2020-01-01',
      endsOn: '2020-01-02',
    }),
  );
};
const onReferral = (verb: string, answer: Answer, as: Partner, body: unknown = {}): Prepared => ({
  as,
  path: `/v1/referrals/${answer.body.id}/${verb}`,
  body,
  etag: answer.etag,
});
const onPartnership = (verb: string, answer: Answer, as: Partner, body: unknown = {}): Prepared => ({
  as,
  path: `/v1/partnerships/${answer.body.id}/${verb}`,
  body,
  etag: answer.etag,
});
const policy = { steps: [{ name: 'Partner team', approvers: { roles: ['approver'] } }] };
const reading = (as: (world: World) => Partner, path: (world: World) => Promise<string> | string): Case => ({
  prepare: async (world) => ({ as: as(world), path: await path(world) }),
});
const northwind = ({ northwind: partner }: World): Partner => partner;
const operator = ({ operator: partner }: World): Partner => partner;

/** A case for every route, by its name. A route without one fails the suite. */
export const cases: Record<string, Case> = {
  ...funds,
  ...fundProposals,
  ...fundClaims,
  ...payouts,
  createOrganization: {
    prepare: async (world) => ({
      as: world.operator,
      path: '/v1/organizations',
      body: { name: `Made ${unique()}` },
    }),
  },
  listOrganizations: reading(operator, () => '/v1/organizations'),
  getOrganization: reading(operator, ({ settings }) => `/v1/organizations/${settings.organizations[0]?.id}`),
  createApiClient: {
    prepare: async (world) => ({
      as: world.operator,
      path: `/v1/organizations/${(await newcomer(world)).id}/api-clients`,
      body: { name: 'CRM' },
    }),
    refusals: [
      async (world) => ({
        as: world.operator,
        path: `/v1/organizations/${(await newcomer(world)).id}/api-clients`,
        body: { name: 'CRM', scopes: ['moon:read'] },
        code: 'unknown_reference',
      }),
    ],
  },
  listApiClients: reading(
    operator,
    ({ settings }) => `/v1/organizations/${settings.organizations[0]?.id}/api-clients`,
  ),
  deleteApiClient: {
    prepare: async (world) => {
      const { id, partner } = await newcomer(world);
      return { as: world.operator, path: `/v1/organizations/${id}/api-clients/${partner.client.clientId}` };
    },
  },
  getOwnOrganization: reading(northwind, () => '/v1/organization'),
  getBusinessCalendar: reading(northwind, () => '/v1/organization/business-calendar'),
  putBusinessCalendar: {
    prepare: async (world) => ({
      as: world.northwind,
      path: '/v1/organization/business-calendar',
      body: { timeZone: 'Europe/Stockholm', holidays: ['2027-01-01'] },
    }),
  },
  createMember: {
    prepare: async (world) => ({
      as: world.northwind,
      path: '/v1/members',
      body: { name: 'Nia New', email: `nia.${unique()}@northwind.example`, roles: ['seller'] },
    }),
    refusals: [
      async (world) => ({
        as: world.northwind,
        path: '/v1/members',
        body: { name: 'Twin', email: (await member(world)).body.email, roles: ['seller'] },
        code: 'already_exists',
      }),
    ],
  },
  listMembers: reading(northwind, () => '/v1/members?role=seller&active=true'),
  getMember: reading(northwind, async (world) => `/v1/members/${(await member(world)).body.id}`),
  updateMember: {
    prepare: async (world) => {
      const made = await member(world);
      return {
        as: world.northwind,
        path: `/v1/members/${made.body.id}`,
        body: { roles: ['seller', 'marketing'] },
        etag: made.etag,
      };
    },
    refusals: [
      async (world) => {
        const [one, other] = [await member(world), await member(world)];
        return {
          as: world.northwind,
          path: `/v1/members/${one.body.id}`,
          body: { email: other.body.email },
          etag: one.etag,
          code: 'already_exists',
        };
      },
    ],
  },
  invitePartnership: {
    prepare: async (world) => ({
      as: world.northwind,
      path: '/v1/partnerships',
      body: { inviteeId: (await newcomer(world)).id },
    }),
    refusals: [
      async (world) => ({
        as: world.northwind,
        path: '/v1/partnerships',
        body: { inviteeId: 'org_01JD0000000000000000000099' },
        code: 'unknown_reference',
      }),
      async (world) => ({
        as: world.northwind,
        path: '/v1/partnerships',
        body: { inviteeId: organizationOf(world, 'Northwind').id },
        code: 'unknown_reference',
      }),
      async (world) => ({
        as: world.northwind,
        path: '/v1/partnerships',
        body: { inviteeId: organizationOf(world, 'Brightpath').id },
        code: 'already_exists',
      }),
    ],
  },
  listPartnerships: reading(northwind, () => '/v1/partnerships?status=active'),
  getPartnership: reading(northwind, (world) => `/v1/partnerships/${partnershipId(world)}`),
  readPartnershipTimeline: reading(northwind, (world) => `/v1/partnerships/${partnershipId(world)}/timeline`),
  acceptPartnership: {
    prepare: async (world) => {
      const { answer, invitee } = await invited(world);
      return onPartnership('accept', answer, invitee);
    },
    refusals: [
      async (world) => ({
        ...onPartnership('accept', (await invited(world)).answer, world.northwind),
        code: 'wrong_side',
      }),
    ],
  },
  declinePartnership: {
    prepare: async (world) => {
      const { answer, invitee } = await invited(world);
      return onPartnership('decline', answer, invitee, { reasonCode: 'not_now' });
    },
    refusals: [
      async (world) => {
        const { answer, invitee } = await active(world);
        return {
          ...onPartnership('decline', answer, invitee, { reasonCode: 'not_now' }),
          code: 'transition_not_allowed',
        };
      },
    ],
  },
  suspendPartnership: {
    prepare: async (world) => onPartnership('suspend', (await active(world)).answer, world.northwind),
    refusals: [
      async (world) => ({
        ...onPartnership('suspend', (await invited(world)).answer, world.northwind),
        code: 'transition_not_allowed',
      }),
    ],
  },
  resumePartnership: {
    prepare: async (world) => {
      const { answer } = await active(world);
      const suspended = good(
        await world.northwind.post(`/v1/partnerships/${answer.body.id}/suspend`, {}, { etag: answer.etag }),
      );
      return onPartnership('resume', suspended, world.northwind);
    },
    refusals: [
      async (world) => {
        const { answer, invitee } = await active(world);
        const suspended = good(
          await world.northwind.post(`/v1/partnerships/${answer.body.id}/suspend`, {}, { etag: answer.etag }),
        );
        return { ...onPartnership('resume', suspended, invitee), code: 'wrong_side' };
      },
    ],
  },
  endPartnership: {
    prepare: async (world) => onPartnership('end', (await active(world)).answer, world.northwind),
    refusals: [
      async (world) => ({
        ...onPartnership('end', (await invited(world)).answer, world.northwind),
        code: 'transition_not_allowed',
      }),
    ],
  },
  createReferral: {
    prepare: async (world) => ({
      as: world.northwind,
      path: '/v1/referrals',
      body: referralBody(partnershipId(world)),
    }),
    refusals: [
      async (world) => ({
        as: world.northwind,
        path: '/v1/referrals',
        body: referralBody(unknownPartnership),
        code: 'unknown_reference',
      }),
      async (world) => ({
        as: world.northwind,
        path: '/v1/referrals',
        body: referralBody((await invited(world)).answer.body.id),
        code: 'partnership_not_active',
      }),
    ],
  },
  listReferrals: reading(
    northwind,
    (world) => `/v1/referrals?side=sent&status=draft&partnershipId=${partnershipId(world)}`,
  ),
  getReferral: reading(northwind, async (world) => `/v1/referrals/${(await draft(world)).body.id}`),
  updateReferral: {
    prepare: async (world) => {
      const made = await draft(world);
      return {
        as: world.northwind,
        path: `/v1/referrals/${made.body.id}`,
        body: { title: 'A better title', confidentialNote: null },
        etag: made.etag,
      };
    },
    refusals: [
      async (world) => {
        const proposed = await propose(world);
        return {
          as: world.northwind,
          path: `/v1/referrals/${proposed.body.id}`,
          body: { title: 'Too late' },
          etag: proposed.etag,
          code: 'transition_not_allowed',
        };
      },
      async (world) => {
        const proposed = await propose(world);
        return {
          as: world.brightpath,
          path: `/v1/referrals/${proposed.body.id}`,
          body: { title: 'Not mine' },
          etag: proposed.etag,
          code: 'wrong_side',
        };
      },
    ],
  },
  proposeReferral: {
    prepare: async (world) => onReferral('propose', await draft(world), world.northwind),
    refusals: [
      async (world) => ({
        ...onReferral('propose', await propose(world), world.northwind),
        code: 'transition_not_allowed',
      }),
      async (world) => {
        const first = await propose(world);
        const again = await draft(world, { customer: first.body.customer });
        return { ...onReferral('propose', again, world.northwind), code: 'possible_duplicate' };
      },
      async (world) => {
        const { answer } = await active(world);
        const made = good(await world.northwind.post('/v1/referrals', referralBody(answer.body.id)));
        good(
          await world.northwind.post(`/v1/partnerships/${answer.body.id}/suspend`, {}, { etag: answer.etag }),
        );
        return { ...onReferral('propose', made, world.northwind), code: 'partnership_not_active' };
      },
    ],
  },
  acceptReferral: {
    prepare: async (world) => onReferral('accept', await propose(world), world.brightpath),
    refusals: [
      async (world) => ({
        ...onReferral('accept', await propose(world), world.northwind),
        code: 'wrong_side',
      }),
      async (world) => ({
        ...onReferral('accept', await accepted(world), world.brightpath),
        code: 'transition_not_allowed',
      }),
    ],
  },
  declineReferral: {
    prepare: async (world) =>
      onReferral('decline', await propose(world), world.brightpath, { reasonCode: 'no_capacity' }),
    refusals: [
      async (world) => ({
        ...onReferral('decline', await accepted(world), world.brightpath, { reasonCode: 'other' }),
        code: 'transition_not_allowed',
      }),
    ],
  },
  withdrawReferral: {
    prepare: async (world) => onReferral('withdraw', await propose(world), world.northwind),
    refusals: [
      async (world) => ({
        ...onReferral('withdraw', await accepted(world), world.northwind),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...onReferral('withdraw', await propose(world), world.brightpath),
        code: 'wrong_side',
      }),
    ],
  },
  connectReferral: {
    prepare: async (world) =>
      onReferral('connect', await accepted(world), world.brightpath, {
        sellerId: organizationOf(world, 'Brightpath').members[2]?.id,
      }),
    refusals: [
      async (world) => ({
        ...onReferral('connect', await propose(world), world.brightpath),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...onReferral('connect', await accepted(world), world.brightpath, {
          sellerId: organizationOf(world, 'Northwind').members[1]?.id,
        }),
        code: 'unknown_reference',
      }),
    ],
  },
  convertReferral: {
    prepare: async (world) => onReferral('convert', await connected(world), world.northwind),
    refusals: [
      async (world) => ({
        ...onReferral('convert', await accepted(world), world.northwind),
        code: 'transition_not_allowed',
      }),
    ],
  },
  closeReferral: {
    prepare: async (world) =>
      onReferral('close', await connected(world), world.northwind, { reasonCode: 'no_budget' }),
    refusals: [
      async (world) => ({
        ...onReferral('close', await propose(world), world.northwind, { reasonCode: 'no_budget' }),
        code: 'transition_not_allowed',
      }),
    ],
  },
  readReferralTimeline: reading(
    northwind,
    async (world) => `/v1/referrals/${(await draft(world)).body.id}/timeline`,
  ),
  getReferralPrivate: reading(
    northwind,
    async (world) => `/v1/referrals/${(await draft(world)).body.id}/private`,
  ),
  putReferralPrivate: {
    prepare: async (world) => ({
      as: world.northwind,
      path: `/v1/referrals/${(await draft(world)).body.id}/private`,
      body: { notes: 'Ours alone' },
    }),
    refusals: [
      async (world) => ({
        as: world.northwind,
        path: `/v1/referrals/${(await draft(world)).body.id}/private`,
        body: { ownerId: organizationOf(world, 'Brightpath').members[0]?.id },
        code: 'unknown_reference',
      }),
    ],
  },
  listOpportunities: reading(
    northwind,
    (world) => `/v1/opportunities?stage=prospect&partnershipId=${partnershipId(world)}`,
  ),
  getOpportunity: reading(
    northwind,
    async (world) => `/v1/opportunities/${(await converted(world)).body.opportunityId}`,
  ),
  readOpportunityTimeline: reading(
    northwind,
    async (world) => `/v1/opportunities/${(await converted(world)).body.opportunityId}/timeline`,
  ),
  createOpportunityAttachment: {
    prepare: async (world) => ({
      as: world.northwind,
      path: `${await opportunityOf(world)}/attachments`,
      body: pdf().body,
    }),
    refusals: [
      async (world) => {
        const record = await suspendedOpportunity(world);
        return {
          as: world.northwind,
          path: `${record}/attachments`,
          body: pdf().body,
          code: 'partnership_not_active',
        };
      },
    ],
  },
  listOpportunityAttachments: reading(northwind, async (world) => {
    const record = await opportunityOf(world);
    await stored(world.northwind, record);
    return `${record}/attachments`;
  }),
  getOpportunityAttachment: reading(northwind, async (world) => {
    const record = await opportunityOf(world);
    return `${record}/attachments/${(await stored(world.northwind, record)).body.id}`;
  }),
  completeOpportunityAttachment: {
    prepare: async (world) => {
      const record = await opportunityOf(world);
      const { body, etag } = await uploaded(world.northwind, record, pdf());
      return { as: world.northwind, path: `${record}/attachments/${body.id}/complete`, body: {}, etag };
    },
    refusals: [
      async (world) => {
        const record = await opportunityOf(world);
        const { body, etag } = await attach(world.northwind, record, pdf());
        return {
          as: world.northwind,
          path: `${record}/attachments/${body.id}/complete`,
          body: {},
          etag,
          code: 'not_uploaded',
        };
      },
      async (world) => {
        const record = await opportunityOf(world);
        const { body, etag } = await stored(world.northwind, record);
        return {
          as: world.brightpath,
          path: `${record}/attachments/${body.id}/complete`,
          body: {},
          etag,
          code: 'wrong_side',
        };
      },
      async (world) => {
        const record = await opportunityOf(world);
        const { body, etag } = await attach(world.northwind, record, pdf());
        const path = `${record}/attachments/${body.id}`;
        await world.northwind.delete(path);
        return {
          as: world.northwind,
          path: `${path}/complete`,
          body: {},
          etag,
          code: 'transition_not_allowed',
        };
      },
    ],
  },
  removeOpportunityAttachment: {
    prepare: async (world) => {
      const record = await opportunityOf(world);
      const { body } = await stored(world.northwind, record);
      return { as: world.northwind, path: `${record}/attachments/${body.id}` };
    },
    refusals: [
      async (world) => {
        const record = await opportunityOf(world);
        const { body } = await stored(world.northwind, record);
        return { as: world.brightpath, path: `${record}/attachments/${body.id}`, code: 'wrong_side' };
      },
    ],
  },
  listApprovalPolicies: reading(northwind, () => '/v1/approval-policies'),
  getApprovalPolicy: reading(northwind, () => '/v1/approval-policies/referral'),
  putApprovalPolicy: {
    prepare: async (world) => ({
      as: (await newcomer(world)).partner,
      path: '/v1/approval-policies/referral',
      body: policy,
    }),
    refusals: [
      async (world) => ({
        as: (await newcomer(world)).partner,
        path: '/v1/approval-policies/referral',
        body: {
          steps: [
            { name: 'Strangers', approvers: { memberIds: [organizationOf(world, 'Harbor').members[0]?.id] } },
          ],
        },
        code: 'unknown_reference',
      }),
    ],
  },
  deleteApprovalPolicy: {
    prepare: async (world) => ({
      as: (await newcomer(world)).partner,
      path: '/v1/approval-policies/partnership',
    }),
  },
  createDelegation: {
    prepare: async (world) => {
      const [first, second] = organizationOf(world, 'Harbor').members;
      return {
        as: world.harbor,
        path: '/v1/delegations',
        body: {
          fromMemberId: first?.id,
          toMemberId: second?.id,
          startsOn: '2020-01-01',
          endsOn: '2020-01-02',
        },
      };
    },
    refusals: [
      async (world) => ({
        as: world.harbor,
        path: '/v1/delegations',
        body: {
          fromMemberId: organizationOf(world, 'Harbor').members[0]?.id,
          toMemberId: organizationOf(world, 'Northwind').members[0]?.id,
          startsOn: '2020-01-01',
          endsOn: '2020-01-02',
        },
        code: 'unknown_reference',
      }),
    ],
  },
  listDelegations: reading(northwind, () => '/v1/delegations'),
  getDelegation: reading(northwind, async (world) => `/v1/delegations/${(await delegation(world)).body.id}`),
  deleteDelegation: {
    prepare: async (world) => ({
      as: world.northwind,
      path: `/v1/delegations/${(await delegation(world)).body.id}`,
    }),
  },
  listApprovals: reading(
    ({ brightpath }) => brightpath,
    () => '/v1/approvals?status=pending',
  ),
  getApproval: reading(
    ({ brightpath }) => brightpath,
    async (world) => {
      await propose(world);
      const listed = good(await world.brightpath.get('/v1/approvals?status=pending'));
      return `/v1/approvals/${listed.body.items[0].id}`;
    },
  ),
};
