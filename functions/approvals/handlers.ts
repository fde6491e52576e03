import { getMember } from '../organizations/store.ts';
import { systemClock } from '../platform/clock.ts';
import { paged } from '../platform/http/paged.ts';
import { serve } from '../platform/http/serve.ts';
import { newId } from '../platform/ids.ts';
import { changed, newHead } from '../platform/record.ts';
import { ok, refused } from '../platform/result.ts';
import { connect, openTable, type Table, tableName } from '../platform/table.ts';
import { type ApprovalView, approvalViewOf, viewOf } from './approval.ts';
import { decidePage, peekPage, showPage } from './link.ts';
import {
  type ApprovalKind,
  approvalKinds,
  type Delegation,
  defaultPolicy,
  manner,
  mannerFaults,
  type Policy,
} from './policy.ts';
import * as policies from './policy-store.ts';
import { openProof } from './proof.ts';
import { routes } from './routes.ts';
import * as store from './store.ts';

const missing = refused({ code: 'not_found' });
const EPOCH = '1970-01-01T00:00:00.000Z';

const standing = async (organizationId: string, table: Table, kind: ApprovalKind): Promise<Policy> =>
  (await policies.getPolicy(organizationId, table, kind)) ?? {
    ...defaultPolicy(kind),
    ...{
      id: kind,
      kind,
      isDefault: true,
      revision: 0,
      createdAt: EPOCH,
      createdBy: 'system',
      updatedAt: EPOCH,
      updatedBy: 'system',
    },
  };

/** Ids of members that the organisation does not have. */
const strangers = async (organizationId: string, table: Table, memberIds: string[]): Promise<string[]> => {
  const wanted = [...new Set(memberIds)];
  const found = await Promise.all(wanted.map((id) => getMember(organizationId, table, id)));
  return wanted.filter((_, position) => !found[position]);
};

const unknownMembers = (ids: string[]) =>
  refused({ code: 'unknown_reference', detail: `Your organisation has no member ${ids.join(', ')}.` });

export const handler = serve(
  routes,
  {
    listApprovalPolicies: async (_, { caller, table }) =>
      ok({
        body: {
          items: await Promise.all(approvalKinds.map((kind) => standing(caller.organizationId, table, kind))),
        },
      }),

    getApprovalPolicy: async ({ params }, { caller, table }) => {
      const policy = await standing(caller.organizationId, table, params.kind);
      return ok({ body: policy, revision: policy.revision });
    },

    putApprovalPolicy: async ({ params, body }, { caller, table, clock, ifMatch }) => {
      const { kind } = params;
      const errors = mannerFaults(kind, body);
      if (errors.length > 0) return refused({ code: 'invalid_input', errors });
      const named = body.steps.flatMap((step) => [
        ...step.approvers.memberIds,
        ...(step.escalateTo?.memberIds ?? []),
      ]);
      const unknown = await strangers(caller.organizationId, table, named);
      if (unknown.length > 0) return unknownMembers(unknown);
      const before = await policies.getPolicy(caller.organizationId, table, kind);
      if (ifMatch !== undefined && ifMatch !== (before?.revision ?? 0))
        return refused({
          code: 'stale_revision',
          detail: `The current revision is ${before?.revision ?? 0}.`,
        });
      const given = { ...manner(kind), ...body } as Pick<Policy, 'steps' | 'apiDecision' | 'oneTimeCode'>;
      const policy: Policy = before
        ? changed(before, given, caller.clientId, clock)
        : { ...newHead(kind, caller.clientId, clock), ...given, kind, isDefault: false };
      return ok({
        body: policy,
        revision: policy.revision,
        change: [policies.putPolicyStep(caller.organizationId, table, before, policy)],
      });
    },

    deleteApprovalPolicy: async ({ params }, { caller, table }) =>
      ok({ body: undefined, change: [policies.removePolicyStep(caller.organizationId, table, params.kind)] }),

    createDelegation: async ({ body }, { caller, table, clock }) => {
      const unknown = await strangers(caller.organizationId, table, [body.fromMemberId, body.toMemberId]);
      if (unknown.length > 0) return unknownMembers(unknown);
      const delegation: Delegation = {
        ...newHead(newId('delegation', clock), caller.clientId, clock),
        ...body,
      };
      return ok({
        body: delegation,
        revision: 1,
        change: [policies.createDelegationStep(caller.organizationId, table, delegation)],
      });
    },

    listDelegations: async ({ query }, { caller, table }) =>
      paged<Delegation>(await policies.listDelegations(caller.organizationId, table, query)),

    getDelegation: async ({ params }, { caller, table }) => {
      const delegation = await policies.getDelegation(caller.organizationId, table, params.id);
      return delegation ? ok({ body: delegation, revision: delegation.revision }) : missing;
    },

    deleteDelegation: async ({ params }, { caller, table }) =>
      (await policies.getDelegation(caller.organizationId, table, params.id))
        ? ok({
            body: undefined,
            change: [policies.removeDelegationStep(caller.organizationId, table, params.id)],
          })
        : missing,

    listApprovals: async ({ query }, { caller, table }) =>
      paged(await store.listApprovals(caller.organizationId, table, query), (entry) =>
        approvalViewOf(entry as ApprovalView),
      ),

    getApproval: async ({ params }, { caller, table }) => {
      const approval = await store.getApproval(caller.organizationId, table, params.id);
      return approval ? ok({ body: viewOf(approval), revision: approval.revision }) : missing;
    },

    showApprovalPage: showPage,
    peekApprovalPage: peekPage,
    openApprovalProof: openProof,
    decideApprovalPage: (event, ground) => decidePage(event, ground),
  },
  { table: openTable(connect(), tableName()), clock: systemClock },
);
