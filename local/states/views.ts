/** Executions as the runner's console and other parts see them. */
import type { ExecutionSummary, ExecutionView } from '../parts.ts';
import { shown } from './history.ts';
import type { Machines } from './machines.ts';
import type { Branch, ExecutionRow, HistoryEvent } from './run.ts';
import type { Tables } from './tables.ts';

type SummaryRow = Pick<ExecutionRow, 'id' | 'machine' | 'name' | 'status' | 'started' | 'stopped'>;

const iso = (ms: number): string => new Date(ms).toISOString();

function summary({ machine, name, status, started, stopped }: SummaryRow): ExecutionSummary {
  return {
    id: `${machine}:${name}`,
    machine,
    name,
    status,
    startedAt: iso(started),
    ...(stopped !== null && { stoppedAt: iso(stopped) }),
  };
}

/** All executions, the latest first. */
export function listViews(tables: Tables): ExecutionSummary[] {
  return (tables.all.all() as unknown as SummaryRow[]).map(summary);
}

/** One execution by `<machine>:<name>`; undefined when there is none. */
export function viewOf(tables: Tables, machines: Machines, id: string): ExecutionView | undefined {
  const colon = id.indexOf(':');
  const row = tables.byName.get(id.slice(0, colon), id.slice(colon + 1)) as unknown as
    | ExecutionRow
    | undefined;
  if (!row) return undefined;
  return {
    ...summary(row),
    input: JSON.parse(row.input),
    ...(row.output !== null && { output: JSON.parse(row.output) }),
    ...(row.error !== null && { error: row.error }),
    ...(row.cause !== null && { cause: row.cause }),
    currentStates: currentStates(tables, row.id),
    definition: JSON.parse(machines.withHash(row.definition).text),
    history: readHistory(tables, row.id).map(
      (event) => shown(event, true, iso) as ExecutionView['history'][number],
    ),
  };
}

function currentStates(tables: Tables, id: number): string[] {
  const branches = (tables.branches.all(id) as { doc: string }[]).map(({ doc }) => JSON.parse(doc) as Branch);
  const standing = branches.filter(({ phase }) => phase !== 'done' && phase !== 'failed' && phase !== 'join');
  return [...new Set(standing.map(({ state }) => state))];
}

/** All events, in order. */
export function readHistory(tables: Tables, id: number): HistoryEvent[] {
  return (tables.history.all(id) as { events: string }[]).flatMap(
    ({ events }) => JSON.parse(events) as HistoryEvent[],
  );
}
