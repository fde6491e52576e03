import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource, Stack } from '../parts.ts';

/** Where a function's SDK clients find the services, and where its lines go. */
export interface FunctionSettings {
  /** The loopback AWS endpoint: every service but the database. */
  endpointUrl: string;
  /** The database itself: no extra hop for the calls that every request makes. */
  databaseUrl: string;
  /** S3, at the runner's public address: who is given a pre-signed URL must reach it too. */
  objectsUrl: string;
  /** stdout and stderr of all functions, appended. */
  logFile: string;
  /** V8's code cache, kept over restarts. Default: `compile-cache` beside the log file. */
  cacheFolder?: string;
  /** Most workers of one function at a time. Default 10; ReservedConcurrentExecutions below it wins. */
  maxWorkers?: number;
  /** A worker unused for so long goes; a function's last worker stays ten times as long. Default 60. */
  idleSeconds?: number;
}

/** All that a worker needs to know of its function. */
export interface FunctionSpec {
  name: string;
  arn: string;
  file: string;
  exportPath: string[];
  environment: Record<string, string>;
  sourceMaps: boolean;
  timeoutSeconds: number;
  memorySizeMb: number;
  /** Most workers at a time; 0 throttles every call (ReservedConcurrentExecutions: 0). */
  maxWorkers: number;
}

const defaultMaxWorkers = 10;
/** Of a session, as a role's always are. They guard nothing: all that listens here listens on 127.0.0.1. */
export const localCredentials = { secret: 'local', sessionToken: 'local-session' };

/**
 * Reads an AWS::Lambda::Function resource.
 * Defaults as CloudFormation's: 3 seconds, 128 MB. Refuses a handler whose module is not in the asset.
 */
export function specOf(
  resource: Resource,
  stack: Stack,
  settings: FunctionSettings,
  cacheFolder: string,
): FunctionSpec {
  const { properties } = resource;
  const name = String(properties.FunctionName ?? resource.ref);
  const handler = String(properties.Handler ?? 'index.handler');
  const folder = stack.assetPath(properties.Code ?? {});
  const own = (properties.Environment?.Variables ?? {}) as Record<string, unknown>;
  const memorySizeMb = Number(properties.MemorySize ?? 128);
  const reserved = Number(properties.ReservedConcurrentExecutions ?? Number.POSITIVE_INFINITY);
  return {
    name,
    arn: resource.arn,
    ...handlerOf(folder, handler, name),
    environment: environmentOf({ name, folder, handler, memorySizeMb, own, stack, settings, cacheFolder }),
    sourceMaps: String(own.NODE_OPTIONS ?? '').includes('--enable-source-maps'),
    timeoutSeconds: Number(properties.Timeout ?? 3),
    memorySizeMb,
    maxWorkers: Math.min(settings.maxWorkers ?? defaultMaxWorkers, reserved),
  };
}

/** `path/index.handler` -> the module `path/index.mjs` (or .js, .cjs) and the way to its export. */
function handlerOf(folder: string, handler: string, name: string): { file: string; exportPath: string[] } {
  const slash = handler.lastIndexOf('/') + 1;
  const [module = '', ...exportPath] = handler.slice(slash).split('.');
  const stem = join(folder, handler.slice(0, slash), module);
  const file = [`${stem}.mjs`, `${stem}.js`, `${stem}.cjs`].find((path) => existsSync(path));
  if (file === undefined) throw new Error(`${name}: no module for handler ${handler} in ${folder}`);
  return { file, exportPath };
}

/**
 * The variables a function sees: its own and those Lambda defines, nothing of the machine's. The access key is the
 * function's name, which is how the AWS endpoint knows who calls.
 * Source: Lambda developer guide, "Defined runtime environment variables".
 */
function environmentOf(of: {
  name: string;
  folder: string;
  handler: string;
  memorySizeMb: number;
  own: Record<string, unknown>;
  stack: Stack;
  settings: FunctionSettings;
  cacheFolder: string;
}): Record<string, string> {
  // Worker threads refuse most of NODE_OPTIONS; what it may say here, source maps, is passed as an argument.
  const { NODE_OPTIONS: _, ...own } = of.own;
  return {
    ...Object.fromEntries(Object.entries(own).map(([key, value]) => [key, String(value)])),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    LAMBDA_TASK_ROOT: of.folder,
    _HANDLER: of.handler,
    AWS_REGION: of.stack.region,
    AWS_DEFAULT_REGION: of.stack.region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: of.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(of.memorySizeMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${of.name}`,
    AWS_ACCESS_KEY_ID: of.name,
    AWS_SECRET_ACCESS_KEY: localCredentials.secret,
    AWS_SESSION_TOKEN: localCredentials.sessionToken,
    AWS_ENDPOINT_URL: of.settings.endpointUrl,
    AWS_ENDPOINT_URL_S3: of.settings.objectsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: of.settings.databaseUrl,
    // Set here, the cache already serves the worker's first module; enabled by the parent it would not serve it at all.
    NODE_COMPILE_CACHE: of.cacheFolder,
  };
}
