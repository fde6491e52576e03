import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Approval, currentStep, dueAtMs } from '../../../functions/approvals/approval.ts';
import { expiresAtMs, followUp, waitSeconds } from '../../../functions/approvals/asking.ts';
import { cancel, decideByClient } from '../../../functions/approvals/deciding.ts';
import { readAnswer } from '../../../functions/approvals/form.ts';
import { emptyDraft } from '../../../functions/approvals/page.ts';
import type { Delegation, PolicyStep } from '../../../functions/approvals/policy.ts';
import type { Member } from '../../../functions/organizations/organization.ts';
import type { Result } from '../../../functions/platform/result.ts';
import { type HandClock, handClock, memberId, named, opened, policyStep } from '../../support/arbitraries.ts';
import { answer, asks, away, decides, handsOn, people } from './play.ts';

/** Whatever happens to an approval, in whatever order, these hold. */

const PEOPLE = 7;
const who = fc.integer({ min: 1, max: PEOPLE });
/** Mostly one of those who are asked, by position; else anybody. */
const somebody = fc.record({ number: who, asked: fc.constantFrom(true, true, true, false) });
const several = (least: number) => fc.uniqueArray(who, { minLength: least, maxLength: 3 });
const days = (most: number) => fc.integer({ min: 1, max: most }).map((count) => `P${count}D`);

const step: fc.Arbitrary<PolicyStep> = fc
  .record({
    approvers: several(1),
    quorum: fc.constantFrom('any' as const, 'all' as const, 1, 2, 3),
    deadline: fc.integer({ min: 5, max: 12 }).map((count) => `P${count}D`),
    reminders: fc.array(days(4), { maxLength: 2 }),
    escalateAfter: fc.option(days(4), { nil: null }),
    escalateTo: several(1),
  })
  .map(({ approvers, escalateTo, ...rest }) =>
    policyStep({
      ...rest,
      approvers: named(...approvers),
      escalateTo: rest.escalateAfter === null ? null : named(...escalateTo),
    }),
  );

const delegation: fc.Arbitrary<Delegation> = fc
  .tuple(who, who, fc.constantFrom('2026-11-23', '2026-11-27'), fc.constantFrom('2026-11-26', '2026-12-09'))
  .map((given) => away(...given));

const event = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('ask' as const), retry: fc.boolean() }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      who: somebody,
      choice: fc.constantFrom(
        ...Array(8).fill('approve'),
        'approve_in_part',
        'approve_in_part',
        'reject',
        'return',
      ),
      amount: fc.constantFrom('1', '400', '999.99', '1000', '1000.01', '5000'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('handOn' as const), who: somebody, to: who }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('followUp' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      seconds: fc.oneof(fc.integer({ min: 0, max: 200_000 }), fc.constantFrom(1, 86_400, 259_200, 500_000)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('cancel' as const, 'client' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), who }) },
);
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

const plot = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 3 }),
  barred: several(0),
  delegations: fc.array(delegation, { maxLength: 3 }),
  events: fc.array(event, { minLength: 1, maxLength: 40 }),
});

interface Stage {
  clock: HandClock;
  members: Member[];
  delegations: Delegation[];
  entry: number;
}

const numberOf = (now: Approval, { number, asked }: { number: number; asked: boolean }): number => {
  const waiting = currentStep(now).asked.filter((one) => !one.handedOn && !one.decision);
  const chosen = asked ? waiting[number % waiting.length] : undefined;
  return chosen ? Number(chosen.memberId.slice(-2)) : number;
};

/** What an event makes of the approval; undefined where it is refused or does nothing. */
const happens = (now: Approval, given: Event, stage: Stage): Approval | undefined => {
  const { clock, members, delegations } = stage;
  const taken = (result: Result<Approval>) => (result.ok ? result.value : undefined);
  switch (given.kind) {
    case 'ask': {
      if (now.status !== 'pending') return undefined;
      if (!given.retry) stage.entry++;
      return asks(now, members, clock, delegations, String(stage.entry)).approval;
    }
    case 'decide': {
      const { choice, amount } = given;
      const said = readAnswer(
        now,
        { ...emptyDraft, choice, amount, reason: 'other', comment: 'Because.' },
        'en',
      );
      return 'outcome' in said ? taken(decides(now, numberOf(now, given.who), said, clock)) : undefined;
    }
    case 'handOn':
      return taken(handsOn(now, numberOf(now, given.who), given.to, clock));
    case 'followUp': {
      if (now.status !== 'pending') return undefined;
      const next = followUp(now, members, delegations, clock);
      return next.kind === 'early' ? undefined : next.approval;
    }
    case 'move':
      clock.move(given.seconds);
      return undefined;
    case 'cancel':
      return taken(cancel(now, 'sender', clock));
    case 'client':
      return taken(decideByClient(now, { id: 'client', name: 'CRM' }, answer('approve'), clock));
    case 'leave':
      stage.members = members.map((one) =>
        one.id === memberId(given.who) ? { ...one, active: false } : one,
      );
      return undefined;
  }
};

const decisionsOf = (approval: Approval) =>
  approval.steps.flatMap((each) => each.asked.filter((one) => one.decision).map((one) => one.memberId));
const amountOf = (approval: Approval): number =>
  (approval.approvedAmount ?? approval.ask.amount)?.amountMinor ?? 0;

/** What holds between an approval and what it becomes. */
const holdsBetween = (before: Approval, after: Approval): void => {
  expect(before.status).toBe('pending');
  expect(after.revision).toBe(before.revision + 1);
  expect(amountOf(after)).toBeLessThanOrEqual(amountOf(before));
  expect(after.stepIndex - before.stepIndex).toBeGreaterThanOrEqual(0);
  const said = decisionsOf(before);
  const told = decisionsOf(after);
  expect(said.filter((id) => !told.includes(id))).toEqual([]);
  expect(told.length - said.length).toBeLessThanOrEqual(1);
  // Nobody is taken off, and nobody stands there twice.
  for (const each of after.steps)
    expect(new Set(each.asked.map((one) => one.memberId)).size).toBe(each.asked.length);
};

/** What holds of every approval at every time. */
const holdsOf = (approval: Approval, barred: string[], { clock }: Stage): void => {
  const deciders = decisionsOf(approval);
  expect(new Set(deciders).size).toBe(deciders.length);
  for (const each of approval.steps) for (const one of each.asked) expect(barred).not.toContain(one.memberId);
  expect(waitSeconds(approval, clock)).toBeGreaterThanOrEqual(1);
  if (approval.status === 'pending') {
    expect(dueAtMs(currentStep(approval))).toBeGreaterThan(0);
    expect(dueAtMs(currentStep(approval))).toBeLessThanOrEqual(expiresAtMs(approval));
    expect(approval.decision).toBeNull();
  }
  if (['approved', 'partially_approved', 'rejected', 'returned'].includes(approval.status))
    expect(approval.decision).not.toBeNull();
  expect(approval.status === 'approved' && approval.approvedAmount).toBeFalsy();
};

/** However it stands, going on as the workflow does settles it, within as many waits as there are things to come. */
const comesToAnEnd = (approval: Approval, stage: Stage): void => {
  let now = approval;
  for (let turn = 0; now.status === 'pending'; turn++) {
    expect(turn).toBeLessThan(20);
    now = asks(now, stage.members, stage.clock, stage.delegations, `end ${turn}`).approval;
    stage.clock.move(waitSeconds(now, stage.clock));
    const next = followUp(now, stage.members, stage.delegations, stage.clock);
    // Waiting as long as told is never too little.
    expect(next.kind).not.toBe('early');
    if (next.kind !== 'early') now = next.approval;
  }
};

test('whatever happens to an approval, it is decided once, by those who may, for no more than was asked, and ends', () => {
  fc.assert(
    fc.property(plot, ({ steps, barred, delegations, events }) => {
      const stage: Stage = { clock: handClock(), members: people(PEOPLE), delegations, entry: 0 };
      const barredIds = barred.map(memberId);
      let now = opened(steps, stage.clock, { barredIds });
      for (const given of events) {
        const next = happens(now, given, stage);
        if (next) holdsBetween(now, next);
        now = next ?? now;
        holdsOf(now, barredIds, stage);
      }
      comesToAnEnd(now, stage);
    }),
    { numRuns: 700 },
  );
});

test('the stories told above are wide enough to mean something: they come to every status and every step', () => {
  const reached = new Set<string>();
  for (const { steps, barred, delegations, events } of fc.sample(plot, { seed: 1, numRuns: 1_000 })) {
    const stage: Stage = { clock: handClock(), members: people(PEOPLE), delegations, entry: 0 };
    let now = opened(steps, stage.clock, { barredIds: barred.map(memberId) });
    for (const given of events) now = happens(now, given, stage) ?? now;
    reached.add(now.status).add(`step ${now.stepIndex}`);
  }
  expect([...reached].sort().join(' ')).toBe(
    'approved cancelled expired partially_approved pending rejected returned step 0 step 1 step 2',
  );
});

test('following up after the deadline settles it, whoever was asked and whoever has answered', () => {
  fc.assert(
    fc.property(plot, ({ steps, barred, delegations, events }) => {
      const stage: Stage = { clock: handClock(), members: people(PEOPLE), delegations, entry: 0 };
      let now = opened(steps, stage.clock, { barredIds: barred.map(memberId) });
      for (const given of events) now = happens(now, given, stage) ?? now;
      if (now.status !== 'pending') return;
      stage.clock.move(Math.max(0, ((dueAtMs(currentStep(now)) ?? 0) - stage.clock.now()) / 1000));
      expect(followUp(now, stage.members, stage.delegations, stage.clock)).toMatchObject({
        kind: 'expired',
        approval: { status: 'expired', revision: now.revision + 1 },
      });
    }),
    { numRuns: 300 },
  );
});
