import * as z from 'zod';
import { type Role, roleSchema } from '../organizations/organization.ts';
import { durationSchema, secondsOf } from '../platform/duration.ts';
import { dateSchema, idOf, line, recordFields } from '../platform/fields.ts';
import { type Money, moneySchema } from '../platform/money.ts';
import type { Fault } from '../platform/refusals.ts';

/** What is decided: one policy an organisation and kind. */
export const approvalKinds = ['partnership', 'referral', 'fund_proposal', 'fund_claim'] as const;
/** Decisions about money: made by people, each with a mailed one-time code, never by an API client. */
export const moneyKinds: readonly ApprovalKind[] = ['fund_proposal', 'fund_claim'];
export const approvalKindSchema = z.enum(approvalKinds);
export type ApprovalKind = z.output<typeof approvalKindSchema>;

const peopleSchema = z
  .strictObject({
    memberIds: z.array(idOf('member')).max(50).default([]),
    roles: z
      .array(roleSchema)
      .max(10)
      .default([])
      .meta({ description: 'Every active member with one of these roles' }),
  })
  .refine(({ memberIds, roles }) => memberIds.length + roles.length > 0, {
    error: 'must name at least one member or role',
    params: { code: 'nobody_named' },
  });
export type People = z.output<typeof peopleSchema>;

export const policyStepSchema = z
  .strictObject({
    name: line(80),
    approvers: peopleSchema,
    quorum: z
      .union([z.literal('any'), z.literal('all'), z.int().min(1).max(50)])
      .default('any')
      .meta({
        description:
          'How many approvals settle the step. One rejection or return settles it whatever the quorum.',
      }),
    fromAmount: moneySchema.nullable().default(null).meta({
      description:
        'The step applies from this amount on; an amount in another currency, or none, cannot be shown to be lower and needs the step too',
    }),
    deadline: durationSchema('PT1H', 'P365D')
      .default('P14D')
      .meta({ description: 'Unanswered for so long, the approval expires' }),
    reminders: z
      .array(durationSchema('PT1H', 'P365D'))
      .max(10)
      .default(['P3D', 'P7D'])
      .meta({ description: 'After how long those who have not answered are reminded' }),
    escalateAfter: durationSchema('PT1H', 'P365D')
      .nullable()
      .default(null)
      .meta({ description: 'After how long those named in `escalateTo` are asked as well' }),
    escalateTo: peopleSchema.nullable().default(null),
  })
  .meta({ id: 'PolicyStep' });
export type PolicyStep = z.output<typeof policyStepSchema>;

/** Reminders and escalation that would come after the deadline would never come: that is a fault, not a setting. */
const comesInTime = (step: PolicyStep, context: z.RefinementCtx): void => {
  const late = (duration: string | null): boolean =>
    duration !== null && secondsOf(duration) >= secondsOf(step.deadline);
  const complain = (path: (string | number)[]) =>
    context.addIssue({
      code: 'custom',
      path,
      message: 'must come before the deadline',
      params: { code: 'after_deadline' },
    });
  step.reminders.forEach((reminder, position) => {
    if (late(reminder)) complain(['reminders', position]);
  });
  if (late(step.escalateAfter)) complain(['escalateAfter']);
  if ((step.escalateAfter === null) !== (step.escalateTo === null))
    context.addIssue({
      code: 'custom',
      path: [step.escalateTo ? 'escalateAfter' : 'escalateTo'],
      message: 'goes with the other: name both or neither',
      params: { code: 'goes_together' },
    });
};

/** An execution of the workflow lives a year at most: all steps together must end before. */
const LONGEST_DAYS = 330;
const endsInTime = ({ steps }: { steps: PolicyStep[] }): boolean =>
  // A deadline that is no duration has its own fault: NaN is not greater.
  !(steps.reduce((sum, { deadline }) => sum + secondsOf(deadline), 0) > secondsOf(`P${LONGEST_DAYS}D`));

export const newPolicySchema = z
  .strictObject({
    steps: z.array(policyStepSchema.superRefine(comesInTime)).min(1).max(10),
    apiDecision: z.boolean().optional().meta({
      description:
        'Whether an API client of the organisation may decide for it, in place of all steps. Left out: it may, save about money, where it never can.',
    }),
    oneTimeCode: z.boolean().optional().meta({
      description:
        'Whether a decision by link also asks for a code that is mailed to the approver. Left out: it does not, save about money, where it always does.',
    }),
  })
  .refine(endsInTime, {
    error: `the deadlines of all steps together must not pass ${LONGEST_DAYS} days`,
    path: ['steps'],
    params: { code: 'too_long' },
  })
  .meta({
    id: 'NewApprovalPolicy',
    examples: [
      {
        steps: [
          {
            name: 'Partner team',
            approvers: { memberIds: [], roles: ['approver'] },
            quorum: 'any',
            deadline: 'P14D',
            reminders: ['P3D', 'P7D'],
            escalateAfter: 'P10D',
            escalateTo: { memberIds: [], roles: ['admin'] },
          },
        ],
      },
    ],
  });

const { createdAt, createdBy, updatedAt, updatedBy, revision } = recordFields;
export const policySchema = z
  .strictObject({
    ...newPolicySchema.shape,
    apiDecision: z.boolean(),
    oneTimeCode: z.boolean(),
    id: z.string(),
    kind: approvalKindSchema,
    isDefault: z.boolean(),
    revision: revision.or(z.literal(0)),
    createdAt,
    createdBy,
    updatedAt,
    updatedBy,
  })
  .meta({ id: 'ApprovalPolicy' });
export type Policy = z.output<typeof policySchema>;

/** How decisions of a kind are made where the policy does not say. */
export const manner = (kind: ApprovalKind): Pick<Policy, 'apiDecision' | 'oneTimeCode'> =>
  moneyKinds.includes(kind)
    ? { apiDecision: false, oneTimeCode: true }
    : { apiDecision: true, oneTimeCode: false };

/** What a policy says against the rules for money, as faults of its fields. */
export const mannerFaults = (
  kind: ApprovalKind,
  given: { apiDecision?: boolean | undefined; oneTimeCode?: boolean | undefined },
): Fault[] => {
  if (!moneyKinds.includes(kind)) return [];
  const message = 'Decisions about money are made by people, each with a one-time code.';
  const fault = (field: string): Fault => ({ pointer: `#/${field}`, code: 'decided_by_people', message });
  return [
    ...(given.apiDecision ? [fault('apiDecision')] : []),
    ...(given.oneTimeCode === false ? [fault('oneTimeCode')] : []),
  ];
};

const step = (name: string, approvers: Role[], deadline: string): PolicyStep => ({
  name,
  approvers: { memberIds: [], roles: approvers },
  quorum: 'any',
  fromAmount: null,
  deadline,
  reminders: ['P3D', 'P7D'],
  escalateAfter: 'P10D',
  escalateTo: { memberIds: [], roles: ['admin'] },
});

/** From this amount on, a proposal also needs a technical review, until the organisation says otherwise. */
const TECHNICAL_FROM = { amountMinor: 1_000_000, currency: 'EUR' };

const defaultSteps: Record<ApprovalKind, PolicyStep[]> = {
  partnership: [step('Partner team', ['partner_manager', 'approver'], 'P15D')],
  referral: [step('Partner team', ['partner_manager', 'approver'], 'P14D')],
  fund_proposal: [
    step('Business review', ['partner_manager'], 'P14D'),
    { ...step('Technical review', ['approver'], 'P14D'), fromAmount: TECHNICAL_FROM },
    step('Finance review', ['finance'], 'P14D'),
  ],
  fund_claim: [
    step('Proof of performance', ['partner_manager', 'approver'], 'P14D'),
    step('Finance review', ['finance'], 'P14D'),
  ],
};

/** What holds until an organisation sets its own; unanswered, the admins are asked after ten days. */
export const defaultPolicy = (kind: ApprovalKind): Pick<Policy, 'steps' | 'apiDecision' | 'oneTimeCode'> => ({
  steps: defaultSteps[kind],
  ...manner(kind),
});

/** The steps that a question of this amount goes through; where no band reaches it, the first. */
export const stepsFor = (steps: readonly PolicyStep[], amount: Money | null): PolicyStep[] => {
  const applying = steps.filter(
    ({ fromAmount }) =>
      fromAmount === null ||
      amount === null ||
      amount.currency !== fromAmount.currency ||
      amount.amountMinor >= fromAmount.amountMinor,
  );
  return applying.length > 0 ? applying : steps.slice(0, 1);
};

export const newDelegationSchema = z
  .strictObject({
    fromMemberId: idOf('member'),
    toMemberId: idOf('member'),
    startsOn: dateSchema,
    endsOn: dateSchema.meta({ description: 'The last day, inclusive' }),
  })
  .refine(({ startsOn, endsOn }) => startsOn <= endsOn, {
    error: 'must not end before it starts',
    path: ['endsOn'],
    params: { code: 'before_start' },
  })
  .refine(({ fromMemberId, toMemberId }) => fromMemberId !== toMemberId, {
    error: 'must be somebody else',
    path: ['toMemberId'],
    params: { code: 'same_member' },
  })
  .meta({
    id: 'NewDelegation',
    examples: [
      {
        fromMemberId: 'mem_01JD0000000000000000000001',
        toMemberId: 'mem_01JD0000000000000000000002',
        startsOn: '2026-12-20',
        endsOn: '2027-01-06',
      },
    ],
  });

export const delegationSchema = z
  .strictObject({ id: idOf('delegation'), ...newDelegationSchema.shape, ...recordFields })
  .meta({ id: 'Delegation' });
export type Delegation = z.output<typeof delegationSchema>;
