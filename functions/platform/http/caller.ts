import type { Clock } from '../clock.ts';
import type { Table } from '../table.ts';

/** Who calls: from the verified token alone, never from the request. */
export interface Caller {
  organizationId: string;
  organizationName: string;
  clientId: string;
}

/** Key of the item that says which organisation an API client belongs to. */
export const clientKey = (clientId: string) => ({ pk: `CLIENT#${clientId}`, sk: 'CLIENT' });

/** How long an instance trusts what it read; a client taken away stops working at the latest when this has passed. */
const TRUSTED_MS = 60_000;
const MOST_KEPT = 5_000;

/** Looks up callers by client id, remembering them for a minute. Undefined: a credential that belongs to no organisation (any more). */
export const callers = (table: Table, clock: Clock) => {
  const known = new Map<string, { caller: Caller; until: number }>();
  return async (clientId: string): Promise<Caller | undefined> => {
    const remembered = known.get(clientId);
    if (remembered && remembered.until > clock.now()) return remembered.caller;
    known.delete(clientId);
    const item = await table.get(clientKey(clientId));
    if (!item) return undefined;
    const caller = {
      organizationId: String(item.organizationId),
      organizationName: String(item.organizationName),
      clientId,
    };
    if (known.size >= MOST_KEPT) known.clear();
    known.set(clientId, { caller, until: clock.now() + TRUSTED_MS });
    return caller;
  };
};
