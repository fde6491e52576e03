import type * as z from 'zod';
import { expiresAtMs, open } from '../approvals/asking.ts';
import { defaultPolicy } from '../approvals/policy.ts';
import { getPolicy } from '../approvals/policy-store.ts';
import { getHeld } from '../approvals/store.ts';
import { answerByClient } from '../approvals/subject.ts';
import { getOrganization } from '../organizations/store.ts';
import { instant, systemClock } from '../platform/clock.ts';
import { paged } from '../platform/http/paged.ts';
import { type Context, type Reply, serve } from '../platform/http/serve.ts';
import { newId } from '../platform/ids.ts';
import { changed, newHead } from '../platform/record.ts';
import { ok, type Result, refused } from '../platform/result.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { readTimeline, type TimelineEntry } from '../platform/timeline.ts';
import { mayStep } from '../platform/transition.ts';
import {
  declineReasons,
  type Partnership,
  type PartnershipVerb,
  type partnershipSchema,
  sideOf,
  transitions,
  viewOf,
} from './partnership.ts';
import { routes } from './routes.ts';
import * as store from './store.ts';

type View = z.output<typeof partnershipSchema>;
const missing = refused({ code: 'not_found' });
const answer = (partnership: Partnership) => ({ body: viewOf(partnership), revision: partnership.revision });

/** Reads the partnership and takes a step, as far as it is this side's to take. */
const step = async (
  id: string,
  verb: PartnershipVerb,
  context: Context,
  changes: (before: Partnership) => Partial<Partnership> = () => ({}),
): Promise<Result<{ before: Partnership; after: Partnership }>> => {
  const { caller, table, clock, ifMatch } = context;
  const before = await store.getPartnership(caller.organizationId, table, id);
  if (!before) return missing;
  const to = mayStep(transitions, verb, before.status, sideOf(before, caller.organizationId));
  if (!to.ok) return to;
  if (before.revision !== ifMatch)
    return refused({ code: 'stale_revision', detail: `The current revision is ${before.revision}.` });
  return ok({
    before,
    after: changed(before, { status: to.value, ...changes(before) }, caller.clientId, clock),
  });
};

const told = ({ caller }: Context, reasonCode: string | null = null) => ({
  organizationId: caller.organizationId,
  byName: caller.organizationName,
  reasonCode,
});

const simply = async (
  id: string,
  verb: PartnershipVerb,
  context: Context,
  changes?: (before: Partnership) => Partial<Partnership>,
): Promise<Result<Reply<View>>> => {
  const taken = await step(id, verb, context, changes);
  if (!taken.ok) return taken;
  const { before, after } = taken.value;
  return ok({
    ...answer(after),
    change: store.stepSteps(context.table, before, after, verb, told(context), context.clock),
  });
};

/** Accept or decline: the answer to the invitation and to its approval, in one transaction. */
const respond = async (
  id: string,
  verb: 'accept' | 'decline',
  context: Context,
  reasonCode: string | null,
  comment: string | null,
): Promise<Result<Reply<View>>> => {
  const taken = await step(id, verb, context, () => ({ reasonCode }));
  if (!taken.ok) return taken;
  const { before, after } = taken.value;
  const { caller, table, clock } = context;
  const held = await getHeld(table, before.approvalId);
  if (!held) throw new Error(`partnership ${id} has no approval`);
  const outcome = verb === 'accept' ? 'approve' : 'reject';
  const answered = answerByClient(
    table,
    held,
    { id: caller.clientId, name: caller.organizationName },
    { outcome, reasonCode, comment },
    clock,
  );
  if (!answered.ok) return answered;
  return ok({
    ...answer(after),
    change: [
      ...answered.value,
      ...store.stepSteps(table, before, after, verb, told(context, reasonCode), clock),
    ],
  });
};

export const handler = serve(
  routes,
  {
    invitePartnership: async ({ body }, { caller, table, clock }) => {
      if (body.inviteeId === caller.organizationId)
        return refused({ code: 'unknown_reference', detail: 'An organisation cannot be its own partner.' });
      const [invitee, policy] = await Promise.all([
        getOrganization(table, body.inviteeId),
        getPolicy(body.inviteeId, table, 'partnership'),
      ]);
      if (!invitee)
        return refused({ code: 'unknown_reference', detail: `There is no organisation ${body.inviteeId}.` });
      const id = newId('partnership', clock);
      const approval = open(
        {
          id: newId('approval', clock),
          organizationId: invitee.id,
          kind: 'partnership',
          subject: { id, revision: 1, path: `/v1/partnerships/${id}` },
          ask: {
            act: 'accept',
            headline: 'Invitation to a partnership',
            title: `Partnership with ${caller.organizationName}`,
            requestedBy: caller.organizationName,
            facts: body.message ? [{ label: 'Message', text: body.message }] : [],
            reasons: [...declineReasons],
            amount: null,
          },
          barredIds: [],
          onReminder: null,
        },
        policy ?? defaultPolicy('partnership'),
        caller.clientId,
        clock,
      );
      const partnership: Partnership = {
        ...newHead(id, caller.clientId, clock),
        id,
        status: 'invited',
        organizationIds: [caller.organizationId, invitee.id],
        inviterId: caller.organizationId,
        inviterName: caller.organizationName,
        inviteeId: invitee.id,
        inviteeName: invitee.name,
        message: body.message ?? null,
        reasonCode: null,
        expiresAt: instant(expiresAtMs(approval)),
        suspendedById: null,
        approvalId: approval.id,
      };
      return ok({
        ...answer(partnership),
        change: store.inviteSteps(table, partnership, approval, caller.organizationName, clock),
      });
    },

    listPartnerships: async ({ query }, { caller, table }) =>
      paged<View>(await store.listPartnerships(caller.organizationId, table, query)),

    getPartnership: async ({ params }, { caller, table }) => {
      const partnership = await store.getPartnership(caller.organizationId, table, params.id);
      return partnership ? ok(answer(partnership)) : missing;
    },

    readPartnershipTimeline: async ({ params, query }, { caller, table }) =>
      (await store.getPartnership(caller.organizationId, table, params.id))
        ? paged<TimelineEntry>(await readTimeline(table, params.id, query))
        : missing,

    acceptPartnership: ({ params }, context) => respond(params.id, 'accept', context, null, null),
    declinePartnership: ({ params, body }, context) =>
      respond(params.id, 'decline', context, body.reasonCode, body.comment ?? null),
    suspendPartnership: ({ params }, context) =>
      simply(params.id, 'suspend', context, () => ({ suspendedById: context.caller.organizationId })),
    resumePartnership: async ({ params }, context) => {
      const partnership = await store.getPartnership(context.caller.organizationId, context.table, params.id);
      if (partnership?.status === 'suspended' && partnership.suspendedById !== context.caller.organizationId)
        return refused({ code: 'wrong_side', detail: 'The side that suspended it resumes it.' });
      return simply(params.id, 'resume', context, () => ({ suspendedById: null }));
    },
    endPartnership: ({ params }, context) => simply(params.id, 'end', context),
  },
  { table: openTable(connect(), tableName()), clock: systemClock },
);
