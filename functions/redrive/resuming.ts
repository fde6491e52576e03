import { getHeld } from '../approvals/store.ts';
import { startOf } from '../approvals/subject.ts';
import { listOrganizations } from '../organizations/store.ts';
import type { Clock } from '../platform/clock.ts';
import { listPage, type Page } from '../platform/listing.ts';
import { shelfOf } from '../platform/record.ts';
import type { Result } from '../platform/result.ts';
import type { Table } from '../platform/table.ts';
import { sendOn } from '../relay/sending.ts';

const PAGE = 100;

/** All pages of a list, one after the other. */
async function* entriesOf(read: (cursor: string | undefined) => Promise<Result<Page>>) {
  for (let cursor: string | undefined; ; ) {
    const page = await read(cursor);
    if (!page.ok) throw new Error(`a list could not be read: ${page.refusal.code}`);
    yield* page.value.entries;
    if (page.value.nextCursor === null) return;
    cursor = page.value.nextCursor;
  }
}

/**
 * Starts a workflow for every approval of an organisation that is pending. After the table was put back to an earlier
 * time, executions know more than it does: some have ended over approvals that are pending again. A second execution of
 * one that still runs is harmless: both read the table, and settle once. `mark` names this putting back: with the same
 * one nothing is started twice.
 */
const resumeOrganization = async (
  table: Table,
  organizationId: string,
  mark: string,
  clock: Clock,
): Promise<number> => {
  let resumed = 0;
  const pending = entriesOf((cursor) =>
    listPage(table, {
      shelves: [{ index: 'byOwnerStatus', pk: shelfOf(organizationId, 'approval', 'pending') }],
      ...{ limit: PAGE, cursor },
    }),
  );
  for await (const { id } of pending) {
    const held = await getHeld(table, String(id));
    if (held?.approval.status !== 'pending') continue;
    const { workflow, name, input } = startOf(held.approval.kind, held.approval, clock);
    const start = {
      ...{ startWorkflow: workflow, startName: `${name}-${mark}` },
      startInput: JSON.stringify(input),
    };
    if ((await sendOn([start])).size > 0) throw new Error('a workflow could not be started: try again');
    resumed += 1;
  }
  return resumed;
};

/** The same for one page of organisations; `after` is where to go on. */
export const resume = async (
  table: Table,
  mark: string,
  after: string | null,
  clock: Clock,
): Promise<{ resumed: number; after: string | null }> => {
  const page = await listOrganizations(table, { limit: 1, cursor: after ?? undefined });
  if (!page.ok) throw new Error(`organisations could not be listed: ${page.refusal.code}`);
  let resumed = 0;
  for (const { id } of page.value.entries)
    resumed += await resumeOrganization(table, String(id), mark, clock);
  return { resumed, after: page.value.nextCursor };
};
