import { partnershipKey, visible } from '../partners/store.ts';
import { instant, systemClock } from '../platform/clock.ts';
import { paged } from '../platform/http/paged.ts';
import { type Context, serve } from '../platform/http/serve.ts';
import { newId } from '../platform/ids.ts';
import { changed, newHead } from '../platform/record.ts';
import { ok, refused } from '../platform/result.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { readTimeline, type TimelineEntry } from '../platform/timeline.ts';
import { mayStep } from '../platform/transition.ts';
import { allocate, close, createFund, deallocate, missing, staleAt, update } from './acts.ts';
import { audit, newAudit } from './auditing.ts';
import { readEntries } from './entries.ts';
import { type Fund, sideOf, viewOf } from './fund.ts';
import { emptyBook } from './ledger.ts';
import { type Program, programTransitions } from './program.ts';
import { routes } from './routes.ts';
import { statementOf } from './statement.ts';
import { asCsv } from './statement-csv.ts';
import { asPage } from './statement-page.ts';
import * as store from './store.ts';

/** Refused where the caller is no part of one of these partnerships. */
const strange = async ({ caller, table }: Context, ids: readonly string[] = []) => {
  const found = await table.getAll(ids.map(partnershipKey));
  const unknown = ids.filter((_, position) => !visible(caller.organizationId, found[position]));
  return unknown.length > 0
    ? refused({ code: 'unknown_reference', detail: `You have no partnership ${unknown.join(', ')}.` })
    : undefined;
};

/** A verification answers within a request: at most so many thousand entries; the nightly audit has no bound. */
const MOST_PAGES = 50;

export const handler = serve(
  routes,
  {
    createFundProgram: async ({ body }, context) => {
      const { caller, table, clock } = context;
      const unknown = await strange(context, body.eligiblePartnershipIds);
      if (unknown) return unknown;
      const program: Program = {
        ...newHead(newId('fund_program', clock), caller.clientId, clock),
        ...body,
        status: 'open',
        ...{ funderId: caller.organizationId, funderName: caller.organizationName },
      };
      return ok({
        body: program,
        revision: 1,
        change: store.programSteps(table, undefined, program, {
          verb: 'create',
          byName: caller.organizationName,
        }),
      });
    },

    listFundPrograms: async ({ query }, { caller, table }) =>
      paged<Program>(await store.listPrograms(caller.organizationId, table, query)),

    getFundProgram: async ({ params }, { caller, table }) => {
      const program = await store.getProgram(caller.organizationId, table, params.id);
      return program ? ok({ body: program, revision: program.revision }) : missing;
    },

    updateFundProgram: async ({ params, body }, context) => {
      const { caller, table, clock, ifMatch } = context;
      const before = await store.getProgram(caller.organizationId, table, params.id);
      if (!before) return missing;
      const side = sideOf(before, caller.organizationId);
      // Who may close it may change it, and as long.
      const may = mayStep(programTransitions, 'close', before.status, side);
      if (!may.ok) return may;
      if (before.revision !== ifMatch) return staleAt(before.revision);
      if (Object.keys(body).length === 0) return ok({ body: before, revision: before.revision });
      const unknown = await strange(context, body.eligiblePartnershipIds);
      if (unknown) return unknown;
      const after = changed(before, body as Partial<Program>, caller.clientId, clock);
      return ok({
        body: after,
        revision: after.revision,
        change: store.programSteps(table, before, after, { verb: 'update', byName: caller.organizationName }),
      });
    },

    closeFundProgram: async ({ params }, { caller, table, clock, ifMatch }) => {
      const before = await store.getProgram(caller.organizationId, table, params.id);
      if (!before) return missing;
      const side = sideOf(before, caller.organizationId);
      const to = mayStep(programTransitions, 'close', before.status, side);
      if (!to.ok) return to;
      if (before.revision !== ifMatch) return staleAt(before.revision);
      const after = changed(before, { status: to.value }, caller.clientId, clock);
      return ok({
        body: after,
        revision: after.revision,
        change: store.programSteps(table, before, after, { verb: 'close', byName: caller.organizationName }),
      });
    },

    createFund: ({ body }, context) => createFund(body, context),

    listFunds: async ({ query }, { caller, table }) => {
      const page = await store.listFunds(caller.organizationId, table, query);
      if (!page.ok) return page;
      const books = await store.getBooks(table, page.value.entries as unknown as Fund[]);
      return paged(page, (entry) => {
        const fund = entry as unknown as Fund;
        return viewOf(fund, books.get(fund.id) ?? emptyBook(fund.id, fund.currency, fund.createdAt));
      });
    },

    getFund: async ({ params }, { caller, table }) => {
      const held = await store.getFund(caller.organizationId, table, params.id);
      return held ? ok({ body: viewOf(held.fund, held.book), revision: held.fund.revision }) : missing;
    },

    updateFund: ({ params, body }, context) => update(params.id, body, context),
    allocateToFund: ({ params, body }, context) => allocate(params.id, body, context),
    deallocateFromFund: ({ params, body }, context) => deallocate(params.id, body, context),
    closeFund: ({ params }, context) => close(params.id, context),

    readFundStatement: async ({ params, query }, { caller, table, clock, format }) => {
      const held = await store.getFund(caller.organizationId, table, params.id);
      if (!held) return missing;
      const page = await readEntries(table, params.id, query);
      if (!page.ok) return page;
      const { entries, nextCursor } = page.value;
      const body = statementOf(held.fund, held.book, entries, nextCursor);
      if (!format) return ok({ body });
      const { cursor: _, ...same } = query;
      const further = new URLSearchParams({ ...strings(same), cursor: nextCursor ?? '' });
      return ok({
        body,
        written: format === 'text/csv' ? asCsv(body) : asPage(body, held.fund, query, instant(clock.now())),
        next: nextCursor ? `/v1/funds/${params.id}/statement?${further}` : undefined,
      });
    },

    verifyFund: async ({ params }, { caller, table, clock }) => {
      const held = await store.getFund(caller.organizationId, table, params.id);
      if (!held) return missing;
      const { state, done } = await audit(table, held.book, newAudit(), MOST_PAGES);
      const { audited, faults } = state;
      return ok({
        body: {
          fundId: params.id,
          holds: faults.length === 0,
          complete: done,
          entries: audited.sequence,
          balances: audited.balances,
          faults,
          verifiedAt: instant(clock.now()),
        },
      });
    },

    readFundTimeline: async ({ params, query }, { caller, table }) =>
      (await store.getFund(caller.organizationId, table, params.id))
        ? paged<TimelineEntry>(await readTimeline(table, params.id, query))
        : missing,

    readFundProgramTimeline: async ({ params, query }, { caller, table }) => {
      const program = await store.getProgram(caller.organizationId, table, params.id);
      // What the funder changed, and when, is its own affair: a partner reads the program as it is.
      return program?.funderId === caller.organizationId
        ? paged<TimelineEntry>(await readTimeline(table, params.id, query))
        : missing;
    },
  },
  { table: openTable(connect(), tableName()), clock: systemClock },
);

const strings = (query: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
