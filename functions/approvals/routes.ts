import * as z from 'zod';
import { idOf, instantSchema, pageOf, pageQuery } from '../platform/fields.ts';
import { declareRoutes } from '../platform/route.ts';
import { approvalStatuses, approvalViewSchema } from './approval.ts';
import {
  approvalKindSchema,
  delegationSchema,
  newDelegationSchema,
  newPolicySchema,
  policySchema,
} from './policy.ts';

const kind = z.strictObject({ kind: approvalKindSchema });
const token = z.strictObject({ token: z.string() });

export const routes = declareRoutes({
  process: 'approvals',
  about:
    'Who decides in your organisation, in which steps and until when; what waits for a decision; and the page behind the e-mailed link.',
  routes: {
    listApprovalPolicies: {
      kind: 'read',
      method: 'GET',
      path: '/v1/approval-policies',
      scope: 'approvals:read',
      summary: 'Read the policy of every kind',
      output: z.strictObject({ items: z.array(policySchema) }),
    },
    getApprovalPolicy: {
      kind: 'read',
      method: 'GET',
      path: '/v1/approval-policies/{kind}',
      scope: 'approvals:read',
      summary: 'Read the policy of a kind',
      description:
        'Where your organisation has set none, the default is answered, with `isDefault` true and revision 0.',
      params: kind,
      output: policySchema,
    },
    putApprovalPolicy: {
      kind: 'replace',
      method: 'PUT',
      path: '/v1/approval-policies/{kind}',
      scope: 'approvals:write',
      summary: 'Set the policy of a kind',
      description:
        'Holds for what is asked from now on; open approvals go on under the policy they were opened with.',
      params: kind,
      body: newPolicySchema,
      output: policySchema,
      refusals: ['unknown_reference'],
    },
    deleteApprovalPolicy: {
      kind: 'remove',
      method: 'DELETE',
      path: '/v1/approval-policies/{kind}',
      scope: 'approvals:write',
      summary: 'Go back to the default policy of a kind',
      params: kind,
      status: 204,
    },
    createDelegation: {
      kind: 'create',
      method: 'POST',
      path: '/v1/delegations',
      scope: 'approvals:write',
      summary: 'Name a stand-in for a member who is away',
      body: newDelegationSchema,
      output: delegationSchema,
      status: 201,
      refusals: ['unknown_reference'],
    },
    listDelegations: {
      kind: 'list',
      method: 'GET',
      path: '/v1/delegations',
      scope: 'approvals:read',
      summary: 'List delegations',
      query: z.strictObject(pageQuery),
      output: pageOf(delegationSchema),
    },
    getDelegation: {
      kind: 'read',
      method: 'GET',
      path: '/v1/delegations/{id}',
      scope: 'approvals:read',
      summary: 'Read a delegation',
      params: z.strictObject({ id: idOf('delegation') }),
      output: delegationSchema,
    },
    deleteDelegation: {
      kind: 'remove',
      method: 'DELETE',
      path: '/v1/delegations/{id}',
      scope: 'approvals:write',
      summary: 'End a delegation',
      params: z.strictObject({ id: idOf('delegation') }),
      status: 204,
    },
    listApprovals: {
      kind: 'list',
      method: 'GET',
      path: '/v1/approvals',
      scope: 'approvals:read',
      summary: 'List what your organisation was asked to decide',
      query: z.strictObject({
        ...pageQuery,
        status: z.enum(approvalStatuses).optional(),
        updatedAfter: instantSchema.optional(),
      }),
      output: pageOf(approvalViewSchema),
    },
    getApproval: {
      kind: 'read',
      method: 'GET',
      path: '/v1/approvals/{id}',
      scope: 'approvals:read',
      summary: 'Read an approval: who was asked, and who answered what',
      params: z.strictObject({ id: idOf('approval') }),
      output: approvalViewSchema,
    },
    showApprovalPage: {
      kind: 'page',
      method: 'GET',
      path: '/approve/{token}',
      scope: 'public',
      summary: 'The page behind an e-mailed link',
      params: token,
    },
    peekApprovalPage: {
      kind: 'page',
      method: 'HEAD',
      path: '/approve/{token}',
      scope: 'public',
      summary: 'Whether the page is there',
      params: token,
    },
    openApprovalProof: {
      kind: 'page',
      method: 'GET',
      path: '/approve/{token}/proof/{attachmentId}',
      scope: 'public',
      summary: 'A file that the question is about: leads to its download, for whoever may decide',
      params: token.extend({ attachmentId: z.string() }),
    },
    decideApprovalPage: {
      kind: 'page',
      method: 'POST',
      path: '/approve/{token}',
      scope: 'public',
      summary: 'Send the decision from the page',
      params: token,
    },
  },
});
