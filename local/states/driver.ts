/**
 * Drives executions: one at a time per execution, messages in, a burst of states until all branches wait, one
 * transaction, and only then the requests the burst asked for. What waits leaves memory.
 */
import { type Activity, AwsError } from '../parts.ts';
import { Committer } from './committer.ts';
import { close } from './leave.ts';
import type { Machines } from './machines.ts';
import { type Message, receive } from './messages.ts';
import { type Launched, launch } from './nested.ts';
import { parseResource, startsExecution } from './resource.ts';
import type { Outcome, Run, TaskInFlight } from './run.ts';
import { advance } from './states.ts';
import type { Tables } from './tables.ts';
import type { World } from './world.ts';
import { loadRun, ORPHANED, writeRun } from './write.ts';

interface Actor {
  run: Run | undefined;
  busy: boolean;
  inbox: { message: Message; resolve: () => void; reject: (reason: unknown) => void }[];
}

export interface Surroundings {
  tables: Tables;
  machines: Machines;
  world: World;
  activity: Activity;
  request(run: Run, task: TaskInFlight): Promise<Outcome>;
  /** A timer was written, due at this instant (epoch ms). */
  timerSet(due: number): void;
  log(line: Record<string, unknown>): void;
}

export class Driver {
  readonly #around: Surroundings;
  readonly #committer: Committer;
  readonly #actors = new Map<number, Actor>();
  #closed = false;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#committer = new Committer(around.tables);
  }

  /** Executions held in memory now. */
  get held(): number {
    return this.#actors.size;
  }

  /** Delivers a message; settles once what it led to is durable. */
  send(execution: number, message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new Error('The engine is closed'));
      let actor = this.#actors.get(execution);
      if (!actor) {
        actor = { run: undefined, busy: false, inbox: [] };
        this.#actors.set(execution, actor);
      }
      actor.inbox.push({ message, resolve, reject });
      if (!actor.busy) void this.#drive(execution, actor);
    });
  }

  /** Delivers a message nobody waits for. */
  post(execution: number, message: Message): void {
    this.send(execution, message).catch((error: unknown) => {
      if (!this.#closed) this.#around.log({ part: 'states', execution, failed: String(error) });
    });
  }

  /** Nothing is written any more. */
  close(): void {
    this.#closed = true;
  }

  async #drive(execution: number, actor: Actor): Promise<void> {
    const end = this.#around.activity.begin('states');
    actor.busy = true;
    while (actor.inbox.length > 0) {
      const batch = actor.inbox.splice(0);
      try {
        const refused = await this.#burst(
          execution,
          actor,
          batch.map(({ message }) => message),
        );
        batch.forEach(({ resolve, reject }, index) => {
          const refusal = refused[index];
          if (refusal) reject(refusal);
          else resolve();
        });
      } catch (error) {
        // Nothing was written: the execution stands in the table as before, and goes on from there when next asked.
        actor.run = undefined;
        for (const { reject } of batch) reject(error);
      }
    }
    actor.busy = false;
    if (!actor.run?.inFlight.size) this.#actors.delete(execution);
    end();
  }

  /** Takes messages in and writes what follows. Gives, by message, the API errors that refused it. */
  async #burst(execution: number, actor: Actor, messages: Message[]): Promise<(AwsError | undefined)[]> {
    const { tables, machines, world } = this.#around;
    actor.run ??= loadRun(tables, machines, execution);
    const run = actor.run;
    if (!run) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${execution}'`);
    const refused: (AwsError | undefined)[] = [];
    try {
      for (const message of messages) refused.push(await this.#receive(run, message));
    } catch (error) {
      this.#around.log({ part: 'states', execution: run.row.name, failed: (error as Error).stack });
      if (run.running)
        close(run, world, 'FAILED', { error: 'States.Runtime', cause: (error as Error).message });
    }
    if (this.#closed) throw new Error('The engine is closed');
    await this.#write(run);
    return refused;
  }

  async #receive(run: Run, message: Message): Promise<AwsError | undefined> {
    const { tables, machines, world } = this.#around;
    try {
      await receive(run, world, tables, machines, message);
      await advance(run, world);
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) return error;
      throw error;
    }
  }

  async #write(run: Run): Promise<void> {
    const { tables, machines, world } = this.#around;
    const effects = run.effects.filter(({ branch, task }) => run.branches.get(branch.id)?.task === task);
    run.effects = [];
    const launches = effects.filter(({ task }) => startsExecution(parseResource(task.resource)));
    const launched: Launched[] = [];
    let due = Number.POSITIVE_INFINITY;
    await this.#committer.commit(() => {
      if (this.#closed) throw new Error('The engine is closed');
      for (const { branch, task } of launches)
        launched.push(launch(tables, machines, world, run, branch, task));
      due = writeRun(tables, run);
    });
    this.#around.timerSet(due);
    launches.forEach(({ branch, task }, index) => {
      const { begin, outcome } = launched[index] ?? {};
      if (begin !== undefined) this.post(begin, { kind: 'wake' });
      if (outcome) this.post(run.row.id, { kind: 'outcome', branch: branch.id, task: task.id, outcome });
    });
    for (const effect of effects)
      if (!launches.includes(effect)) this.#perform(run, effect.branch.id, effect.task);
    for (const child of run.orphans.splice(0)) this.post(child, { kind: 'stop', cause: ORPHANED });
    if (!run.running) this.#ended(run);
  }

  #perform(run: Run, branch: number, task: TaskInFlight): void {
    if (run.inFlight.has(task.id)) return;
    const end = this.#around.activity.begin(`states: ${task.resource}`);
    run.inFlight.add(task.id);
    void this.#around.request(run, task).then((outcome) => {
      run.inFlight.delete(task.id);
      if (!this.#closed) this.post(run.row.id, { kind: 'outcome', branch, task: task.id, outcome });
      end();
    });
  }

  #ended(run: Run): void {
    const { tables, log } = this.#around;
    const { id, machine, name, status, error, cause } = run.row;
    if (status !== 'SUCCEEDED') log({ part: 'states', machine, execution: name, status, error, cause });
    for (const { parent } of tables.watchers.all(id) as { parent: number }[])
      this.post(parent, { kind: 'child', child: id });
  }
}
