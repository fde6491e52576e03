import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Functions, Ground, Invocation } from '../parts.ts';
import { type FunctionSettings, specOf } from './environment.ts';
import { FunctionPool, type PoolStats } from './pool.ts';

export type { FunctionSettings } from './environment.ts';
export type { PoolStats } from './pool.ts';

/** The functions of the stack, with what their owner may do beyond invoking them. */
export interface RunningFunctions extends Functions {
  /** Whether the stack has a function of this name or ARN. */
  has(functionNameOrArn: string): boolean;
  stats(): PoolStats[];
  /** Ends all workers. Calls that run or wait are answered with Runtime.ExitError. */
  close(): Promise<void>;
}

const reapEveryMs = 5000;

/**
 * Runs every AWS::Lambda::Function of the stack from its real bundle, each in worker threads of its own that start on
 * first use. An unknown name is answered as a fault ResourceNotFoundException; a call beyond the queue, or to a
 * function with no reserved concurrency, as TooManyRequestsException.
 * Refuses (throws) a function whose handler module is not in its asset.
 */
export function createFunctions(ground: Ground, settings: FunctionSettings): RunningFunctions {
  const { stack, activity, clock } = ground;
  const cacheFolder = settings.cacheFolder ?? join(dirname(settings.logFile), 'compile-cache');
  mkdirSync(dirname(settings.logFile), { recursive: true });
  // A worker cannot have a time zone of its own: functions run in UTC, as at AWS, only if the runner does.
  process.env.TZ = 'UTC';
  const shared = { logFile: settings.logFile, offset: clock.offset };
  const pools = new Map<string, FunctionPool>();
  for (const resource of stack.ofType('AWS::Lambda::Function')) {
    const spec = specOf(resource, stack, settings, cacheFolder);
    pools.set(spec.name, new FunctionPool(spec, shared));
  }
  const idleSeconds = settings.idleSeconds ?? 60;
  const reaper = setInterval(
    () => {
      for (const pool of pools.values()) pool.reap(idleSeconds);
    },
    Math.min(reapEveryMs, idleSeconds * 1000),
  );
  reaper.unref();

  return {
    has: (name) => pools.has(nameOf(name)),
    async invoke(functionNameOrArn, event): Promise<Invocation> {
      const name = nameOf(functionNameOrArn);
      const pool = pools.get(name);
      if (pool === undefined) return unknown(functionNameOrArn);
      const end = activity.begin(`function ${name}`);
      try {
        return await pool.invoke(event);
      } finally {
        end();
      }
    },
    stats: () => [...pools.values()].map((pool) => pool.stats()),
    async close() {
      clearInterval(reaper);
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

const names = new Map<string, string>();

/**
 * A function's name from its name, its ARN, or API Gateway's invocation path around it, each with or without a
 * qualifier (`:live`): the runner has one version of each.
 */
export function nameOf(functionNameOrArn: string): string {
  let name = names.get(functionNameOrArn);
  if (name === undefined) {
    name = /function:([A-Za-z0-9_-]+)/.exec(functionNameOrArn)?.[1] ?? functionNameOrArn.split(':')[0] ?? '';
    names.set(functionNameOrArn, name);
  }
  return name;
}

function unknown(functionNameOrArn: string): Invocation {
  const errorMessage = `Function not found: ${functionNameOrArn}`;
  return { ok: false, error: { errorType: 'ResourceNotFoundException', errorMessage } };
}
