import { existsSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { bundle } from './bundles.ts';
import { createLog } from './logs.ts';
import { reserveOf } from './reserves.ts';
import { OwnRole } from './roles.ts';
import { metricsOf, type Stage } from './stage.ts';

/** Everything that the functions of a process are told by their environment. */
export type Environment = Record<string, string>;

const pascal = (name: string): string =>
  name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

export interface FunctionSpec {
  /** `<room>` or `<room>-tasks`; names the function. */
  name: string;
  /** Its name in the account, where a person calls it by that. */
  physicalName?: string;
  entry: string;
  environment: Environment;
  /** The same, but part of its bundle: for what is large, and known before anything is deployed. */
  builtIn?: Environment;
  /** Kept for it alone and the most it may take of the account's; none: it shares what the account has. */
  concurrency?: number | undefined;
}

/** One Lambda function: Node.js 24 on arm64, one ESM bundle, structured logs, traced; a role that may no more than write those. */
export const createFunction = (scope: Construct, stage: Stage, spec: FunctionSpec): lambda.Function => {
  if (!existsSync(spec.entry)) throw new Error(`there is no ${spec.entry}`);
  const id = pascal(spec.name);
  const { memoryMegabytes, timeoutSeconds } = reserveOf(spec.name);
  const logGroup = createLog(scope, `${id}Logs`, stage);
  // Not CDK's own role: that may write to every log of the account.
  const role = new OwnRole(scope, `${id}Role`, 'lambda.amazonaws.com');
  logGroup.grantWrite(role);
  return new lambda.Function(scope, `${id}Function`, {
    ...(spec.physicalName && { functionName: spec.physicalName }),
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    code: lambda.Code.fromAsset(bundle(spec.name, spec.entry, spec.builtIn)),
    handler: 'index.handler',
    role,
    timeout: Duration.seconds(timeoutSeconds),
    memorySize: memoryMegabytes,
    ...(spec.concurrency !== undefined && { reservedConcurrentExecutions: spec.concurrency }),
    environment: { ...spec.environment, METRICS: metricsOf(stage) },
    tracing: lambda.Tracing.ACTIVE,
    logGroup,
  });
};
