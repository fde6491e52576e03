import { systemClock } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { type AuditState, audit, newAudit } from './auditing.ts';
import * as store from './store.ts';

const table = openTable(connect(), tableName());

/** Where the audit of all ledgers stands: the partition, the last fund that is done, and how far it is in the next. */
interface Position {
  shard: number;
  after: string | null;
  /** A ledger too long for one task, as far as it was followed. */
  within: { fundId: string; state: AuditState } | null;
  broken: string[];
}
const START: Position = { shard: 0, after: null, within: null, broken: [] };

/** Well within the time that a task has. */
const MOST_MS = 8_000;
const PAGES_AT_ONCE = 5;
/** An execution's state is bounded: more broken ledgers than this are only counted by the log. */
const MOST_NAMED = 100;

/** Lambda entry of the workflow `ledger_audit`: audits for some seconds, and says where to go on. Reads alone. */
export const handler = async ({
  position,
}: {
  position: Position | null;
}): Promise<{ position: Position | null; broken: string[] }> => {
  const until = systemClock.now() + MOST_MS;
  let at = position ?? START;
  while (systemClock.now() < until) {
    const next = at.within ? await further(at, at.within) : await nextLedger(at);
    if (!next) {
      log('info', 'ledgers audited', { broken: at.broken.length });
      return { position: null, broken: at.broken };
    }
    at = next;
  }
  return { position: at, broken: at.broken };
};

const nextLedger = async (at: Position): Promise<Position | undefined> => {
  if (at.shard >= store.LEDGER_SHARDS) return undefined;
  const fundId = await store.ledgerAfter(table, at.shard, at.after);
  return fundId
    ? { ...at, within: { fundId, state: newAudit() } }
    : { ...at, shard: at.shard + 1, after: null };
};

const further = async (
  at: Position,
  { fundId, state }: NonNullable<Position['within']>,
): Promise<Position> => {
  const book = await store.getBook(table, fundId);
  const gone = { sequence: 0, fault: 'the book is gone' };
  const followed = book
    ? await audit(table, book, state, PAGES_AT_ONCE)
    : { state: { ...state, faults: [gone] }, done: true };
  if (!followed.done) return { ...at, within: { fundId, state: followed.state } };
  const { faults } = followed.state;
  if (faults.length > 0) log('error', 'a ledger does not hold', { record: fundId, faults });
  const broken = faults.length > 0 ? [...at.broken, fundId].slice(0, MOST_NAMED) : at.broken;
  return { ...at, after: fundId, within: null, broken };
};
