import * as z from 'zod';
import { idOf, instantSchema, recordFields } from '../platform/fields.ts';
import { moneySchema } from '../platform/money.ts';
import { deliverySchema, troubleSchema } from './delivery.ts';
import { approvalKindSchema } from './policy.ts';

export const approvalStatuses = [
  'pending',
  'approved',
  'partially_approved',
  'rejected',
  'returned',
  'expired',
  'cancelled',
] as const;
export type ApprovalStatus = (typeof approvalStatuses)[number];

/** What an approver can answer. `accept` questions know only approve and reject, under the names Accept and Decline. */
export const outcomes = ['approve', 'approve_in_part', 'reject', 'return'] as const;
export type Outcome = (typeof outcomes)[number];

const decisionSchema = z.strictObject({
  outcome: z.enum(outcomes),
  at: instantSchema,
  byId: z.string().meta({ description: 'Member, or API client' }),
  byName: z.string(),
  delegatorName: z
    .string()
    .nullable()
    .meta({ description: 'In whose place, where the decision was delegated' }),
  reasonCode: z.string().nullable(),
  comment: z.string().nullable(),
  amount: moneySchema.nullable(),
});
export type Decision = z.output<typeof decisionSchema>;

const askedSchema = z.strictObject({
  memberId: idOf('member'),
  name: z.string(),
  email: z.string(),
  locale: z.string(),
  timeZone: z.string(),
  delegatorId: z.string().nullable(),
  delegatorName: z.string().nullable(),
  /** Handed on to a delegate: this person's answer is no longer waited for. */
  handedOn: z.boolean(),
  /** Asked because the step escalated: one such approval is enough, whatever the quorum. */
  escalation: z.boolean(),
  /** What the next round of mail has for this person, or the round that brought the last. */
  mail: z.union([z.enum(['request', 'reminder']), z.int()]),
  /** What became of the last mail; null before the first. */
  delivery: deliverySchema.nullable(),
  decision: decisionSchema.nullable(),
});
export type Asked = z.output<typeof askedSchema>;

const peopleSchema = z.strictObject({ memberIds: z.array(z.string()), roles: z.array(z.string()) });

const stepSchema = z.strictObject({
  name: z.string(),
  approvers: peopleSchema,
  quorum: z.union([z.enum(['any', 'all']), z.int()]),
  escalateTo: peopleSchema.nullable(),
  deadlineSeconds: z.int(),
  reminderSeconds: z.array(z.int()),
  escalateSeconds: z.int().nullable(),
  startedAt: instantSchema.nullable(),
  remindersSent: z.int(),
  escalated: z.boolean(),
  /** The operator has been told of it. */
  trouble: troubleSchema.nullable(),
  asked: z.array(askedSchema),
});
export type ApprovalStep = z.output<typeof stepSchema>;

/** A line of what is asked, typed so that it can be shown in the reader's own locale. */
const factSchema = z.union([
  z.strictObject({ label: z.string(), text: z.string() }),
  z.strictObject({ label: z.string(), money: moneySchema }),
  z.strictObject({ label: z.string(), date: z.string() }),
  /** What one unit of a currency comes to in another: a decimal number as text. */
  z.strictObject({
    label: z.string(),
    rate: z.strictObject({ value: z.string(), from: z.string(), to: z.string() }),
  }),
  /** A file of the subject, which the reader's own link also opens. */
  z.strictObject({
    label: z.string(),
    attachment: z.strictObject({ id: z.string(), subjectId: z.string(), fileName: z.string() }),
  }),
]);
export type Fact = z.output<typeof factSchema>;

const askSchema = z.strictObject({
  /** `accept`: Accept or Decline. `approve`: Approve, Approve in part (where there is an amount), Reject, Return for changes. */
  act: z.enum(['accept', 'approve']),
  /** "Northwind Cloud proposes a referral" */
  headline: z.string(),
  title: z.string(),
  requestedBy: z.string(),
  facts: z.array(factSchema),
  reasons: z.array(z.strictObject({ code: z.string(), label: z.string() })),
  amount: moneySchema.nullable(),
  oneTimeCode: z.boolean(),
});
export type Ask = z.output<typeof askSchema>;

export const approvalSchema = z
  .strictObject({
    id: idOf('approval'),
    organizationId: idOf('organization').meta({ description: 'Who decides' }),
    kind: approvalKindSchema,
    subject: z.strictObject({ id: z.string(), revision: z.int(), path: z.string() }),
    status: z.enum(approvalStatuses),
    ask: askSchema,
    steps: z.array(stepSchema),
    /** Position of the step that is decided now, from 0. */
    stepIndex: z.int(),
    /** May decide nothing here: submitter, payee. */
    barredIds: z.array(z.string()),
    apiDecision: z.boolean(),
    /** Counts the mailings; a task that runs again in the same round mails again what may not have gone out. */
    round: z.int(),
    /** When the workflow entered the state that mails this round: the same on every retry of it. */
    roundEnteredAt: z.string().nullable(),
    approvedAmount: moneySchema.nullable(),
    decision: decisionSchema.nullable().meta({ description: 'The decision that settled it' }),
    /** Event to send with each reminder, on behalf of the subject's process. */
    onReminder: z.strictObject({ type: z.string(), data: z.unknown() }).nullable(),
    ...recordFields,
  })
  .meta({ id: 'Approval' });
export type Approval = z.output<typeof approvalSchema>;

/**
 * An approval as any version has written it: fields that were added later hold what they meant before they were there.
 * See "A new shape of a record" in docs/operating.md.
 */
export const approvalOf = (written: Approval): Approval => ({
  ...written,
  steps: written.steps.map((step) => ({
    ...step,
    trouble: step.trouble ?? null,
    asked: step.asked.map((asked) => ({ ...asked, delivery: asked.delivery ?? null })),
  })),
});

/** As the deciding organisation reads it. */
export const approvalViewSchema = z
  .strictObject({
    id: approvalSchema.shape.id,
    kind: approvalKindSchema,
    subject: approvalSchema.shape.subject,
    status: approvalSchema.shape.status,
    headline: z.string(),
    title: z.string(),
    amount: moneySchema.nullable(),
    approvedAmount: moneySchema.nullable(),
    dueAt: instantSchema.nullable(),
    step: z.int().meta({ description: 'The step it stands at, from 1' }),
    steps: z.array(
      z.strictObject({
        name: z.string(),
        quorum: stepSchema.shape.quorum,
        escalated: z.boolean(),
        trouble: troubleSchema
          .nullable()
          .meta({ description: 'What keeps this step from being decided, and the operator was told of' }),
        approvers: z.array(
          z.strictObject({
            memberId: z.string(),
            name: z.string(),
            delegatorName: z.string().nullable(),
            handedOn: z.boolean(),
            delivery: deliverySchema
              .nullable()
              .meta({ description: 'What became of the last mail to this person; null before the first' }),
            decision: decisionSchema.nullable(),
          }),
        ),
      }),
    ),
    decision: decisionSchema.nullable(),
    ...recordFields,
  })
  .meta({ id: 'ApprovalView' });

export type ApprovalView = z.input<typeof approvalViewSchema>;

/** The same for the view, which lists answer from. */
export const approvalViewOf = (written: ApprovalView): ApprovalView => ({
  ...written,
  steps: written.steps.map((step) => ({
    ...step,
    trouble: step.trouble ?? null,
    approvers: step.approvers.map((asked) => ({ ...asked, delivery: asked.delivery ?? null })),
  })),
});

export const currentStep = (approval: Approval): ApprovalStep => {
  const step = approval.steps[approval.stepIndex];
  if (!step) throw new Error(`approval ${approval.id} has no step ${approval.stepIndex}`);
  return step;
};

/** When the current step runs out, in epoch ms; undefined before it was asked. */
export const dueAtMs = (step: ApprovalStep): number | undefined =>
  step.startedAt === null ? undefined : Date.parse(step.startedAt) + step.deadlineSeconds * 1000;

/** The approval without mail addresses, rounds and the rest of our bookkeeping. */
export const viewOf = (approval: Approval): ApprovalView => {
  const due = dueAtMs(currentStep(approval));
  const {
    id,
    kind,
    subject,
    status,
    ask,
    approvedAmount,
    decision,
    revision,
    createdAt,
    createdBy,
    updatedAt,
    updatedBy,
  } = approval;
  return {
    ...{
      id,
      kind,
      subject,
      status,
      headline: ask.headline,
      title: ask.title,
      amount: ask.amount,
      approvedAmount,
    },
    dueAt: due === undefined ? null : new Date(due).toISOString(),
    step: approval.stepIndex + 1,
    steps: approval.steps.map(({ name, quorum, escalated, trouble, asked }) => ({
      ...{ name, quorum, escalated, trouble },
      approvers: asked.map((one) => ({
        ...{ memberId: one.memberId, name: one.name, delegatorName: one.delegatorName },
        ...{ handedOn: one.handedOn, delivery: one.delivery, decision: one.decision },
      })),
    })),
    ...{ decision, revision, createdAt, createdBy, updatedAt, updatedBy },
  };
};
