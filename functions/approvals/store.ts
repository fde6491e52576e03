import * as contracts from '../../events/approvals.ts';
import { announce, create, replace, type Step } from '../platform/change.ts';
import type { Clock } from '../platform/clock.ts';
import { type Listing, listPage } from '../platform/listing.ts';
import { makeEvent, type Wake, wakeItem } from '../platform/outbox.ts';
import { recordItem, recordKey, recordOf, shelfOf } from '../platform/record.ts';
import type { Item, Table } from '../platform/table.ts';
import { type Approval, type ApprovalStatus, approvalOf, currentStep, dueAtMs, viewOf } from './approval.ts';
import { waitSeconds } from './asking.ts';
import { settledBy } from './deciding.ts';

/** Items: approval (`apr_…` RECORD; `taskToken`: what the workflow waits with). */

/** An approval as it stands, with the token its workflow waits with, if it waits. */
export interface Held {
  approval: Approval;
  taskToken: string | undefined;
}

const approvalItem = ({ approval, taskToken }: Held): Item =>
  recordItem(
    approval,
    { kind: 'approval', ownerId: approval.organizationId, status: approval.status },
    viewOf(approval),
    { taskToken },
  );

export const approvalKey = recordKey;

/** The approval in an item that was read together with its subject. */
export const heldOf = (item: Item): Held => ({
  approval: approvalOf(recordOf<Approval>(item)),
  taskToken: item.taskToken as string | undefined,
});

/** An approval by id, for the workflow and for links, which prove their right otherwise. */
export const getHeld = async (table: Table, approvalId: string): Promise<Held | undefined> => {
  const item = await table.get(recordKey(approvalId));
  return item && heldOf(item);
};

export const getApproval = async (
  organizationId: string,
  table: Table,
  approvalId: string,
): Promise<Approval | undefined> => {
  const held = await getHeld(table, approvalId);
  return held?.approval.organizationId === organizationId ? held.approval : undefined;
};

export const listApprovals = (
  organizationId: string,
  table: Table,
  page: Pick<Listing, 'limit' | 'cursor' | 'updatedAfter'> & { status?: ApprovalStatus | undefined },
) =>
  listPage(table, {
    ...page,
    shelves: [
      {
        index: page.status ? 'byOwnerStatus' : 'byOwner',
        pk: shelfOf(organizationId, 'approval', page.status),
      },
    ],
  });

export const createApprovalStep = (table: Table, approval: Approval): Step =>
  create(table, approvalItem({ approval, taskToken: undefined }));

/** Writes an approval over the revision it was made from. Who comes second learns who was first. */
export const updateApprovalStep = (
  table: Table,
  before: Held,
  after: Approval,
  taskToken = before.taskToken,
): Step =>
  replace(
    table,
    approvalItem({ approval: after, taskToken }),
    { revision: before.approval.revision },
    (current) => {
      const standing = current && recordOf<Approval>(current);
      return standing && standing.status !== 'pending'
        ? { code: 'already_decided', detail: settledBy(standing) }
        : { code: 'busy' };
    },
  );

const eventData = (approval: Approval, previousStatus: ApprovalStatus | null) => ({
  id: approval.id,
  revision: approval.revision,
  status: approval.status,
  previousStatus,
  organizationIds: [approval.organizationId],
  links: { self: `/v1/approvals/${approval.id}` },
  kind: approval.kind,
  subject: { id: approval.subject.id, revision: approval.subject.revision },
  step: approval.stepIndex + 1,
});

/** What the workflow is told when it wakes: how the approval stands now. */
export const wakeOutput = (approval: Approval, clock: Clock) => ({
  outcome: approval.status,
  waitSeconds: approval.status === 'pending' ? waitSeconds(approval, clock) : 0,
});

/** The event of a settled approval (decided, expired, cancelled), which also wakes the workflow that waits for it. */
export const announceSettled = (table: Table, held: Held, after: Approval, clock: Clock): Step => {
  const wake: Wake | undefined = held.taskToken
    ? { taskToken: held.taskToken, output: wakeOutput(after, clock) }
    : undefined;
  const options = { audience: [after.organizationId], wake };
  const data = eventData(after, 'pending');
  if (after.status === 'expired')
    return announce(table, makeEvent(contracts.approvalExpired, data, clock, options), clock);
  if (after.status === 'cancelled')
    return announce(table, makeEvent(contracts.approvalCancelled, data, clock, options), clock);
  const decision = after.status as 'approved' | 'partially_approved' | 'rejected' | 'returned';
  const { byId = '', reasonCode = null } = after.decision ?? {};
  return announce(
    table,
    makeEvent(
      contracts.approvalDecided,
      { ...data, decision, decidedById: byId, reasonCode, approvedAmount: after.approvedAmount },
      clock,
      options,
    ),
    clock,
  );
};

const dueAt = (approval: Approval): string =>
  new Date(dueAtMs(currentStep(approval)) ?? Date.parse(approval.createdAt)).toISOString();

export const announceAsked = (
  table: Table,
  approval: Approval,
  approverIds: string[],
  reminder: boolean,
  clock: Clock,
): Step => {
  const contract = reminder ? contracts.approvalReminded : contracts.approvalRequested;
  const data = { ...eventData(approval, 'pending'), approverIds, dueAt: dueAt(approval) };
  return announce(table, makeEvent(contract, data, clock, { audience: [approval.organizationId] }), clock);
};

export const announceEscalated = (
  table: Table,
  approval: Approval,
  approverIds: string[],
  toOperator: boolean,
  clock: Clock,
): Step =>
  announce(
    table,
    makeEvent(
      contracts.approvalEscalated,
      { ...eventData(approval, 'pending'), approverIds, toOperator },
      clock,
      { audience: [approval.organizationId], order: 1 },
    ),
    clock,
  );

/** A decision was handed on: the workflow wakes to mail the delegate. */
export const announceDelegated = (
  table: Table,
  held: Held,
  after: Approval,
  delegatorId: string,
  delegateId: string,
  clock: Clock,
): Step => {
  const wake = held.taskToken ? { taskToken: held.taskToken, output: wakeOutput(after, clock) } : undefined;
  const data = { ...eventData(after, 'pending'), delegatorId, delegateId };
  return announce(
    table,
    makeEvent(contracts.approvalDelegated, data, clock, { audience: [after.organizationId], wake }),
    clock,
  );
};

/** Wakes the workflow without an event of its own: it has somebody to mail, of the next step or of this one. */
export const wakeStep = (table: Table, held: Held, after: Approval, clock: Clock): Step[] =>
  held.taskToken
    ? [
        create(
          table,
          wakeItem(
            after.id,
            after.revision,
            { taskToken: held.taskToken, output: wakeOutput(after, clock) },
            clock,
          ),
        ),
      ]
    : [];

/** The subject changed or was taken back: its open approval falls away, in the same transaction. */
export const cancelSteps = (table: Table, held: Held, after: Approval, clock: Clock): Step[] => [
  updateApprovalStep(table, held, after),
  announceSettled(table, held, after, clock),
];
