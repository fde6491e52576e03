import type * as z from 'zod';
import { systemClock } from '../platform/clock.ts';
import { paged } from '../platform/http/paged.ts';
import { serve } from '../platform/http/serve.ts';
import { ok } from '../platform/result.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { readTimeline, type TimelineEntry } from '../platform/timeline.ts';
import { dueOn, givingUp, missing, onItsWay, recovering, requestClawback, settling, take } from './acts.ts';
import { type payoutSchema, viewOf } from './payout.ts';
import { routes } from './routes.ts';
import * as store from './store.ts';

export const handler = serve(
  routes,
  {
    listPayouts: async ({ query }, { caller, table }) =>
      paged<z.output<typeof payoutSchema>>(await store.listPayouts(caller.organizationId, table, query)),

    getPayout: async ({ params }, { caller, table }) => {
      const payout = await store.getPayout(caller.organizationId, table, params.id);
      return payout ? ok({ body: viewOf(payout), revision: payout.revision }) : missing;
    },

    invoicePayout: ({ params, body }, context) =>
      take(params.id, 'invoice', context, {
        changes: (before) => ({ invoice: body, dueOn: dueOn(before, context.clock.now()) }),
      }),
    processPayout: ({ params }, context) => take(params.id, 'process', context),
    payPayout: ({ params, body }, context) =>
      take(params.id, 'pay', context, { changes: body, moves: settling }),
    failPayout: ({ params, body }, context) =>
      take(params.id, 'fail', context, {
        ...body,
        changes: ({ failures }) => ({ failures: failures + 1 }),
      }),
    reschedulePayout: ({ params, body }, context) =>
      take(params.id, 'reschedule', context, {
        changes: (before) => ({ dueOn: body.dueOn ?? before.dueOn ?? dueOn(before, context.clock.now()) }),
      }),
    holdPayout: ({ params, body }, context) =>
      take(params.id, 'hold', context, { ...body, changes: ({ status }) => ({ heldFrom: status }) }),
    releasePayout: ({ params }, context) => take(params.id, 'release', context),
    cancelPayout: ({ params, body }, context) =>
      take(params.id, 'cancel', context, { ...body, moves: givingUp, unless: onItsWay }),

    requestClawback: ({ params, body }, context) => requestClawback(params.id, body, context),
    recoverPayout: ({ params, body }, context) =>
      take(params.id, 'recover', context, {
        changes: ({ clawback }) => ({ clawback: clawback && { ...clawback, ...body } }),
        moves: recovering,
      }),
    writeOffPayout: ({ params, body }, context) => take(params.id, 'write_off', context, body),

    readPayoutTimeline: async ({ params, query }, { caller, table }) =>
      (await store.getPayout(caller.organizationId, table, params.id))
        ? paged<TimelineEntry>(await readTimeline(table, params.id, query))
        : missing,
  },
  { table: openTable(connect(), tableName()), clock: systemClock },
);
