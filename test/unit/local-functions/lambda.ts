import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FunctionSettings } from '../../../local/functions/environment.ts';
import { createFunctions, type RunningFunctions } from '../../../local/functions/functions.ts';
import type { Ground } from '../../../local/parts.ts';

export const arnOf = (name: string): string => `arn:aws:lambda:eu-central-1:111122223333:function:${name}`;

export interface Bench {
  ground: Ground;
  functions: RunningFunctions;
  /** Names of what is under way, as the activity was told. */
  active: Set<string>;
  /** Instants and calls that wait on the clock. */
  timers: { dueAt: number; fire(): void }[];
  log(): string;
  close(): Promise<void>;
}

interface Source {
  code: string;
  properties?: Record<string, unknown>;
}

/** Functions from bundles written to a folder of their own, which goes with the bench. */
export function benchOf(sources: Record<string, Source>, settings: Partial<FunctionSettings> = {}): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'local-functions-'));
  const resources = Object.entries(sources).map(([name, { code, properties }]) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.mjs'), code);
    return {
      logicalId: name,
      type: 'AWS::Lambda::Function',
      ref: name,
      arn: arnOf(name),
      properties: { Handler: 'index.handler', Code: { S3Key: name }, ...properties },
    };
  });
  const active = new Set<string>();
  const timers: Bench['timers'] = [];
  const ground: Ground = {
    stack: {
      name: 'test',
      region: 'eu-central-1',
      account: '111122223333',
      resources: new Map(),
      outputs: {},
      ofType: () => resources,
      assetPath: ({ S3Key = '' }) => join(folder, S3Key),
    },
    clock: {
      now: () => 1_000_000,
      at: (dueAt, fire) => {
        timers.push({ dueAt, fire });
        return () => {};
      },
      advance: async () => {},
      offset: new SharedArrayBuffer(8),
    },
    activity: {
      begin: (what) => {
        active.add(what);
        return () => active.delete(what);
      },
      idle: async () => {},
      addSource: () => {},
    },
    store: new DatabaseSync(':memory:'),
    log: () => {},
  };
  const logFile = join(folder, 'functions.log');
  const places = {
    endpointUrl: 'http://aws',
    databaseUrl: 'http://database',
    objectsUrl: 'http://objects',
    logFile,
  };
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  let functions: RunningFunctions;
  try {
    functions = createFunctions(ground, { ...places, ...settings });
  } catch (error) {
    remove();
    throw error;
  }
  return {
    ground,
    functions,
    active,
    timers,
    log: () => readFileSync(logFile, 'utf8'),
    async close() {
      await functions.close();
      remove();
    },
  };
}
