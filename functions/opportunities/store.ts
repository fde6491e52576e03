import { announce, create, type Step } from '../platform/change.ts';
import type { Clock } from '../platform/clock.ts';
import { type Listing, listPage } from '../platform/listing.ts';
import { makeEvent } from '../platform/outbox.ts';
import { recordItem, recordKey, recordOf, shelvesOfBoth } from '../platform/record.ts';
import type { Table } from '../platform/table.ts';
import { tell } from '../platform/timeline.ts';
import { createdData, type Opportunity, opportunityCreated, type stages } from './opportunity.ts';

/** Items: opportunity (`opp_…` RECORD) and its timeline. Lists stand on its stage. */
const itemOf = (opportunity: Opportunity) =>
  recordItem(
    opportunity,
    {
      kind: 'opportunity',
      ownerId: opportunity.senderId,
      counterpartId: opportunity.receiverId,
      status: opportunity.stage,
    },
    opportunity,
    { partnershipId: opportunity.partnershipId },
  );

/** The record, its first timeline entry and its event. */
export const createSteps = (
  table: Table,
  opportunity: Opportunity,
  byOrganizationId: string,
  byName: string,
  clock: Clock,
): Step[] => [
  create(table, itemOf(opportunity)),
  tell(table, opportunity, {
    verb: 'create',
    from: null,
    to: opportunity.stage,
    organizationId: byOrganizationId,
    byName,
  }),
  announce(
    table,
    makeEvent(opportunityCreated, createdData(opportunity), clock, { audience: opportunity.organizationIds }),
    clock,
  ),
];

export const getOpportunity = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Opportunity | undefined> => {
  const item = await table.get(recordKey(id));
  const opportunity = item && recordOf<Opportunity>(item);
  return opportunity?.organizationIds.includes(organizationId) ? opportunity : undefined;
};

export const listOpportunities = (
  organizationId: string,
  table: Table,
  page: Pick<Listing, 'limit' | 'cursor' | 'updatedAfter'> & {
    stage?: (typeof stages)[number] | undefined;
    partnershipId?: string | undefined;
  },
) => {
  const shelves = shelvesOfBoth(organizationId, 'opportunity', page.stage);
  return listPage(table, { ...page, shelves, where: { partnershipId: page.partnershipId } });
};
