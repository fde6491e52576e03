import * as z from 'zod';
import { contractsOf, exampleMoney, exampleOf, money, sharedRecord } from './define.ts';

const event = contractsOf('cosell.fund-claims');
const instant = z.iso.datetime({ precision: 3 });

/** What both sides may see of a claim once it was submitted. */
const claim = z.strictObject({
  ...sharedRecord,
  partnershipId: z.string(),
  fundId: z.string(),
  proposalId: z.string(),
  funderId: z.string(),
  partnerId: z.string(),
  title: z.string(),
  fundAmount: money.nullable().meta({ description: "What is claimed, in the fund's currency" }),
  approvedAmount: money.nullable(),
  reasonCode: z.string().nullable(),
});

const example = (status: string, previousStatus: string) => ({
  ...exampleOf('fund-claims', 'fcl_01JD0000000000000000000080', status, previousStatus),
  partnershipId: 'prt_01JD0000000000000000000003',
  fundId: 'fnd_01JD0000000000000000000060',
  proposalId: 'fpp_01JD0000000000000000000070',
  funderId: 'org_01JD0000000000000000000001',
  partnerId: 'org_01JD0000000000000000000002',
  title: 'First webinar',
  fundAmount: exampleMoney,
  approvedAmount: null,
  reasonCode: null,
});

const claimEvent = <const Verb extends string>(
  verb: Verb,
  status: string,
  previousStatus: string,
  summary: string,
  changes: Partial<z.input<typeof claim>> = {},
) =>
  event({
    type: `cosell.fund_claim.${verb}.v1`,
    summary,
    audience: 'parties',
    data: claim,
    example: { ...example(status, previousStatus), ...changes },
  });

export const fundClaimSubmitted = claimEvent(
  'submitted',
  'submitted',
  'draft',
  'A claim was submitted with its proof; its amount is accrued in the fund.',
);
export const fundClaimActionRequired = claimEvent(
  'action_required',
  'action_required',
  'in_review',
  'The reviewers returned a claim for changes.',
);
export const fundClaimApproved = claimEvent(
  'approved',
  'approved',
  'in_review',
  'A claim was approved; its payout begins.',
  { approvedAmount: exampleMoney },
);
const decided = claim.extend({
  disputableUntil: instant.nullable().meta({ description: 'Until when the partner can dispute it, once' }),
});

export const fundClaimPartiallyApproved = event({
  type: 'cosell.fund_claim.partially_approved.v1',
  summary: 'A claim was approved in part; the payout of that part begins, the rest can be disputed.',
  audience: 'parties',
  data: decided,
  example: {
    ...example('partially_approved', 'in_review'),
    approvedAmount: exampleMoney,
    disputableUntil: '2027-06-08T00:00:00.000Z',
  },
});
export const fundClaimRejected = event({
  type: 'cosell.fund_claim.rejected.v1',
  summary: 'A claim was rejected; it can be disputed once.',
  audience: 'parties',
  data: decided,
  example: {
    ...example('rejected', 'in_review'),
    reasonCode: 'proof_insufficient',
    disputableUntil: '2027-06-08T00:00:00.000Z',
  },
});
export const fundClaimDisputed = claimEvent(
  'disputed',
  'disputed',
  'partially_approved',
  'The partner disputes what was not approved; it is reviewed once more.',
  { approvedAmount: exampleMoney },
);
export const fundClaimWithdrawn = claimEvent(
  'withdrawn',
  'withdrawn',
  'in_review',
  'The partner took a claim back.',
);
export const fundClaimExpired = claimEvent(
  'expired',
  'expired',
  'action_required',
  'The time of a claim passed without its decision or correction.',
  { reasonCode: 'not_corrected' },
);

const due = claim.extend({ dueAt: instant });
export const fundClaimDueSoon = event({
  type: 'cosell.fund_claim.due_soon.v1',
  summary: 'A claim that is not submitted, or was returned, will soon be too late.',
  audience: 'parties',
  data: due,
  example: { ...example('action_required', 'action_required'), dueAt: '2028-03-01T00:00:00.000Z' },
});
