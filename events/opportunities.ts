import * as z from 'zod';
import { contractsOf, exampleMoney, exampleOf, money, sharedRecord } from './define.ts';

const event = contractsOf('cosell.opportunities');

export const opportunityCreated = event({
  type: 'cosell.opportunity.created.v1',
  summary: 'A joint opportunity was created.',
  audience: 'parties',
  data: z.strictObject({
    ...sharedRecord,
    partnershipId: z.string(),
    referralId: z.string().nullable(),
    title: z.string(),
    customerDomain: z.string(),
    reviewStatus: z.string(),
    stage: z.string(),
    estimatedAmount: money.nullable(),
  }),
  example: {
    ...exampleOf('opportunities', 'opp_01JD0000000000000000000020', 'prospect', null),
    revision: 1,
    partnershipId: 'prt_01JD0000000000000000000003',
    referralId: 'rfl_01JD0000000000000000000010',
    title: 'Data platform for Contoso Foods',
    customerDomain: 'contoso-foods.com',
    reviewStatus: 'pending_submission',
    stage: 'prospect',
    estimatedAmount: exampleMoney,
  },
});
