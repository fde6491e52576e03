/**
 * AWS Step Functions (Standard workflows, JSONata) on one machine. Durable: every burst of transitions is one
 * SQLite transaction with its history, and requests go out only after it, so a process killed at any instant
 * goes on where it was; a request that was under way is made again.
 */
import type { AwsService, Executions, Functions, Ground } from '../parts.ts';
import { type Api, makeApi, serviceOf } from './api.ts';
import { Driver } from './driver.ts';
import { Expressions } from './expression.ts';
import { Machines } from './machines.ts';
import { type CallService, request } from './request.ts';
import { executionArn } from './scope.ts';
import { forgetExpired, insertExecution } from './start.ts';
import { openTables, type Tables } from './tables.ts';
import { Alarm } from './timers.ts';
import { readToken } from './token.ts';
import { listViews, viewOf } from './views.ts';

export type { CallService } from './request.ts';

export interface StatesEngine {
  service: AwsService;
  executions: Executions;
  /** ARN of the machine whose Task waits with this token; undefined for one that is none of ours. */
  machineOf(taskToken: string): string | undefined;
  /** After boot, once functions and services answer: goes on with what was under way, and sets the timers. */
  resume(): void;
  /** Nothing is begun or written any more. */
  close(): void;
  /** Executions held in memory, for tests and measurements. */
  held(): number;
}

/** @throws Error naming the state machine whose definition cannot run here. */
export function createStates(ground: Ground, functions: Functions, callService: CallService): StatesEngine {
  const { clock, stack } = ground;
  const now = (): number => clock.now();
  const tables = openTables(ground.store);
  const machines = new Machines(stack, tables);
  const world = {
    now,
    random: Math.random,
    expressions: new Expressions(now),
    machines,
    region: stack.region,
  };
  const driver = new Driver({
    tables,
    machines,
    world,
    activity: ground.activity,
    request: (run, task) => {
      const { machine, name } = run.row;
      const origin = {
        machineArn: `${machines.arnPrefix}${machine}`,
        executionArn: executionArn(machines, machine, name),
      };
      return request(task, origin, functions, withOwnApi(api, callService));
    },
    timerSet: (due) => alarm.notice(due),
    log: (line) => ground.log(line),
  });
  const alarm = new Alarm(clock, tables, (timer) => driver.post(timer.execution, { kind: 'timer', timer }));
  const start = (asked: { stateMachineArn: unknown; name?: unknown; input?: unknown }) => {
    const started = tables.transaction(() => insertExecution(tables, machines, now(), asked));
    if (started.fresh) driver.post(started.id, { kind: 'wake' });
    return { executionArn: started.executionArn, startDate: started.started / 1000 };
  };
  const api = makeApi({ tables, machines, driver, start, now });
  return {
    service: serviceOf(api),
    executions: { start, list: () => listViews(tables), get: (id) => viewOf(tables, machines, id) },
    machineOf: (taskToken) => {
      const row = tables.execution.get(readToken(taskToken)?.execution ?? 0) as
        | { machine: string }
        | undefined;
      return row && `${machines.arnPrefix}${row.machine}`;
    },
    resume: () => {
      forgetExpired(tables, now());
      resume(tables, driver, alarm);
    },
    close: () => {
      driver.close();
      alarm.stop();
    },
    held: () => driver.held,
  };
}

function resume(tables: Tables, driver: Driver, alarm: Alarm): void {
  for (const { id } of tables.unfinished.all() as { id: number }[]) driver.post(id, { kind: 'wake' });
  for (const { child, parent } of tables.unheard.all() as { child: number; parent: number }[]) {
    driver.post(parent, { kind: 'child', child });
  }
  alarm.wake();
}

/** Tasks that call Step Functions itself (`aws-sdk:sfn:sendTaskSuccess`) come straight back here. */
function withOwnApi(api: Api, callService: CallService): CallService {
  return async (service, action, args) => {
    if (service !== 'sfn') return callService(service, action, args);
    const recased = (value: unknown, change: (letter: string) => string): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries(value ?? {}).map(([name, held]) => [change(name.charAt(0)) + name.slice(1), held]),
      );
    const operation = action.charAt(0).toUpperCase() + action.slice(1);
    return recased(
      await api(
        operation,
        recased(args, (letter) => letter.toLowerCase()),
      ),
      (letter) => letter.toUpperCase(),
    );
  };
}
