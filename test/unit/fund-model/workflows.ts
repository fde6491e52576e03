import type { Approval } from '../../../functions/approvals/approval.ts';
import { recordOf } from '../../../functions/platform/record.ts';
import type { Item } from '../../../functions/platform/table.ts';
import type { Rest } from '../../../functions/platform/waiting.ts';
import type { Room, World } from './world.ts';

type State = 'begin' | 'decide' | 'settle' | 'followUp' | 'wait' | 'waiting' | 'done';
/** A workflow as workflows/review.ts has it: which state it is in, and what that needs. */
export interface Execution {
  room: Exclude<Room, 'funds'>;
  name: string;
  recordId: string;
  approvalId: string | null;
  startedAt: string;
  state: State;
  rest: Rest;
  token: string;
  untilMs: number;
}
const rooms = { fund_proposal: 'fund-proposals', fund_claim: 'fund-claims', payout: 'payouts' } as const;

/** Runs the workflows of a world, a state at a time. What the outbox says reaches them when it is relayed. */
export class Workflows {
  readonly world: World;
  readonly executions: Execution[] = [];
  #relayed = 0;
  #tokens = 0;

  constructor(world: World) {
    this.world = world;
  }

  /** Starts and wakes what the outbox says; `again`: the relay tells the last of it twice, as it may. */
  relay(again = false): void {
    const from = again ? Math.max(0, this.#relayed - 3) : this.#relayed;
    for (const item of this.world.table.outbox.slice(from)) this.#hear(item);
    this.#relayed = this.world.table.outbox.length;
  }

  #hear({ startWorkflow, startName, startInput, taskToken }: Item): void {
    const waiting = this.executions.find(({ token, state }) => state === 'waiting' && token === taskToken);
    if (waiting) waiting.state = 'followUp';
    if (!startWorkflow || this.executions.some(({ name }) => name === startName)) return;
    const { recordId, approvalId = null, resumed } = JSON.parse(String(startInput));
    const room = rooms[startWorkflow as keyof typeof rooms];
    this.executions.push({
      ...{ room, name: String(startName), recordId, approvalId, token: '', untilMs: 0 },
      startedAt: new Date(this.world.nowMs).toISOString(),
      state: resumed || room === 'payouts' ? 'followUp' : 'begin',
      rest: { waitSeconds: 0, revision: 0 },
    });
  }

  /** Those that have something to do now. */
  runnable(): Execution[] {
    return this.executions.filter((each) => {
      if (each.state === 'decide') return this.#approval(each)?.status !== 'pending';
      if (each.state === 'waiting') return this.world.nowMs >= each.untilMs;
      return each.state !== 'done';
    });
  }
  #approval({ approvalId }: Execution): Approval | undefined {
    const item = this.world.table.item(String(approvalId));
    return item && recordOf<Approval>(item);
  }

  /** One state; one that breaks off is tried again the next time. `again`: its task runs once more than it had to. */
  async step(execution: Execution, again = false): Promise<void> {
    if (again) await this.world.survives(() => this.#enter({ ...execution }));
    await this.world.survives(() => this.#enter(execution));
  }

  async #enter(at: Execution): Promise<void> {
    const { room, recordId, approvalId, startedAt } = at;
    const task = (name: string, more: object = {}): Promise<unknown> =>
      this.world.rooms[room].task({ task: name, recordId, approvalId, startedAt, ...more } as never);
    if (at.state === 'begin') await task('begin');
    if (at.state === 'begin') at.state = 'decide';
    else if (at.state === 'decide') at.state = 'settle';
    else if (at.state === 'waiting') at.state = 'followUp';
    else if (at.state === 'wait') await this.#wait(at, task);
    else {
      at.rest = (await task(at.state)) as Rest;
      at.state = at.rest.waitSeconds > 0 ? 'wait' : 'done';
    }
  }

  async #wait(at: Execution, task: (name: string, more: object) => Promise<unknown>): Promise<void> {
    const token = `token-${++this.#tokens}`;
    try {
      await task('wait', { seenRevision: at.rest.revision, taskToken: token });
    } catch (thrown) {
      if ((thrown as Error).name !== 'MovedOn') throw thrown;
      at.state = 'followUp';
      return;
    }
    Object.assign(at, { token, state: 'waiting', untilMs: this.world.nowMs + at.rest.waitSeconds * 1000 });
  }

  /** Somebody who is about to wait for what comes next of this record: it timed out, looked, and found nothing due. */
  async aboutToWait(recordId: string): Promise<Execution | undefined> {
    const found = this.executions.find((each) => each.recordId === recordId && each.state === 'waiting');
    if (!found) return undefined;
    found.state = 'followUp';
    await this.step(found);
    return found;
  }

  /** Everything that can be done without anybody's help, and without time passing. */
  async settle(): Promise<void> {
    for (let left = 2_000; left > 0; left--) {
      this.relay();
      const [next] = this.runnable();
      if (!next) return;
      await this.step(next);
    }
    throw new Error('the workflows do not come to rest');
  }
}
