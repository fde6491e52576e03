/**
 * One execution while it moves. Where it stands is data (branches), never a waiting promise: what rests lies in
 * SQLite and costs no memory, and a restart finds every branch where it stood.
 */
import type { Machine, State, States } from './asl.ts';
import type { Failure } from './failure.ts';

/** A Task that was scheduled and has no result yet. */
export interface TaskInFlight {
  /** The id of its TaskScheduled event: unique in the execution, so that a late answer finds no other task. */
  id: number;
  resource: string;
  /** Kept until the request was handed over, to repeat it after a crash. */
  args?: unknown;
  token?: string;
  /** What a started execution answered, when nothing more is waited for. */
  answer?: unknown;
  /** Handed over; only a token or a child's end can finish it. */
  submitted?: boolean;
  /** Epoch ms. */
  timeoutAt?: number;
  heartbeatAt?: number;
  /** Milliseconds. */
  heartbeatEvery?: number;
  /** The row of the nested execution it waits for. */
  child?: number;
}

/** A Map's or Parallel's inner branches. Results lie in the branches themselves until all are there. */
export interface Join {
  length: number;
  items?: unknown[];
  /** Most iterations at once. */
  limit: number;
  tolerated?: { count: number; percentage: number };
}

/** ready: to enter `state` with `input`; done and failed: an inner branch whose siblings still run. */
export type Phase = 'ready' | 'task' | 'wait' | 'retry' | 'join' | 'done' | 'failed';

export interface Branch {
  id: number;
  /** The branch whose Map or Parallel it belongs to; 0 for the execution's first. */
  parent: number;
  /** Position among its siblings. */
  index: number;
  place: string;
  state: string;
  input: unknown;
  vars: Record<string, unknown>;
  phase: Phase;
  /** Its latest event's id. */
  last: number;
  enteredAt: number;
  enteredEvent: number;
  /** Retries spent, by retrier, and in all. */
  spent: number[];
  retryCount: number;
  /** Due time of a Wait or a retry, epoch ms. */
  until?: number;
  task?: TaskInFlight;
  join?: Join;
  item?: MapItem;
  output?: unknown;
  /** Its failure is told in the history. */
  noted?: boolean;
}
export interface MapItem {
  Index: number;
  Value: unknown;
}

export type Details = Record<string, unknown>;
/** As stored: timestamp in epoch ms, details under the name GetExecutionHistory gives them. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  type: string;
  timestamp: number;
  [details: string]: unknown;
}

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
export interface ExecutionRow {
  id: number;
  machine: string;
  name: string;
  definition: string;
  status: Status;
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
  started: number;
  stopped: number | null;
  /** A stop asked for by a parent, and not yet carried out: its cause. */
  stop: string | null;
}

export class Run {
  readonly row: ExecutionRow;
  readonly machine: Machine;
  readonly branches: Map<number, Branch>;
  lastEvent: number;
  #nextBranch: number;
  #input: unknown;
  /** When the execution's own time limit passes, epoch ms; until it is written. */
  deadline?: number;
  /** The Tasks whose requests are under way; while there are any, the run stays in memory. */
  readonly inFlight = new Set<number>();
  /** Branches that can move now. */
  readonly queue: Branch[] = [];
  /** Not yet written. */
  events: HistoryEvent[] = [];
  readonly dirty = new Set<Branch>();
  readonly removed = new Set<number>();
  /** Requests to make once this is written. */
  effects: { branch: Branch; task: TaskInFlight }[] = [];
  /** Nested executions whose waiting Task was aborted, and those whose end was taken note of. */
  orphans: number[] = [];
  heard: number[] = [];
  /** The branches the table has, each with its timers as the table has them. */
  readonly stored = new Map<number, string>();

  constructor(row: ExecutionRow, machine: Machine, branches: Branch[], lastEvent: number) {
    this.row = row;
    this.machine = machine;
    this.branches = new Map(branches.map((branch) => [branch.id, branch]));
    this.lastEvent = lastEvent;
    this.#nextBranch = 1 + branches.reduce((most, branch) => Math.max(most, branch.id), 0);
  }

  get running(): boolean {
    return this.row.status === 'RUNNING';
  }

  /** The execution's own input, parsed when first asked for. */
  get input(): unknown {
    this.#input ??= JSON.parse(this.row.input);
    return this.#input;
  }

  statesOf(branch: Branch): States {
    const states = this.machine.places.get(branch.place);
    if (!states) throw new Error(`No place ${branch.place} in the definition`);
    return states;
  }

  stateOf(branch: Branch): State {
    const state = this.statesOf(branch).States[branch.state];
    if (!state) throw new Error(`No state ${branch.state}`);
    return state;
  }

  /** Adds a branch at the start of a place. `last` is the event it follows. */
  addBranch(
    from: Pick<Branch, 'parent' | 'index' | 'place' | 'input' | 'last'> & { item?: MapItem },
  ): Branch {
    const states = this.machine.places.get(from.place);
    if (!states) throw new Error(`No place ${from.place} in the definition`);
    const branch: Branch = {
      ...from,
      id: this.#nextBranch++,
      state: states.StartAt,
      vars: {},
      phase: 'ready',
      enteredAt: 0,
      enteredEvent: 0,
      spent: [],
      retryCount: 0,
    };
    this.branches.set(branch.id, branch);
    this.dirty.add(branch);
    this.queue.push(branch);
    return branch;
  }

  childrenOf(branch: Branch): Branch[] {
    const children: Branch[] = [];
    for (const other of this.branches.values()) if (other.parent === branch.id) children.push(other);
    return children;
  }

  remove(branch: Branch): void {
    this.branches.delete(branch.id);
    this.dirty.delete(branch);
    this.removed.add(branch.id);
  }
}

/** How a Task ended. */
export type Outcome = { ok: true; value: unknown } | { ok: false; failure: Failure; timedOut?: boolean };
