import { euros, fundBody, fundIn, partnershipOf, programBody, programIn } from '../../support/funds.ts';
import { good, newcomer, partnershipWith } from '../../support/newcomers.ts';
import type { Answer, Partner } from '../../support/partner.ts';
import type { World } from '../../support/world.ts';
import type { Case, Prepared } from '../case.ts';

const northwind = ({ northwind: partner }: World): Partner => partner;
const reading = (path: (world: World) => Promise<string> | string): Case => ({
  prepare: async (world) => ({ as: northwind(world), path: await path(world) }),
});
const onProgram = (answer: Answer, as: Partner, verb = '', body: unknown = {}): Prepared => ({
  as,
  path: `/v1/fund-programs/${answer.body.id}${verb && `/${verb}`}`,
  body,
  etag: answer.etag,
});
const onFund = (answer: Answer, as: Partner, verb = '', body: unknown = {}): Prepared => ({
  as,
  path: `/v1/funds/${answer.body.id}${verb && `/${verb}`}`,
  body,
  etag: answer.etag,
});
const creating = (as: Partner, body: unknown): Prepared => ({ as, path: '/v1/funds', body });
const closedProgram = async (world: World): Promise<Answer> => {
  const { body, etag } = await programIn(world);
  return good(await world.northwind.post(`/v1/fund-programs/${body.id}/close`, {}, { etag }));
};
const closedFund = async (world: World): Promise<Answer> => {
  const { body, etag } = await fundIn(world);
  return good(await world.northwind.post(`/v1/funds/${body.id}/close`, {}, { etag }));
};
const past = { startsOn: '2020-01-01', endsOn: '2020-12-31' };
const earnedInThePast = {
  earn: past,
  use: { startsOn: '2020-01-01', endsOn: '2099-12-31' },
  claim: { startsOn: '2020-01-01', endsOn: '2099-12-31' },
};
/** A fund whose partnership is suspended since. */
const suspended = async (world: World): Promise<{ fund: Answer; program: Answer; partnershipId: string }> => {
  const partnership = await partnershipWith(world, await newcomer(world));
  const { id } = partnership.body;
  const program = good(await world.northwind.post('/v1/fund-programs', programBody([id])));
  const body = fundBody(world, program.body.id, { partnershipId: id });
  const fund = good(await world.northwind.post('/v1/funds', body));
  good(await world.northwind.post(`/v1/partnerships/${id}/suspend`, {}, { etag: partnership.etag }));
  return { fund, program, partnershipId: id };
};
const moneyOf = (amountMinor: number, currency = 'EUR') => ({ amount: { amountMinor, currency } });

export const cases: Record<string, Case> = {
  createFundProgram: {
    prepare: async (world) => ({
      as: world.northwind,
      path: '/v1/fund-programs',
      body: programBody([partnershipOf(world)]),
    }),
    refusals: [
      async (world) => ({
        as: world.northwind,
        path: '/v1/fund-programs',
        body: programBody([partnershipOf(world), 'prt_01JD0000000000000000000099']),
        code: 'unknown_reference',
      }),
    ],
  },
  listFundPrograms: reading(() => '/v1/fund-programs?status=open'),
  getFundProgram: reading(async (world) => `/v1/fund-programs/${(await programIn(world)).body.id}`),
  updateFundProgram: {
    prepare: async (world) =>
      onProgram(await programIn(world), world.northwind, '', { paymentTermDays: 45, description: null }),
    refusals: [
      async (world) => ({
        ...onProgram(await closedProgram(world), world.northwind, '', { paymentTermDays: 45 }),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...onProgram(await programIn(world), world.brightpath, '', { paymentTermDays: 45 }),
        code: 'wrong_side',
      }),
      async (world) => ({
        ...onProgram(await programIn(world), world.northwind, '', {
          eligiblePartnershipIds: ['prt_01JD0000000000000000000099'],
        }),
        code: 'unknown_reference',
      }),
    ],
  },
  closeFundProgram: {
    prepare: async (world) => onProgram(await programIn(world), world.northwind, 'close'),
    refusals: [
      async (world) => ({
        ...onProgram(await closedProgram(world), world.northwind, 'close'),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...onProgram(await programIn(world), world.brightpath, 'close'),
        code: 'wrong_side',
      }),
    ],
  },
  readFundProgramTimeline: reading(
    async (world) => `/v1/fund-programs/${(await programIn(world)).body.id}/timeline`,
  ),
  createFund: {
    prepare: async (world) =>
      creating(world.northwind, fundBody(world, (await programIn(world)).body.id, { lowBalanceMinor: 1 })),
    refusals: [
      async (world) => ({
        ...creating(world.northwind, fundBody(world, 'fpr_01JD0000000000000000000099')),
        code: 'unknown_reference',
      }),
      async (world) => {
        const { body } = await partnershipWith(world, await newcomer(world));
        const program = await programIn(world);
        return {
          ...creating(world.northwind, fundBody(world, program.body.id, { partnershipId: body.id })),
          code: 'unknown_reference',
        };
      },
      async (world) => ({
        ...creating(world.brightpath, fundBody(world, (await programIn(world)).body.id)),
        code: 'wrong_side',
      }),
      async (world) => ({
        ...creating(world.northwind, fundBody(world, (await closedProgram(world)).body.id)),
        code: 'transition_not_allowed',
      }),
      async (world) => {
        const { program, partnershipId } = await suspended(world);
        return {
          ...creating(world.northwind, fundBody(world, program.body.id, { partnershipId })),
          code: 'partnership_not_active',
        };
      },
      async (world) => ({
        ...creating(world.northwind, fundBody(world, (await programIn(world)).body.id, moneyOf(1, 'USD'))),
        code: 'wrong_currency',
      }),
      async (world) => {
        const program = await programIn(world, { windows: earnedInThePast });
        return { ...creating(world.northwind, fundBody(world, program.body.id)), code: 'outside_window' };
      },
    ],
  },
  listFunds: reading((world) => `/v1/funds?status=open&partnershipId=${partnershipOf(world)}`),
  getFund: reading(async (world) => `/v1/funds/${(await fundIn(world)).body.id}`),
  updateFund: {
    prepare: async (world) =>
      onFund(await fundIn(world), world.northwind, '', { name: 'Renamed', lowBalanceMinor: 500_000 }),
    refusals: [
      async (world) => ({
        ...onFund(await closedFund(world), world.northwind, '', { name: 'Too late' }),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...onFund(await fundIn(world), world.brightpath, '', { name: 'Not mine' }),
        code: 'wrong_side',
      }),
    ],
  },
  allocateToFund: {
    prepare: async (world) =>
      onFund(await fundIn(world), world.northwind, 'allocate', { amount: euros(1), reason: 'More' }),
    refusals: [
      async (world) => ({
        ...onFund(await closedFund(world), world.northwind, 'allocate', moneyOf(1)),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...onFund(await fundIn(world), world.brightpath, 'allocate', moneyOf(1)),
        code: 'wrong_side',
      }),
      async (world) => ({
        ...onFund((await suspended(world)).fund, world.northwind, 'allocate', moneyOf(1)),
        code: 'partnership_not_active',
      }),
      async (world) => ({
        ...onFund(await fundIn(world), world.northwind, 'allocate', moneyOf(1, 'JPY')),
        code: 'wrong_currency',
      }),
      async (world) => ({
        ...onFund(await fundIn(world), world.northwind, 'allocate', moneyOf(Number.MAX_SAFE_INTEGER)),
        code: 'invalid_input',
      }),
      async (world) => {
        const program = await programIn(world);
        const fund = good(await world.northwind.post('/v1/funds', fundBody(world, program.body.id)));
        const { path, etag = '' } = onProgram(program, world.northwind);
        good(await world.northwind.patch(path, { windows: earnedInThePast }, { etag }));
        return { ...onFund(fund, world.northwind, 'allocate', moneyOf(1)), code: 'outside_window' };
      },
    ],
  },
  deallocateFromFund: {
    prepare: async (world) => onFund(await fundIn(world), world.northwind, 'deallocate', moneyOf(1)),
    refusals: [
      async (world) => ({
        ...onFund(await closedFund(world), world.northwind, 'deallocate', moneyOf(1)),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...onFund(await fundIn(world), world.brightpath, 'deallocate', moneyOf(1)),
        code: 'wrong_side',
      }),
      async (world) => ({
        ...onFund(await fundIn(world), world.northwind, 'deallocate', moneyOf(1, 'USD')),
        code: 'wrong_currency',
      }),
      async (world) => ({
        ...onFund(await fundIn(world), world.northwind, 'deallocate', moneyOf(10_000_001)),
        code: 'insufficient_funds',
      }),
    ],
  },
  closeFund: {
    prepare: async (world) => onFund(await fundIn(world), world.northwind, 'close'),
    refusals: [
      async (world) => ({
        ...onFund(await closedFund(world), world.northwind, 'close'),
        code: 'transition_not_allowed',
      }),
      async (world) => ({
        ...onFund(await fundIn(world), world.brightpath, 'close'),
        code: 'wrong_side',
      }),
    ],
  },
  readFundStatement: {
    ...reading(async (world) => `/v1/funds/${(await fundIn(world)).body.id}/statement?from=2020-01-01`),
    refusals: [
      async (world) => ({
        as: world.northwind,
        path: `/v1/funds/${(await fundIn(world)).body.id}/statement?from=2026-12-01&to=2026-11-30`,
        code: 'invalid_input',
      }),
    ],
  },
  verifyFund: reading(async (world) => `/v1/funds/${(await fundIn(world)).body.id}/verification`),
  readFundTimeline: reading(async (world) => `/v1/funds/${(await fundIn(world)).body.id}/timeline`),
};
