import * as contracts from '../../events/partnerships.ts';
import type { Approval } from '../approvals/approval.ts';
import { approvalKey, createApprovalStep, type Held, heldOf } from '../approvals/store.ts';
import { startOf } from '../approvals/subject.ts';
import { announce, create, replace, require, type Step, stale } from '../platform/change.ts';
import type { Clock } from '../platform/clock.ts';
import { type Listing, listPage } from '../platform/listing.ts';
import { makeEvent } from '../platform/outbox.ts';
import { recordItem, recordKey, recordOf, shelvesOfBoth } from '../platform/record.ts';
import type { Item, Table } from '../platform/table.ts';
import { type Told, tell } from '../platform/timeline.ts';
import {
  announced,
  eventData,
  type Partnership,
  type PartnershipStatus,
  type PartnershipVerb,
  viewOf,
} from './partnership.ts';

/**
 * Items: partnership (`prt_…` RECORD) and its timeline; a claim of the pair (`PAIR#<org>#<org>`), so that two
 * organisations have at most one partnership that is invited, active or suspended.
 */
const itemOf = (partnership: Partnership): Item =>
  recordItem(
    partnership,
    {
      kind: 'partnership',
      ownerId: partnership.inviterId,
      counterpartId: partnership.inviteeId,
      status: partnership.status,
    },
    viewOf(partnership),
    { partnershipId: partnership.id },
  );

const pairKey = (organizationIds: readonly string[]) => ({
  pk: `PAIR#${[...organizationIds].sort().join('#')}`,
  sk: 'PAIR',
});
const audience = (partnership: Partnership) => ({ audience: partnership.organizationIds });

/** A partnership, if the organisation is one of its two. */
export const getPartnership = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Partnership | undefined> => visible(organizationId, await table.get(recordKey(id)));

/** Who the two are: what never changes about a partnership. */
export type Parties = Pick<Partnership, 'id' | 'inviterId' | 'inviterName' | 'inviteeId' | 'inviteeName'>;

const MOST_KNOWN = 10_000;
const known = new Map<string, Parties>();

/** The two sides of a partnership, if the organisation is one of them. Kept by the instance once read; its status is not. */
export const getParties = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Parties | undefined> => {
  const kept = known.get(id);
  if (kept) return kept.inviterId === organizationId || kept.inviteeId === organizationId ? kept : undefined;
  const partnership = await getPartnership(organizationId, table, id);
  if (!partnership) return undefined;
  const { inviterId, inviterName, inviteeId, inviteeName } = partnership;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(id, { id, inviterId, inviterName, inviteeId, inviteeName });
  return partnership;
};

/** The partnership in an item that was read together with others, if the organisation is one of its two. */
export const visible = (organizationId: string, item: Item | undefined): Partnership | undefined => {
  const partnership = item?.entity === 'partnership' ? recordOf<Partnership>(item) : undefined;
  return partnership?.organizationIds.includes(organizationId) ? partnership : undefined;
};

export const partnershipKey = recordKey;

/** For the workflow, which belongs to no organisation. */
export const getWithApproval = async (
  table: Table,
  id: string,
  approvalId: string,
): Promise<{ partnership: Partnership; held: Held } | undefined> => {
  const [record, approval] = await table.getAll([recordKey(id), approvalKey(approvalId)]);
  return record && approval
    ? { partnership: recordOf<Partnership>(record), held: heldOf(approval) }
    : undefined;
};

export const listPartnerships = (
  organizationId: string,
  table: Table,
  page: Pick<Listing, 'limit' | 'cursor' | 'updatedAfter'> & { status?: PartnershipStatus | undefined },
) => {
  const shelves = shelvesOfBoth(organizationId, 'partnership', page.status);
  return listPage(table, { ...page, shelves });
};

/** The invitation, the question to the invitee, and the event that starts its workflow. */
export const inviteSteps = (
  table: Table,
  partnership: Partnership,
  approval: Approval,
  byName: string,
  clock: Clock,
): Step[] => [
  create(table, itemOf(partnership)),
  // The pair is claimed even where an earlier partnership ended: its claim went with it.
  create(
    table,
    { ...pairKey(partnership.organizationIds), entity: 'pair', partnershipId: partnership.id },
    (current) => ({
      code: 'already_exists',
      detail: `The two organisations have partnership ${current?.partnershipId} already.`,
    }),
  ),
  tell(table, partnership, {
    verb: 'invite',
    from: null,
    to: 'invited',
    organizationId: partnership.inviterId,
    byName,
  }),
  createApprovalStep(table, approval),
  announce(
    table,
    makeEvent(contracts.partnershipInvited, eventData(partnership, null), clock, {
      ...audience(partnership),
      start: startOf('partnership', approval, clock),
    }),
    clock,
  ),
];

/** A step of the partnership's life. One that leaves the two free to begin anew gives the pair's claim back. */
export const stepSteps = (
  table: Table,
  before: Partnership,
  after: Partnership,
  verb: PartnershipVerb,
  told: Omit<Told, 'verb' | 'from' | 'to'>,
  clock: Clock,
): Step[] => [
  replace(table, itemOf(after), { revision: before.revision }, stale),
  tell(table, after, { ...told, verb, from: before.status, to: after.status }),
  announce(table, makeEvent(announced[verb], eventData(after, before.status), clock, audience(after)), clock),
  ...(['ended', 'declined', 'expired'].includes(after.status) ? [releasePair(table, after)] : []),
];

const releasePair = (table: Table, { organizationIds }: Partnership): Step => ({
  write: { Delete: { TableName: table.name, Key: pairKey(organizationIds) } },
  onConflict: stale,
});

/** Holds a change to a partnership that has not ended: an ended one's records are frozen. */
export const requireNotEnded = (table: Table, partnershipId: string): Step => ({
  write: {
    ConditionCheck: {
      TableName: table.name,
      Key: recordKey(partnershipId),
      ConditionExpression: '#status <> :ended',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':ended': 'ended' },
    },
  },
  onConflict: () => ({
    code: 'partnership_not_active',
    detail: 'The partnership has ended; its records stay as they are.',
  }),
});

/** Holds a change to an active partnership: nothing new is shared outside one. */
export const requireActive = (table: Table, partnershipId: string): Step =>
  require(table, recordKey(partnershipId), { status: 'active' }, (current) => ({
    code: 'partnership_not_active',
    detail: `The partnership is ${current?.status ?? 'gone'}.`,
  }));
