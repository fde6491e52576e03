import type { Page } from '../listing.ts';
import { ok, type Result } from '../result.ts';

/** The answer to a list whose entries are answered as they stand, or as `view` shows them. */
export const paged = <Entry>(
  page: Result<Page>,
  view: (entry: Record<string, unknown>) => Entry = (entry) => entry as Entry,
): Result<{ body: { items: Entry[]; nextCursor: string | null } }> =>
  page.ok ? ok({ body: { items: page.value.entries.map(view), nextCursor: page.value.nextCursor } }) : page;
