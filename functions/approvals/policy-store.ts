import { create, put, remove, replace, type Step, stale } from '../platform/change.ts';
import { type Listing, listPage } from '../platform/listing.ts';
import { recordItem, recordOf, shelfOf } from '../platform/record.ts';
import type { Item, Table } from '../platform/table.ts';
import { type ApprovalKind, type Delegation, defaultPolicy, type Policy } from './policy.ts';

/** Items: policy (`ORG#… POLICY#<kind>`), delegation (`ORG#… DELEGATION#…`). */
const partition = (organizationId: string): string => `ORG#${organizationId}`;

/** Where the policy of a kind lies. */
export const policyKey = (organizationId: string, kind: ApprovalKind) => ({
  pk: partition(organizationId),
  sk: `POLICY#${kind}`,
});

/** The policy in an item, or the one that holds by default. */
export const policyOf = (
  item: Item | undefined,
  kind: ApprovalKind,
): Pick<Policy, 'steps' | 'apiDecision' | 'oneTimeCode'> =>
  item ? recordOf<Policy>(item) : defaultPolicy(kind);

export const getPolicy = async (
  organizationId: string,
  table: Table,
  kind: ApprovalKind,
): Promise<Policy | undefined> => {
  const item = await table.get(policyKey(organizationId, kind));
  return item && recordOf<Policy>(item);
};

export const putPolicyStep = (
  organizationId: string,
  table: Table,
  before: Policy | undefined,
  policy: Policy,
): Step => {
  const item = {
    ...policyKey(organizationId, policy.kind),
    entity: 'policy',
    revision: policy.revision,
    body: JSON.stringify(policy),
  };
  return before ? replace(table, item, { revision: before.revision }, stale) : create(table, item, stale);
};

export const removePolicyStep = (organizationId: string, table: Table, kind: ApprovalKind): Step =>
  remove(table, policyKey(organizationId, kind));

const delegationKey = (organizationId: string, id: string) => ({
  pk: partition(organizationId),
  sk: `DELEGATION#${id}`,
});

export const createDelegationStep = (organizationId: string, table: Table, delegation: Delegation): Step =>
  put(table, {
    ...recordItem(delegation, { kind: 'delegation', ownerId: organizationId }, delegation),
    ...delegationKey(organizationId, delegation.id),
  });

export const getDelegation = async (
  organizationId: string,
  table: Table,
  id: string,
): Promise<Delegation | undefined> => {
  const item = await table.get(delegationKey(organizationId, id));
  return item && recordOf<Delegation>(item);
};

export const removeDelegationStep = (organizationId: string, table: Table, id: string): Step =>
  remove(table, delegationKey(organizationId, id));

export const listDelegations = (
  organizationId: string,
  table: Table,
  page: Pick<Listing, 'limit' | 'cursor'>,
) => listPage(table, { ...page, shelves: [{ index: 'byOwner', pk: shelfOf(organizationId, 'delegation') }] });

/** Delegations, for choosing stand-ins: one query. */
export const allDelegations = async (organizationId: string, table: Table): Promise<Delegation[]> => {
  const { items } = await table.query({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :delegations)',
    ExpressionAttributeValues: { ':pk': partition(organizationId), ':delegations': 'DELEGATION#' },
  });
  return items.map((item) => recordOf<Delegation>(item));
};
