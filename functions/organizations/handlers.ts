import { instant, systemClock } from '../platform/clock.ts';
import { defaultCalendar } from '../platform/days.ts';
import { earlier } from '../platform/http/idempotency.ts';
import { paged } from '../platform/http/paged.ts';
import { serve } from '../platform/http/serve.ts';
import { newId } from '../platform/ids.ts';
import { changed, newHead } from '../platform/record.ts';
import { ok, refused } from '../platform/result.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { getCalendar, type KeptCalendar, putCalendarStep } from './calendar-store.ts';
import { issueCredential, revokeCredential } from './credentials.ts';
import { type Member, memberOf, type Organization } from './organization.ts';
import { routes } from './routes.ts';
import * as store from './store.ts';

const missing = refused({ code: 'not_found' });

/** The scopes a partner's client may have: given by the stack, which collects them from all routes. */
const partnerScopes = (): string[] => (process.env.PARTNER_SCOPES ?? '').split(' ').filter(Boolean);

export const handler = serve(
  routes,
  {
    createOrganization: async ({ body }, { caller, clock, table }) => {
      const organization: Organization = {
        ...newHead(newId('organization', clock), caller.clientId, clock),
        ...body,
      };
      return ok({
        body: organization,
        revision: 1,
        change: [store.createOrganizationStep(table, organization)],
      });
    },

    listOrganizations: async ({ query }, { table }) =>
      paged<Organization>(await store.listOrganizations(table, query)),

    getOrganization: async ({ params }, { table }) => {
      const organization = await store.getOrganization(table, params.id);
      return organization ? ok({ body: organization, revision: organization.revision }) : missing;
    },

    createApiClient: async ({ params, body }, { table, clock, once }) => {
      const organization = await store.getOrganization(table, params.id);
      if (!organization) return missing;
      const offered = partnerScopes();
      const scopes = body.scopes ?? offered;
      const unknown = scopes.filter((scope) => !offered.includes(scope));
      if (unknown.length > 0)
        return refused({ code: 'unknown_reference', detail: `No such scope: ${unknown.join(', ')}.` });
      // Cognito is another system: look first, so that a repeat does not leave a second credential behind.
      if (once && (await earlier(table, once, clock))) return refused({ code: 'idempotency_in_flight' });
      const { clientId, secret } = await issueCredential(body.name, scopes);
      const client = {
        id: clientId,
        organizationId: organization.id,
        name: body.name,
        scopes,
        createdAt: instant(clock.now()),
      };
      return ok({
        body: { ...client, secret },
        keptBody: client,
        change: store.createClientSteps(table, organization, client),
      });
    },

    listApiClients: async ({ params, query }, { table }) =>
      (await store.getOrganization(table, params.id))
        ? paged<store.ApiClient>(await store.listClients(table, params.id, query))
        : missing,

    deleteApiClient: async ({ params }, { table }) => {
      if (!(await store.hasClient(table, params.id, params.clientId))) return missing;
      // Credential first: were we cut off here, the request can simply be sent again.
      await revokeCredential(params.clientId);
      return ok({ body: undefined, change: store.removeClientSteps(table, params.id, params.clientId) });
    },

    getOwnOrganization: async (_, { caller, table }) => {
      const organization = await store.getOrganization(table, caller.organizationId);
      return organization ? ok({ body: organization, revision: organization.revision }) : missing;
    },

    getBusinessCalendar: async (_, { caller, table }) => {
      const kept = await getCalendar(caller.organizationId, table);
      return ok({ body: shownCalendar(kept), revision: kept?.revision ?? 0 });
    },

    putBusinessCalendar: async ({ body }, { caller, table, clock, ifMatch }) => {
      const before = await getCalendar(caller.organizationId, table);
      const revision = before?.revision ?? 0;
      if (ifMatch !== undefined && ifMatch !== revision)
        return refused({ code: 'stale_revision', detail: `The current revision is ${revision}.` });
      const after: KeptCalendar = before
        ? changed(before, body, caller.clientId, clock)
        : { ...newHead(caller.organizationId, caller.clientId, clock), ...body };
      return ok({
        body: shownCalendar(after),
        revision: after.revision,
        change: [putCalendarStep(caller.organizationId, table, before, after)],
      });
    },

    createMember: async ({ body }, { caller, clock, table }) => {
      const member: Member = {
        ...newHead(newId('member', clock), caller.clientId, clock),
        ...body,
        active: true,
        unreachable: null,
      };
      return ok({
        body: member,
        revision: 1,
        change: store.createMemberSteps(caller.organizationId, table, member),
      });
    },

    listMembers: async ({ query }, { caller, table }) =>
      paged(await store.listMembers(caller.organizationId, table, query), (entry) =>
        memberOf(entry as Member),
      ),

    getMember: async ({ params }, { caller, table }) => {
      const member = await store.getMember(caller.organizationId, table, params.id);
      return member ? ok({ body: member, revision: member.revision }) : missing;
    },

    updateMember: async ({ params, body }, { caller, table, clock, ifMatch }) => {
      const before = await store.getMember(caller.organizationId, table, params.id);
      if (!before) return missing;
      if (before.revision !== ifMatch)
        return refused({ code: 'stale_revision', detail: `The current revision is ${before.revision}.` });
      if (Object.keys(body).length === 0) return ok({ body: before, revision: before.revision });
      // What bounced is the address: another one starts with a clean sheet.
      const moved = body.email !== undefined && body.email !== before.email ? { unreachable: null } : {};
      const changes = { ...body, ...moved } as Partial<Member>;
      const after = changed(before, changes, caller.clientId, clock);
      return ok({
        body: after,
        revision: after.revision,
        change: store.updateMemberSteps(caller.organizationId, table, before, after),
      });
    },
  },
  { table: openTable(connect(), tableName()), clock: systemClock },
);

const EPOCH = '1970-01-01T00:00:00.000Z';
const shownCalendar = (kept: KeptCalendar | undefined) => {
  if (!kept)
    return {
      ...defaultCalendar(),
      isDefault: true,
      revision: 0 as const,
      ...{ createdAt: EPOCH, createdBy: 'system', updatedAt: EPOCH, updatedBy: 'system' },
    };
  const { id: _, ...calendar } = kept;
  return { ...calendar, isDefault: false };
};
