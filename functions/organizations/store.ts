import { create, put, remove, replace, type Step, stale } from '../platform/change.ts';
import { clientKey } from '../platform/http/caller.ts';
import { type Listing, listPage } from '../platform/listing.ts';
import { recordItem, recordKey, recordOf, shelfOf } from '../platform/record.ts';
import type { Item, Table } from '../platform/table.ts';
import { type Member, memberOf, type Organization, type Role } from './organization.ts';

/**
 * Items: organisation (`org_…` RECORD), member (`ORG#org_…` MEMBER#mem_…), e-mail claim (`ORG#org_…` EMAIL#…: one member
 * an address), API client (`ORG#org_…` CLIENT#… for the list, `CLIENT#…` for the caller's look-up).
 */
const OPERATOR = 'operator';
const partition = (organizationId: string): string => `ORG#${organizationId}`;
const memberKey = (organizationId: string, memberId: string) => ({
  pk: partition(organizationId),
  sk: `MEMBER#${memberId}`,
});
const emailKey = (organizationId: string, email: string) => ({
  pk: partition(organizationId),
  sk: `EMAIL#${email}`,
});

const organizationItem = (organization: Organization): Item =>
  recordItem(organization, { kind: 'organization', ownerId: OPERATOR }, organization);

export const createOrganizationStep = (table: Table, organization: Organization): Step =>
  create(table, organizationItem(organization));

/** The organisation, or undefined. Any organisation's name may be known to those it deals with. */
export const getOrganization = async (
  table: Table,
  organizationId: string,
): Promise<Organization | undefined> => {
  const item = await table.get(recordKey(organizationId));
  return item?.entity === 'organization' ? recordOf<Organization>(item) : undefined;
};

export const listOrganizations = (table: Table, page: Pick<Listing, 'limit' | 'cursor'>) =>
  listPage(table, { ...page, shelves: [{ index: 'byOwner', pk: shelfOf(OPERATOR, 'organization') }] });

const memberItem = (organizationId: string, member: Member): Item => ({
  ...recordItem(
    member,
    { kind: 'member', ownerId: organizationId, status: member.active ? 'active' : 'inactive' },
    member,
  ),
  ...memberKey(organizationId, member.id),
});

const takenEmail = (email: string) => (): { code: 'already_exists'; detail: string } => ({
  code: 'already_exists',
  detail: `A member with the address ${email} exists already.`,
});

const claimEmail = (table: Table, organizationId: string, member: Member): Step =>
  create(
    table,
    { ...emailKey(organizationId, member.email), entity: 'email', memberId: member.id },
    takenEmail(member.email),
  );

export const createMemberSteps = (organizationId: string, table: Table, member: Member): Step[] => [
  create(table, memberItem(organizationId, member)),
  claimEmail(table, organizationId, member),
];

export const updateMemberSteps = (
  organizationId: string,
  table: Table,
  before: Member,
  after: Member,
): Step[] => [
  replace(table, memberItem(organizationId, after), { revision: before.revision }, stale),
  ...(before.email === after.email
    ? []
    : [remove(table, emailKey(organizationId, before.email)), claimEmail(table, organizationId, after)]),
];

export const getMember = async (
  organizationId: string,
  table: Table,
  memberId: string,
): Promise<Member | undefined> => {
  const item = await table.get(memberKey(organizationId, memberId));
  return item && memberOf(recordOf<Member>(item));
};

const MOST_MEMBERS = 1_000;

/** All members, for choosing approvers: one query, at most 1,000. */
export const allMembers = async (organizationId: string, table: Table): Promise<Member[]> => {
  const { items } = await table.query({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :members)',
    ExpressionAttributeValues: { ':pk': partition(organizationId), ':members': 'MEMBER#' },
    Limit: MOST_MEMBERS,
    ConsistentRead: true,
  });
  return items.map((item) => memberOf(recordOf<Member>(item)));
};

/** Ids of members who are, by their address, members of the other organisation too: whoever is paid may not decide. */
export const membersAlsoIn = async (
  organizationId: string,
  table: Table,
  otherId: string,
): Promise<string[]> => {
  const [own, others] = await Promise.all([allMembers(organizationId, table), allMembers(otherId, table)]);
  const addresses = new Set(others.map(({ email }) => email));
  return own.filter(({ email }) => addresses.has(email)).map(({ id }) => id);
};

export const listMembers = async (
  organizationId: string,
  table: Table,
  page: Pick<Listing, 'limit' | 'cursor'> & {
    role?: Role | undefined;
    active?: 'true' | 'false' | undefined;
  },
) => {
  const status = page.active && (page.active === 'true' ? 'active' : 'inactive');
  const shelf = shelfOf(organizationId, 'member', status);
  const listed = await listPage(table, {
    limit: page.limit,
    cursor: page.cursor,
    shelves: [{ index: status ? 'byOwnerStatus' : 'byOwner', pk: shelf }],
  });
  if (!listed.ok || !page.role) return listed;
  const { role } = page;
  return {
    ok: true as const,
    value: {
      ...listed.value,
      entries: listed.value.entries.filter((entry) => (entry as unknown as Member).roles.includes(role)),
    },
  };
};

export interface ApiClient {
  id: string;
  organizationId: string;
  name: string;
  scopes: string[];
  createdAt: string;
}

/** The client in its organisation's list, and the look-up that tells a token's organisation. */
export const createClientSteps = (table: Table, organization: Organization, client: ApiClient): Step[] => [
  create(table, {
    ...recordItem(
      {
        id: client.id,
        revision: 1,
        createdAt: client.createdAt,
        createdBy: OPERATOR,
        updatedAt: client.createdAt,
        updatedBy: OPERATOR,
      },
      { kind: 'api-client', ownerId: organization.id },
      client,
    ),
    pk: partition(organization.id),
    sk: `CLIENT#${client.id}`,
  }),
  put(table, {
    ...clientKey(client.id),
    entity: 'caller',
    organizationId: organization.id,
    organizationName: organization.name,
  }),
];

export const hasClient = async (table: Table, organizationId: string, clientId: string): Promise<boolean> =>
  (await table.get({ pk: partition(organizationId), sk: `CLIENT#${clientId}` })) !== undefined;

export const removeClientSteps = (table: Table, organizationId: string, clientId: string): Step[] => [
  remove(table, { pk: partition(organizationId), sk: `CLIENT#${clientId}` }),
  remove(table, clientKey(clientId)),
];

export const listClients = (table: Table, organizationId: string, page: Pick<Listing, 'limit' | 'cursor'>) =>
  listPage(table, { ...page, shelves: [{ index: 'byOwner', pk: shelfOf(organizationId, 'api-client') }] });
