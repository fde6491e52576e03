import type { Kept } from '../fund-proposals/share.ts';
import { proposalKeys, proposalOf } from '../fund-proposals/store.ts';
import { fundKeys, heldOf as fundOf, type Held as HeldFund } from '../funds/store.ts';
import { announce, create, type Step } from '../platform/change.ts';
import type { Clock } from '../platform/clock.ts';
import { type Listing, listPage } from '../platform/listing.ts';
import { makeEvent, startItem, wakeItem } from '../platform/outbox.ts';
import { recordItem, recordKey, recordOf, shelvesOfBoth } from '../platform/record.ts';
import type { Item, Table } from '../platform/table.ts';
import { type Told, tell } from '../platform/timeline.ts';
import { replaceWaited, waitTokenOf, wakeOf } from '../platform/waiting.ts';
import { announcement, type Payout, type PayoutStatus, type PayoutVerb, viewOf } from './payout.ts';

/** Items: payout (`pay_…` RECORD), its timeline, the token that its workflow waits with (`waitToken`). */
const itemOf = (payout: Payout): Item =>
  recordItem(
    payout,
    { kind: 'payout', ownerId: payout.funderId, counterpartId: payout.partnerId, status: payout.status },
    viewOf(payout),
    { partnershipId: payout.partnershipId },
  );

/** A payout, if the organisation is one of its two. */
export const getPayout = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Payout | undefined> => {
  const item = await table.get(recordKey(id));
  const payout = item?.entity === 'payout' ? recordOf<Payout>(item) : undefined;
  return payout?.organizationIds.includes(organizationId) ? payout : undefined;
};

/** A payout with what a step of its life may need. */
export interface Held {
  payout: Payout;
  waitToken: string | undefined;
  fund: HeldFund;
  share: Kept;
}

/** For the workflow, which belongs to no organisation. */
export const getForWorkflow = async (table: Table, id: string): Promise<Held | undefined> => {
  const record = await table.get(recordKey(id));
  const payout = record?.entity === 'payout' ? recordOf<Payout>(record) : undefined;
  if (!payout) return undefined;
  const [fundItem, book, proposalItem, shareItem] = await table.getAll([
    ...fundKeys(payout.fundId),
    ...proposalKeys(payout.proposalId),
  ]);
  const fund = fundOf(fundItem, book);
  const proposal = proposalOf(proposalItem, shareItem);
  if (!fund || !proposal) throw new Error(`payout ${id} has no fund or no proposal`);
  return { payout, waitToken: waitTokenOf(record), fund, share: proposal.share };
};

export const getHeld = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Held | undefined> => {
  const held = await getForWorkflow(table, id);
  return held?.payout.organizationIds.includes(organizationId) ? held : undefined;
};

export const listPayouts = (
  organizationId: string,
  table: Table,
  filter: Pick<Listing, 'limit' | 'cursor' | 'updatedAfter'> & {
    status?: PayoutStatus | undefined;
    partnershipId?: string | undefined;
  },
) => {
  const shelves = shelvesOfBoth(organizationId, 'payout', filter.status);
  return listPage(table, {
    ...{ limit: filter.limit, cursor: filter.cursor, updatedAfter: filter.updatedAfter, shelves },
    where: { partnershipId: filter.partnershipId },
  });
};

/** A payout begins, with the workflow that follows it: part of the decision that approved its claim. */
export const createSteps = (table: Table, payout: Payout, byName: string, clock: Clock): Step[] => [
  create(table, itemOf(payout)),
  tell(table, payout, {
    ...{ verb: 'create', from: null, to: payout.status },
    ...{ organizationId: payout.funderId, byName },
  }),
  create(
    table,
    startItem(
      payout.id,
      payout.revision,
      { workflow: 'payout', name: payout.id, input: { recordId: payout.id } },
      clock,
    ),
  ),
];

/** A step of a payout's life: the record, its timeline and its event; and its workflow, which wakes. */
export const stepSteps = (
  table: Table,
  { payout: before, waitToken }: Pick<Held, 'payout' | 'waitToken'>,
  after: Payout,
  verb: PayoutVerb,
  told: Omit<Told, 'verb' | 'from' | 'to'>,
  clock: Clock,
): Step[] => {
  const said = announcement(verb, after, before.status);
  const wake = wakeOf(waitToken);
  const spoken = said
    ? [
        announce(
          table,
          makeEvent(said.contract, said.data, clock, { audience: after.organizationIds, wake }),
          clock,
        ),
      ]
    : wake
      ? [create(table, wakeItem(after.id, after.revision, wake, clock))]
      : [];
  return [
    replaceWaited(table, itemOf(after), { revision: before.revision, waitToken }),
    tell(table, after, { ...told, verb, from: before.status, to: after.status }),
    ...spoken,
  ];
};
