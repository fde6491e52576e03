import { Aws, Fn, RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Stage } from './stage.ts';

/** A log that is let go of as the stage says; it outlives the stack where the stage keeps. */
export const createLog = (scope: Construct, id: string, stage: Stage, logGroupName?: string): logs.LogGroup =>
  new logs.LogGroup(scope, id, {
    ...(logGroupName !== undefined && { logGroupName }),
    retention: stage.logDays as number as logs.RetentionDays,
    removalPolicy: stage.keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });

/**
 * Name of a log group that an AWS service writes to by itself. Under /aws/vendedlogs/ one permission covers all of them;
 * elsewhere each takes room in the account's one policy of 5,120 characters. The stack's id keeps it apart from one that
 * outlived an earlier stack.
 */
export const vendedLogs = (stage: Stage, name: string): string =>
  `/aws/vendedlogs/cosell-${stage.name}/${Fn.select(2, Fn.split('/', Aws.STACK_ID))}/${name}`;
