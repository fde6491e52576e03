import type { Step } from '../platform/change.ts';
import type { Clock } from '../platform/clock.ts';
import type { Start } from '../platform/outbox.ts';
import { ok, type Result } from '../platform/result.ts';
import type { Table } from '../platform/table.ts';
import type { Approval, ApprovalStatus } from './approval.ts';
import { waitSeconds } from './asking.ts';
import { type Answer, cancel, decideByClient } from './deciding.ts';
import type { ApprovalKind } from './policy.ts';
import { announceSettled, cancelSteps, type Held, updateApprovalStep } from './store.ts';

/** What a process does with the approval of one of its records, in the record's own transaction. */

/** The workflow that sees an approval through and then settles its record; named after the record and its revision. */
export const startOf = (workflow: ApprovalKind, approval: Approval, clock: Clock): Start => ({
  workflow,
  name: `${approval.subject.id}-${approval.subject.revision}`,
  input: {
    recordId: approval.subject.id,
    approvalId: approval.id,
    waitSeconds: waitSeconds(approval, clock),
  },
});

/** An organisation's API client answers in place of its approvers. Refused where somebody was faster, or the policy forbids it. */
export const answerByClient = (
  table: Table,
  held: Held,
  client: { id: string; name: string },
  answer: Pick<Answer, 'outcome' | 'reasonCode' | 'comment'>,
  clock: Clock,
): Result<Step[]> => {
  const decided = decideByClient(held.approval, client, { ...answer, amount: null }, clock);
  if (!decided.ok) return decided;
  return ok([
    updateApprovalStep(table, held, decided.value),
    announceSettled(table, held, decided.value, clock),
  ]);
};

/** The record is taken back while its approval is open. Refused where that is settled, though the record may not say so yet. */
export const cancelOpen = (table: Table, held: Held, by: string, clock: Clock): Result<Step[]> => {
  const cancelled = cancel(held.approval, by, clock);
  return cancelled.ok ? ok(cancelSteps(table, held, cancelled.value, clock)) : cancelled;
};

/**
 * The same for a record that may have been answered before. In review (`reviewed`) its approval must be open still: what
 * settled it stands, though the record may not say so yet. Anywhere else there is nothing left to cancel.
 */
export const takeBack = (
  table: Table,
  held: Held | undefined,
  reviewed: boolean,
  by: string,
  clock: Clock,
): Result<Step[]> => (held && reviewed ? cancelOpen(table, held, by, clock) : ok([]));

/** The step of a record that an approval's outcome stands for, of those that answer a proposal. */
export const verbFor = (status: ApprovalStatus): 'accept' | 'decline' | 'expire' | undefined =>
  (
    ({
      approved: 'accept',
      partially_approved: 'accept',
      rejected: 'decline',
      returned: 'decline',
      expired: 'expire',
    }) as const
  )[status as 'approved'];
