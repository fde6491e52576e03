import type { Approval } from '../approvals/approval.ts';
import { policyKey, policyOf } from '../approvals/policy-store.ts';
import { approvalKey, createApprovalStep, type Held, heldOf } from '../approvals/store.ts';
import { startOf } from '../approvals/subject.ts';
import { partnershipKey, visible } from '../partners/store.ts';
import { announce, create, replace, type Step, stale } from '../platform/change.ts';
import type { Clock } from '../platform/clock.ts';
import { type Listing, listPage } from '../platform/listing.ts';
import { makeEvent, type Start } from '../platform/outbox.ts';
import { recordItem, recordKey, recordOf, shelfOf } from '../platform/record.ts';
import type { Item, Table } from '../platform/table.ts';
import { type Told, tell } from '../platform/timeline.ts';
import { claim, claimKey, release } from './claims.ts';
import type { Overlay } from './overlay.ts';
import { announcement, type Referral, type ReferralStatus, type ReferralVerb } from './referral.ts';
import { summaryOf } from './view.ts';

/** Items: referral (`rfl_…` RECORD), its timeline, a private overlay a side (`PRIVATE#org_…`), and its customer's claims. */
const itemOf = (referral: Referral): Item =>
  recordItem(
    referral,
    {
      kind: 'referral',
      ownerId: referral.senderId,
      // A draft is the sender's own.
      counterpartId: referral.status === 'draft' ? undefined : referral.receiverId,
      status: referral.status,
    },
    summaryOf(referral),
    { partnershipId: referral.partnershipId },
  );

/** A referral in an item, if the organisation may know of it: its sender, or its receiver once it was proposed. */
const known = (organizationId: string, item: Item | undefined): Referral | undefined => {
  const referral = item?.entity === 'referral' ? recordOf<Referral>(item) : undefined;
  if (!referral) return undefined;
  const party =
    referral.senderId === organizationId ||
    (referral.receiverId === organizationId && referral.status !== 'draft');
  return party ? referral : undefined;
};

export const getReferral = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Referral | undefined> => known(organizationId, await table.get(recordKey(id)));

/** The approval that the referral's proposal opened. */
export const getHeldOf = async (table: Table, referral: Referral): Promise<Held> => {
  const item = referral.approvalId ? await table.get(approvalKey(referral.approvalId)) : undefined;
  if (!item) throw new Error(`referral ${referral.id} has no approval`);
  return heldOf(item);
};

/** For the workflow, which belongs to no organisation: the referral, its approval, and its partnership. */
export const getForWorkflow = async (
  table: Table,
  id: string,
  approvalId: string,
): Promise<{ referral: Referral; held: Held } | undefined> => {
  const [record, approval] = await table.getAll([recordKey(id), approvalKey(approvalId)]);
  return record && approval ? { referral: recordOf<Referral>(record), held: heldOf(approval) } : undefined;
};

/** What a proposal depends on: the partnership, the receiver's policy, and who works on the customer already. */
export const getForProposal = async (organizationId: string, table: Table, referral: Referral) => {
  const [partnership, policy, claims] = await table.getAll([
    partnershipKey(referral.partnershipId),
    policyKey(referral.receiverId, 'referral'),
    claimKey(referral.partnershipId, referral.customer.domain),
  ]);
  return {
    partnership: visible(organizationId, partnership),
    policy: policyOf(policy, 'referral'),
    claims,
  };
};

export interface ReferralFilter extends Pick<Listing, 'limit' | 'cursor' | 'updatedAfter'> {
  side?: 'sent' | 'received' | undefined;
  status?: ReferralStatus | undefined;
  partnershipId?: string | undefined;
}

/** Sent, received or both; one query for each of the two. */
export const listReferrals = (organizationId: string, table: Table, filter: ReferralFilter) => {
  const pk = shelfOf(organizationId, 'referral', filter.status);
  const sent = { index: filter.status ? 'byOwnerStatus' : 'byOwner', pk } as const;
  const received = { index: filter.status ? 'byCounterpartStatus' : 'byCounterpart', pk } as const;
  const shelves = { sent: [sent], received: [received], both: [sent, received] }[filter.side ?? 'both'];
  return listPage(table, {
    limit: filter.limit,
    cursor: filter.cursor,
    updatedAfter: filter.updatedAfter,
    shelves,
    where: { partnershipId: filter.partnershipId },
  });
};

/** Draft made or changed: the sender's own affair, without event. */
export const createDraftSteps = (table: Table, draft: Referral, byName: string): Step[] => [
  create(table, itemOf(draft)),
  tell(table, draft, { verb: 'create', from: null, to: 'draft', organizationId: draft.senderId, byName }),
];

export const updateDraftSteps = (table: Table, before: Referral, after: Referral, byName: string): Step[] => [
  replace(table, itemOf(after), { revision: before.revision }, stale),
  tell(table, after, { verb: 'update', from: 'draft', to: 'draft', organizationId: after.senderId, byName }),
];

/** A step of the referral's life: the record, its timeline and its event; and the customer's claim when it ends. */
export const stepSteps = (
  table: Table,
  before: Referral,
  after: Referral,
  verb: ReferralVerb,
  told: Omit<Told, 'verb' | 'from' | 'to'>,
  clock: Clock,
  start?: Start,
): Step[] => {
  const { contract, data } = announcement(verb, after, before.status);
  return [
    replace(table, itemOf(after), { revision: before.revision }, stale),
    tell(table, after, { ...told, verb, from: before.status, to: after.status }),
    announce(table, makeEvent(contract, data, clock, { audience: after.organizationIds, start }), clock),
    ...(after.nextSide === null ? [release(table, after, after.opportunityId ?? undefined)] : []),
  ];
};

/** The proposal: also the question to the receiver, and the customer's claim. */
export const proposeSteps = (
  table: Table,
  before: Referral,
  after: Referral,
  approval: Approval,
  claims: Item | undefined,
  byName: string,
  clock: Clock,
): Step[] => [
  ...stepSteps(
    table,
    before,
    after,
    'propose',
    { organizationId: after.senderId, byName },
    clock,
    startOf('referral', approval, clock),
  ),
  createApprovalStep(table, approval),
  claim(table, after, claims),
];

const overlayKey = (organizationId: string, id: string) => ({ pk: id, sk: `PRIVATE#${organizationId}` });

export const getOverlay = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Overlay | undefined> => {
  const item = await table.get(overlayKey(organizationId, id));
  return item && recordOf<Overlay>(item);
};

export const putOverlayStep = (
  organizationId: string,
  table: Table,
  before: Overlay | undefined,
  overlay: Overlay,
): Step => {
  const item = {
    ...overlayKey(organizationId, overlay.id),
    entity: 'overlay',
    revision: overlay.revision,
    body: JSON.stringify(overlay),
  };
  return before ? replace(table, item, { revision: before.revision }, stale) : create(table, item, stale);
};
