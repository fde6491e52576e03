import type { Member } from '../organizations/organization.ts';
import { type Clock, instant } from '../platform/clock.ts';
import { secondsOf } from '../platform/duration.ts';
import { changed, newHead } from '../platform/record.ts';
import { type Approval, type ApprovalStep, type Ask, type Asked, currentStep, dueAtMs } from './approval.ts';
import { mayDecide } from './deciding.ts';
import {
  type ApprovalKind,
  type Delegation,
  type People,
  type Policy,
  type PolicyStep,
  stepsFor,
} from './policy.ts';

/** What a process asks of an organisation. */
export interface Question {
  id: string;
  organizationId: string;
  kind: ApprovalKind;
  subject: { id: string; revision: number; path: string };
  ask: Omit<Ask, 'oneTimeCode'>;
  barredIds: string[];
  onReminder: Approval['onReminder'];
}

const stepOf = (step: PolicyStep): ApprovalStep => ({
  name: step.name,
  approvers: step.approvers,
  quorum: step.quorum,
  escalateTo: step.escalateTo,
  deadlineSeconds: secondsOf(step.deadline),
  reminderSeconds: step.reminders.map(secondsOf).sort((a, b) => a - b),
  escalateSeconds: step.escalateAfter === null ? null : secondsOf(step.escalateAfter),
  startedAt: null,
  remindersSent: 0,
  escalated: false,
  trouble: null,
  asked: [],
});

/** Opens an approval under a policy. Its first step's time runs from now on. */
export const open = (
  question: Question,
  policy: Pick<Policy, 'steps' | 'apiDecision' | 'oneTimeCode'>,
  by: string,
  clock: Clock,
): Approval => {
  const head = newHead(question.id, by, clock);
  const steps = stepsFor(policy.steps, question.ask.amount).map(stepOf);
  return {
    ...head,
    ...question,
    ask: { ...question.ask, oneTimeCode: policy.oneTimeCode },
    status: 'pending',
    steps: steps.map((step, position) => (position === 0 ? { ...step, startedAt: head.createdAt } : step)),
    stepIndex: 0,
    apiDecision: policy.apiDecision,
    round: 0,
    roundEnteredAt: null,
    approvedAmount: null,
    decision: null,
  };
};

/** The latest instant at which it can still be pending, in epoch ms. */
export const expiresAtMs = (approval: Approval): number =>
  Date.parse(approval.createdAt) + approval.steps.reduce((sum, step) => sum + step.deadlineSeconds, 0) * 1000;

const isIn = (people: People | ApprovalStep['approvers'], member: Member): boolean =>
  people.memberIds.includes(member.id) ||
  member.roles.some((role) => (people.roles as string[]).includes(role));

const askedOf = (member: Member, delegator: Member | undefined, escalation: boolean): Asked => ({
  memberId: member.id,
  name: member.name,
  email: member.email,
  locale: member.locale,
  timeZone: member.timeZone,
  delegatorId: delegator?.id ?? null,
  delegatorName: delegator?.name ?? null,
  handedOn: false,
  escalation,
  mail: 'request',
  delivery: null,
  decision: null,
});

/** Whether an answer of this person is still waited for. One who has left is asked nothing more. */
export const stillWaits = (asked: Asked, members: readonly Member[]): boolean =>
  !asked.handedOn && !asked.decision && members.some(({ id, active }) => active && id === asked.memberId);

/** Who stands in for a member today: follows out-of-office delegations, and comes back to the member where they lead in a circle. */
const standIn = (
  member: Member,
  members: Map<string, Member>,
  delegations: readonly Delegation[],
  today: string,
): Member => {
  const seen = new Set<string>();
  let current = member;
  for (;;) {
    if (seen.has(current.id)) return member;
    seen.add(current.id);
    const away = delegations.find(
      ({ fromMemberId, startsOn, endsOn }) =>
        fromMemberId === current.id && startsOn <= today && today <= endsOn,
    );
    const next = away && members.get(away.toMemberId);
    if (!next?.active) return current;
    current = next;
  }
};

/** Everybody of those named who may decide this step now, each once, stand-ins in the place of those who are away. */
const eligible = (
  approval: Approval,
  people: ApprovalStep['approvers'],
  members: readonly Member[],
  delegations: readonly Delegation[],
  clock: Clock,
): Asked[] => {
  const step = currentStep(approval);
  const byId = new Map(members.map((member) => [member.id, member]));
  const today = instant(clock.now()).slice(0, 10);
  const asked = new Map<string, Asked>();
  for (const member of members) {
    if (!member.active || !isIn(people, member) || !mayDecide(approval, member.id)) continue;
    const acting = standIn(member, byId, delegations, today);
    if (!mayDecide(approval, acting.id) || asked.has(acting.id)) continue;
    asked.set(acting.id, askedOf(acting, acting === member ? undefined : member, people === step.escalateTo));
  }
  return [...asked.values()];
};

export interface Asking {
  approval: Approval;
  /** Those who were added by escalation just now. */
  escalatedTo: Asked[];
  /** Nobody is left who may decide: the operator must hear of it. */
  nobody: boolean;
}

/** Names the people of the current step, once. Where four eyes leave nobody, those it escalates to are asked at once. */
export const nameApprovers = (
  approval: Approval,
  members: readonly Member[],
  delegations: readonly Delegation[],
  clock: Clock,
): Asking => {
  const step = currentStep(approval);
  if (step.asked.length > 0) return { approval, escalatedTo: [], nobody: false };
  const named = eligible(approval, step.approvers, members, delegations, clock);
  const instead =
    named.length === 0 && step.escalateTo
      ? eligible(approval, step.escalateTo, members, delegations, clock)
      : [];
  const asked = named.length > 0 ? named : instead;
  const next: ApprovalStep = {
    ...step,
    asked,
    startedAt: step.startedAt ?? instant(clock.now()),
    escalated: step.escalated || named.length === 0,
  };
  return {
    approval: { ...approval, steps: approval.steps.with(approval.stepIndex, next) },
    escalatedTo: instead,
    nobody: asked.length === 0,
  };
};

/** Those whom the current step escalates to are asked as well; undefined where it has done so, or escalates to nobody. */
export const escalate = (
  approval: Approval,
  members: readonly Member[],
  delegations: readonly Delegation[],
  clock: Clock,
): { step: ApprovalStep; people: Asked[] } | undefined => {
  const step = currentStep(approval);
  if (step.escalated || !step.escalateTo) return undefined;
  const known = new Set(step.asked.map((asked) => asked.memberId));
  const people = eligible(approval, step.escalateTo, members, delegations, clock).filter(
    (asked) => !known.has(asked.memberId),
  );
  return { step: { ...step, escalated: true, asked: [...step.asked, ...people] }, people };
};

export type FollowUp =
  | { kind: 'expired'; approval: Approval }
  | { kind: 'reminded' | 'escalated'; approval: Approval; people: Asked[]; nobody: boolean }
  | { kind: 'early' };

/** What time has brought: the deadline, then escalation, then a reminder; `early` where nothing is due yet. */
export const followUp = (
  approval: Approval,
  members: readonly Member[],
  delegations: readonly Delegation[],
  clock: Clock,
): FollowUp => {
  const step = currentStep(approval);
  const started = Date.parse(step.startedAt ?? approval.createdAt);
  const passed = (seconds: number | null | undefined): boolean =>
    typeof seconds === 'number' && clock.now() >= started + seconds * 1000;
  if (passed(step.deadlineSeconds))
    return { kind: 'expired', approval: changed(approval, { status: 'expired' }, 'system', clock) };

  const withStep = (next: ApprovalStep): Approval =>
    changed(approval, { steps: approval.steps.with(approval.stepIndex, next) }, 'system', clock);
  const escalated = passed(step.escalateSeconds)
    ? escalate(approval, members, delegations, clock)
    : undefined;
  if (escalated) {
    const { step: next, people } = escalated;
    return { kind: 'escalated', people, nobody: next.asked.length === 0, approval: withStep(next) };
  }
  const due = step.reminderSeconds.filter(passed).length;
  if (due <= step.remindersSent) return { kind: 'early' };
  const waiting = (asked: Asked): boolean => stillWaits(asked, members);
  const asked = step.asked.map((one) => (waiting(one) ? { ...one, mail: 'reminder' as const } : one));
  return {
    kind: 'reminded',
    people: asked.filter(waiting),
    nobody: false,
    approval: withStep({ ...step, remindersSent: due, asked }),
  };
};

/** When the next thing is due on the current step, in epoch ms. */
const nextDueMs = (approval: Approval): number => {
  const step = currentStep(approval);
  const started = Date.parse(step.startedAt ?? approval.createdAt);
  const due = [
    ...step.reminderSeconds.slice(step.remindersSent),
    ...(step.escalated || step.escalateSeconds === null || !step.escalateTo ? [] : [step.escalateSeconds]),
  ].map((seconds) => started + seconds * 1000);
  return Math.min(
    ...due,
    dueAtMs({ ...step, startedAt: step.startedAt ?? approval.createdAt }) ?? Number.POSITIVE_INFINITY,
  );
};

/** Seconds until something is due on the current step; at least 1. */
export const waitSeconds = (approval: Approval, clock: Clock): number =>
  Math.max(1, Math.ceil((nextDueMs(approval) - clock.now()) / 1000));

/** Seconds since something became due on the current step that nobody has done yet; 0 where nothing is. */
export const lateSeconds = (approval: Approval, clock: Clock): number =>
  Math.max(0, Math.floor((clock.now() - nextDueMs(approval)) / 1000));
