/** A stack of machines on fakes: a clock that only moves when told, functions that are plain code. */
import { DatabaseSync } from 'node:sqlite';
import type {
  Activity,
  Clock,
  ExecutionView,
  Functions,
  Ground,
  Invocation,
  Stack,
} from '../../../local/parts.ts';
import { type CallService, createStates, type StatesEngine } from '../../../local/states/engine.ts';

export const ACCOUNT = '123456789012';
export const arnOf = (machine: string): string =>
  `arn:aws:states:eu-central-1:${ACCOUNT}:stateMachine:${machine}`;
export const functionArn = (name: string): string =>
  `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:${name}`;
export const START = Date.parse('2026-01-01T00:00:00Z');

export class FakeActivity implements Activity {
  under = 0;
  begin(): () => void {
    this.under += 1;
    return () => {
      this.under -= 1;
    };
  }
  async idle(): Promise<void> {
    for (let calm = 0; calm < 4; ) {
      await new Promise((resolve) => setImmediate(resolve));
      calm = this.under === 0 ? calm + 1 : 0;
    }
  }
  addSource(): void {}
}

export class FakeClock implements Clock {
  readonly offset = new SharedArrayBuffer(8);
  time = START;
  timers: { due: number; fire: () => void }[] = [];
  readonly activity: Activity;
  constructor(activity: Activity) {
    this.activity = activity;
  }
  now(): number {
    return this.time;
  }
  at(due: number, fire: () => void): () => void {
    const timer = { due, fire };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }
  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await this.activity.idle();
      const next = this.timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.timers = this.timers.filter((other) => other !== next);
      this.time = Math.max(this.time, next.due);
      next.fire();
    }
    this.time = end;
    await this.activity.idle();
  }
}

/** What a function was given or an API answered: tests know its shape. */
// biome-ignore lint/suspicious/noExplicitAny: asserted on, field by field, by each test
export type Loose = any;
export type Behaviour = (event: Loose) => unknown;
/** Thrown by a behaviour, it becomes the function's error of that type. */
export class Thrown extends Error {
  constructor(type: string, message = 'thrown') {
    super(message);
    this.name = type;
  }
}

export interface Kit {
  engine: StatesEngine;
  store: DatabaseSync;
  clock: FakeClock;
  activity: FakeActivity;
  /** Every invocation so far. */
  invoked: { name: string; event: Loose }[];
  services: { service: string; action: string; args: Loose }[];
  /** Starts and waits for rest; gives the execution's view. */
  run(machine: string, input?: unknown, name?: string): Promise<ExecutionView>;
  view(machine: string, name: string): ExecutionView;
  api(operation: string, request: Record<string, unknown>): Promise<Loose>;
}

export interface KitOptions {
  machines: Record<string, object>;
  functions?: Record<string, Behaviour>;
  callService?: CallService;
  store?: DatabaseSync;
  clock?: FakeClock;
}

export function makeKit({ machines, functions = {}, callService, store, clock }: KitOptions): Kit {
  const activity = (clock?.activity as FakeActivity | undefined) ?? new FakeActivity();
  const time = clock ?? new FakeClock(activity);
  const database = store ?? new DatabaseSync(':memory:');
  const kit: Pick<Kit, 'invoked' | 'services'> = { invoked: [], services: [] };
  const lambda: Functions = { invoke: (name, event) => invoke(functions, kit, name, event) };
  const services: CallService = async (service, action, args) => {
    kit.services.push({ service, action, args });
    return callService?.(service, action, args);
  };
  const ground: Ground = { stack: stackOf(machines), clock: time, activity, store: database, log: () => {} };
  const engine = createStates(ground, lambda, services);
  const view = (machine: string, name: string): ExecutionView => {
    const found = engine.executions.get(`${machine}:${name}`);
    if (!found) throw new Error(`no execution ${machine}:${name}`);
    return found;
  };
  return {
    ...kit,
    engine,
    store: database,
    clock: time,
    activity,
    view,
    run: async (machine, input = {}, name = 'one') => {
      engine.executions.start({ stateMachineArn: arnOf(machine), name, input: JSON.stringify(input) });
      await activity.idle();
      return view(machine, name);
    },
    api: async (operation, request) => {
      const body = Buffer.from(JSON.stringify(request));
      const base = {
        method: 'POST',
        path: '/',
        query: new URLSearchParams(),
        headers: {},
        caller: undefined,
      };
      return (await engine.service.handle({ ...base, body, operation })).body;
    },
  };
}

async function invoke(
  functions: Record<string, Behaviour>,
  kit: Pick<Kit, 'invoked'>,
  nameOrArn: string,
  event: unknown,
): Promise<Invocation> {
  const name = nameOrArn.slice(nameOrArn.lastIndexOf(':') + 1);
  kit.invoked.push({ name, event });
  const behaviour = functions[name];
  if (!behaviour) {
    throw Object.assign(new Error(`Function not found: ${name}`), { name: 'ResourceNotFoundException' });
  }
  try {
    return { ok: true, payload: await behaviour(event) };
  } catch (error) {
    const { name: errorType, message: errorMessage } = error as Error;
    return { ok: false, error: { errorType, errorMessage } };
  }
}

function stackOf(machines: Record<string, object>): Stack {
  const resources = Object.entries(machines).map(([name, definition]) => ({
    logicalId: name,
    type: 'AWS::StepFunctions::StateMachine',
    properties: {
      StateMachineName: name,
      DefinitionString: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    },
    ref: arnOf(name),
    arn: arnOf(name),
  }));
  return {
    name: 'test',
    region: 'eu-central-1',
    account: ACCOUNT,
    resources: new Map(resources.map((resource) => [resource.logicalId, resource])),
    outputs: {},
    ofType: (type) => resources.filter((resource) => resource.type === type),
    assetPath: () => '',
  };
}

/** A machine of one state, or of several in a row by name. */
export function machineOf(states: Record<string, object>, more: object = {}): object {
  const names = Object.keys(states);
  const linked = names.map((name, index) => {
    const state = states[name] as { Type: string; Next?: string; End?: boolean; Choices?: unknown };
    const terminal = ['Succeed', 'Fail', 'Choice'].includes(state.Type) || state.Next || state.End;
    const next = names[index + 1];
    return [name, terminal ? state : { ...state, ...(next ? { Next: next } : { End: true }) }];
  });
  return { StartAt: names[0], States: Object.fromEntries(linked), ...more };
}

export const typesOf = (view: ExecutionView): string[] => view.history.map(({ type }) => type);
