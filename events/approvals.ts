import * as z from 'zod';
import { contractsOf, exampleOf, money, sharedRecord } from './define.ts';

const event = contractsOf('cosell.approvals');
const instant = z.iso.datetime({ precision: 3 });

/** Heard only by the organisation that decides: how it decides, and who does, is its own affair. */
const approval = z.strictObject({
  ...sharedRecord,
  kind: z.string().meta({ description: 'Which policy applies: `referral`, `partnership`, …' }),
  subject: z.strictObject({ id: z.string(), revision: z.int().positive() }),
  step: z.int().positive().meta({ description: 'The step the approval stands at, from 1' }),
});
const example = (status: string, previousStatus: string | null) => ({
  ...exampleOf('approvals', 'apr_01JD0000000000000000000030', status, previousStatus),
  organizationIds: ['org_01JD0000000000000000000002'],
  kind: 'referral',
  subject: { id: 'rfl_01JD0000000000000000000010', revision: 2 },
  step: 1,
});
const memberIds = z.array(z.string());
const ana = 'mem_01JD0000000000000000000040';

export const approvalRequested = event({
  type: 'cosell.approval.requested.v1',
  summary: 'The approvers of a step were asked for their decision.',
  audience: 'decider',
  data: approval.extend({ approverIds: memberIds, dueAt: instant }),
  example: { ...example('pending', 'pending'), approverIds: [ana], dueAt: '2026-12-07T09:00:00.000Z' },
});

export const approvalReminded = event({
  type: 'cosell.approval.reminded.v1',
  summary: 'Approvers who had not decided yet were reminded.',
  audience: 'decider',
  data: approval.extend({ approverIds: memberIds, dueAt: instant }),
  example: { ...example('pending', 'pending'), approverIds: [ana], dueAt: '2026-12-07T09:00:00.000Z' },
});

export const approvalDelegated = event({
  type: 'cosell.approval.delegated.v1',
  summary: 'An approver handed the decision to somebody else.',
  audience: 'decider',
  data: approval.extend({ delegatorId: z.string(), delegateId: z.string() }),
  example: {
    ...example('pending', 'pending'),
    delegatorId: ana,
    delegateId: 'mem_01JD0000000000000000000041',
  },
});

export const approvalEscalated = event({
  type: 'cosell.approval.escalated.v1',
  summary: 'A step was handed to those it escalates to, or, where nobody is left, to the operator.',
  audience: 'decider',
  data: approval.extend({ approverIds: memberIds, toOperator: z.boolean() }),
  example: { ...example('pending', 'pending'), approverIds: [ana], toOperator: false },
});

export const approvalDecided = event({
  type: 'cosell.approval.decided.v1',
  summary: 'The approval came to its decision.',
  audience: 'decider',
  data: approval.extend({
    decision: z.enum(['approved', 'partially_approved', 'rejected', 'returned']),
    decidedById: z.string().meta({ description: 'The member, or the API client, whose decision settled it' }),
    reasonCode: z.string().nullable(),
    approvedAmount: money.nullable(),
  }),
  example: {
    ...example('approved', 'pending'),
    decision: 'approved',
    decidedById: ana,
    reasonCode: null,
    approvedAmount: null,
  },
});

export const approvalExpired = event({
  type: 'cosell.approval.expired.v1',
  summary: 'The deadline passed without a decision.',
  audience: 'decider',
  data: approval,
  example: example('expired', 'pending'),
});

export const approvalCancelled = event({
  type: 'cosell.approval.cancelled.v1',
  summary: 'What was asked about changed or was taken back, so the question fell away.',
  audience: 'decider',
  data: approval,
  example: example('cancelled', 'pending'),
});
