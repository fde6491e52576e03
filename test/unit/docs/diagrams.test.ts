import { expect, test } from '@jest/globals';
import type { Approval, Outcome } from '../../../functions/approvals/approval.ts';
import { followUp, nameApprovers, open } from '../../../functions/approvals/asking.ts';
import { cancel, decide } from '../../../functions/approvals/deciding.ts';
import { defaultPolicy } from '../../../functions/approvals/policy.ts';
import type { Member } from '../../../functions/organizations/organization.ts';
import { costPage, countOf, flows } from '../../../infra/generate/cost.ts';
import {
  approvalSteps,
  drawMachine,
  drawRecord,
  machineOf,
  workflowsPage,
} from '../../../infra/generate/diagrams.ts';
import { recorded } from '../../../infra/generate/table-traffic.ts';
import { workflows } from '../../../workflows/catalogue.ts';

const clock = { now: () => Date.parse('2026-11-23T09:00:00.000Z') };
const later = { now: () => clock.now() + 400 * 86_400_000 };
const ana = {
  id: 'mem_1',
  name: 'Ana',
  email: 'ana@example.com',
  roles: ['approver'],
  locale: 'en',
  timeZone: 'UTC',
  active: true,
} as unknown as Member;
const amount = { amountMinor: 100, currency: 'EUR' };
const pending = (): Approval => {
  const question = {
    id: 'apr_1',
    organizationId: 'org_1',
    kind: 'referral',
    subject: { id: 'rfl_1', revision: 2, path: '/' },
    ask: { act: 'approve', headline: '', title: '', requestedBy: '', facts: [], reasons: [], amount },
    barredIds: [],
    onReminder: null,
  } as const;
  return nameApprovers(
    open(
      { ...question, ask: { ...question.ask, facts: [], reasons: [] }, barredIds: [] },
      defaultPolicy('referral'),
      'x',
      clock,
    ),
    [ana],
    [],
    clock,
  ).approval;
};

test("an approval's drawing has exactly the ends that its functions lead to", () => {
  const decided = (['approve', 'approve_in_part', 'reject', 'return'] as Outcome[]).map((outcome) => {
    const answer = {
      outcome,
      reasonCode: null,
      comment: null,
      amount: outcome === 'approve_in_part' ? amount : null,
    };
    const result = decide(pending(), ana.id, answer, clock);
    return result.ok ? result.value.status : 'refused';
  });
  const late = followUp(pending(), [ana], [], later);
  const cancelled = cancel(pending(), 'x', clock);
  const ends = [
    ...decided,
    late.kind === 'early' ? 'early' : late.approval.status,
    cancelled.ok ? cancelled.value.status : 'refused',
  ];
  expect(approvalSteps.map(({ to }) => to)).toEqual([...ends, 'pending']);
});

test('a record is drawn from its transitions: who takes each step, and where it ends', () => {
  expect(drawRecord('a', { go: { from: ['a', 'b'], to: 'c', by: 'any' } })).toBe(
    [
      '```mermaid',
      'stateDiagram-v2',
      '  [*] --> a',
      '  a --> c : go (any)',
      '  b --> c : go (any)',
      '  c --> [*]',
      '```',
    ].join('\n'),
  );
});

test('every machine is drawn with all its states', () => {
  for (const workflow of workflows) {
    const machine = machineOf(workflow);
    for (const name of Object.keys(machine.States))
      expect(drawMachine(machine)).toContain(`state "${name}" as`);
  }
});

test('no part of a drawing was left unnamed', () => {
  expect(workflowsPage()).not.toMatch(/undefined|NaN/);
  expect(costPage()).not.toMatch(/undefined|NaN/);
});

test.each(flows)(
  'the flow “$title” is one that the machines have, of operations that were recorded',
  (flow) => {
    expect(countOf(flow, recorded()).write).toBeGreaterThan(0);
  },
);

test('a way that a machine does not have is refused', () => {
  expect(() =>
    countOf({ title: '', operations: [], states: { approval: ['Done', 'Ask for a decision'] } }, recorded()),
  ).toThrow('workflow approval does not go from Done to Ask for a decision');
});
