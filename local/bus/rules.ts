/** The rules and buses of the template. */
import type { Properties, Stack } from '../parts.ts';
import { busName } from '../template/identity.ts';
import { matcher } from './pattern.ts';
import { type BusEvent, checkInput, type RuleIdentity } from './transform.ts';

export interface Rule extends RuleIdentity {
  bus: string;
  matches(event: BusEvent): boolean;
  targets: Target[];
}
export interface Target {
  id: string;
  arn: string;
  properties: Properties;
  /** Deliveries that fail for another reason than the function itself. */
  retries: number;
  maxAgeMs: number;
  deadLetterArn: string | undefined;
}

/** Default of a target's RetryPolicy: 185 tries within 24 hours. */
const defaultRetries = 185;
const defaultAgeSeconds = 86_400;

/** @throws Error naming a rule whose pattern or target EventBridge would refuse. Disabled and scheduled rules are left out. */
export function rulesOf(stack: Stack): Rule[] {
  return stack.ofType('AWS::Events::Rule').flatMap(({ logicalId, properties, arn }): Rule[] => {
    if (properties.State === 'DISABLED' || !properties.EventPattern) return [];
    const pattern =
      typeof properties.EventPattern === 'string'
        ? JSON.parse(properties.EventPattern)
        : properties.EventPattern;
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    try {
      const matches = matcher(pattern);
      return [{ name, arn, bus: busName(properties.EventBusName), matches, targets: targetsOf(properties) }];
    } catch (error) {
      throw new Error(`rule ${logicalId}: ${(error as Error).message}`);
    }
  });
}

/** @throws Error for a target that EventBridge would refuse. */
export function targetsOf(properties: Properties): Target[] {
  return (properties.Targets ?? []).map((target: Properties) => {
    checkInput(target);
    return {
      id: String(target.Id),
      arn: String(target.Arn),
      properties: target,
      retries: Number(target.RetryPolicy?.MaximumRetryAttempts ?? defaultRetries),
      maxAgeMs: Number(target.RetryPolicy?.MaximumEventAgeInSeconds ?? defaultAgeSeconds) * 1000,
      deadLetterArn: target.DeadLetterConfig?.Arn,
    };
  });
}

/** The names of the buses that exist. */
export function busesOf(stack: Stack): Set<string> {
  return new Set(['default', ...stack.ofType('AWS::Events::EventBus').map(({ ref }) => ref)]);
}
