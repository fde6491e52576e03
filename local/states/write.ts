/** A run written down: everything since it was last written, as part of one transaction. */
import type { Machines } from './machines.ts';
import { type Branch, type ExecutionRow, Run } from './run.ts';
import type { Tables } from './tables.ts';

/** The cause of a nested execution's abort when the Task that waited for it is no more. */
export const ORPHANED = 'The Task state which was managing this execution was aborted';

/** Reads an execution back. Undefined when there is none. */
export function loadRun(tables: Tables, machines: Machines, id: number): Run | undefined {
  const row = tables.execution.get(id) as unknown as ExecutionRow | undefined;
  if (!row) return undefined;
  const docs = row.status === 'RUNNING' ? (tables.branches.all(id) as { doc: string }[]) : [];
  const branches = docs.map(({ doc }) => JSON.parse(doc) as Branch);
  const { last } = tables.lastEvent.get(id) as { last: number | null };
  const run = new Run({ ...row }, machines.withHash(row.definition), branches, last ?? 0);
  for (const branch of branches) run.stored.set(branch.id, timersOf(branch).join());
  return run;
}

/** Whether a restart must move the branch, or repeat its request. */
function isActive(branch: Branch): boolean {
  return branch.phase === 'ready' || (branch.phase === 'task' && !branch.task?.submitted);
}

type Timer = readonly ['until' | 'timeout' | 'heartbeat', number];

function timersOf({ until, task }: Branch): Timer[] {
  const timers: Timer[] = [];
  if (until !== undefined) timers.push(['until', until]);
  if (task?.timeoutAt !== undefined) timers.push(['timeout', task.timeoutAt]);
  if (task?.heartbeatAt !== undefined) timers.push(['heartbeat', task.heartbeatAt]);
  return timers;
}

/** Writes events, branches and timers; a closed execution leaves only its row and history. Gives the earliest due time written. */
export function writeRun(tables: Tables, run: Run): number {
  const { id } = run.row;
  let earliest = Number.POSITIVE_INFINITY;
  if (run.events.length > 0) tables.putHistory.run(id, run.lastEvent, JSON.stringify(run.events));
  run.events = [];
  for (const branch of run.removed) {
    const timers = run.stored.get(branch);
    if (timers === undefined) continue;
    tables.dropBranch.run(id, branch);
    if (timers) tables.dropTimers.run(id, branch);
    run.stored.delete(branch);
  }
  run.removed.clear();
  for (const branch of run.dirty) earliest = Math.min(earliest, writeBranch(tables, run, branch));
  run.dirty.clear();
  for (const child of run.orphans) {
    tables.unwatch.run(child, id);
    tables.askStop.run(ORPHANED, child);
  }
  for (const child of run.heard) tables.unwatch.run(child, id);
  run.heard = [];
  if (run.running) {
    if (run.deadline === undefined) return earliest;
    const due = run.deadline;
    delete run.deadline;
    tables.putTimer.run(id, 0, 'execution', due);
    return Math.min(earliest, due);
  }
  const { status, output, error, cause, stopped } = run.row;
  tables.close.run(status, output, error, cause, stopped, id);
  if (run.machine.timeoutSeconds !== undefined) tables.dropTimers.run(id, 0);
  return earliest;
}

function writeBranch(tables: Tables, run: Run, branch: Branch): number {
  const { id } = run.row;
  tables.putBranch.run(id, branch.id, isActive(branch) ? 1 : 0, JSON.stringify(branch));
  const timers = timersOf(branch);
  const had = run.stored.get(branch.id);
  const have = timers.join();
  run.stored.set(branch.id, have);
  if ((had ?? '') === have) return Number.POSITIVE_INFINITY;
  if (had) tables.dropTimers.run(id, branch.id);
  for (const [kind, due] of timers) tables.putTimer.run(id, branch.id, kind, due);
  return Math.min(Number.POSITIVE_INFINITY, ...timers.map(([, due]) => due));
}
