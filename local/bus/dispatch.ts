/**
 * Delivers what the ledger owes, at least once: a delivery is forgotten only when it went through or was given up.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
import type { Ground } from '../parts.ts';
import type { Delivery, KeptEvent, Ledger } from './ledger.ts';
import type { Rule, Target } from './rules.ts';
import {
  type AsynchronousRule,
  asynchronousRules,
  busCall,
  type Delivered,
  deliver,
  deliveryCall,
  type Reach,
} from './targets.ts';
import { targetInput } from './transform.ts';

/** Deliveries under way at a time: more would only queue up in front of the functions. */
const mostAtOnce = 64;
/** Lambda runs a failed event again after one minute, then after two. */
const functionRetryMs = [60_000, 120_000];
const longestRetryMs = 15 * 60_000;

/** The attributes of the context that EventBridge Scheduler puts into an input. */
const withContext = (input: string, rule: Rule, kept: KeptEvent & { attempt: number }): string =>
  input
    .replaceAll('<aws.scheduler.schedule-arn>', rule.arn)
    .replaceAll('<aws.scheduler.scheduled-time>', kept.event.time)
    .replaceAll('<aws.scheduler.execution-id>', kept.event.id)
    .replaceAll('<aws.scheduler.attempt-number>', String(kept.attempt));

export class Dispatch {
  readonly #ground: Ground;
  readonly #ledger: Ledger;
  readonly #reach: Reach;
  readonly #targets = new Map<string, { rule: Rule; target: Target }>();
  readonly #asynchronous: (functionArn: string) => AsynchronousRule;
  /** Ids under way or waiting in `#queue`. */
  readonly #held = new Set<number>();
  readonly #queue: { delivery: Delivery; kept: KeptEvent | undefined }[] = [];
  #running = 0;
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(ground: Ground, ledger: Ledger, rules: Rule[], reach: Reach) {
    this.#ground = ground;
    this.#ledger = ledger;
    this.#reach = reach;
    this.#asynchronous = asynchronousRules(ground.stack);
    for (const rule of rules) {
      for (const target of rule.targets) this.#targets.set(`${rule.arn} ${target.id}`, { rule, target });
    }
  }

  /** Goes on with what an earlier run left, and with what comes due. */
  start(): void {
    this.#takeDue();
  }

  push(delivery: Delivery, kept: KeptEvent): void {
    this.#held.add(delivery.id);
    this.#queue.push({ delivery, kept });
    this.#go();
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  #takeDue(): void {
    if (this.#closed) return;
    const now = this.#ground.clock.now();
    for (const delivery of this.#ledger.due(now, 1000 + this.#held.size)) {
      if (this.#held.has(delivery.id)) continue;
      this.#held.add(delivery.id);
      this.#queue.push({ delivery, kept: undefined });
    }
    this.#wake?.();
    const next = this.#ledger.nextDue(now);
    this.#wake = next === undefined ? undefined : this.#ground.clock.at(next, () => this.#takeDue());
    this.#go();
  }

  #go(): void {
    while (!this.#closed && this.#running < mostAtOnce) {
      const next = this.#queue.shift();
      if (!next) return;
      this.#running += 1;
      const ended = this.#ground.activity.begin('event delivery');
      void this.#run(next.delivery, next.kept).finally(() => {
        this.#running -= 1;
        this.#held.delete(next.delivery.id);
        ended();
        this.#go();
      });
    }
  }

  async #run(delivery: Delivery, known: KeptEvent | undefined): Promise<void> {
    const kept = known ?? this.#ledger.event(delivery.sequence);
    const found = this.#targets.get(`${delivery.rule} ${delivery.target}`);
    // The rule may have gone from the template since.
    if (!kept || !found) return this.#ledger.done(delivery.id);
    const { rule, target } = found;
    this.#ground.called?.(deliveryCall(rule.arn, target));
    const made = targetInput(target.properties, kept.event, rule, new Date(kept.receivedAt).toISOString());
    const attempt = { ...kept, attempt: delivery.attempts + 1 };
    const input = made && kept.event.source === 'aws.scheduler' ? withContext(made, rule, attempt) : made;
    if (input === undefined) {
      const names = { rule: rule.name, target: target.id, sequence: kept.sequence };
      this.#ground.log({ level: 'ERROR', message: 'input template gave no JSON: event dropped', ...names });
      return this.#ledger.done(delivery.id);
    }
    let answer: Delivered | { failed: Error };
    try {
      answer = await deliver(target.properties, input, kept.event, this.#reach);
    } catch (error) {
      answer = { failed: error as Error };
    }
    if (this.#closed) return;
    if (answer === 'done') return this.#ledger.done(delivery.id);
    const age = this.#ground.clock.now() - kept.receivedAt;
    const [fault, retries, maxAgeMs, destination] =
      'failed' in answer
        ? [answer.failed.message, target.retries, target.maxAgeMs, target.deadLetterArn]
        : this.#lambdaRule(target, answer.functionFault.errorMessage);
    const again = delivery.attempts < retries && age < maxAgeMs;
    const wait =
      'failed' in answer
        ? Math.min(1000 * 2 ** delivery.attempts, longestRetryMs)
        : (functionRetryMs[delivery.attempts] ?? 120_000);
    this.#ground.log({
      level: again ? 'WARN' : 'ERROR',
      message: again ? 'event delivery failed' : 'event delivery given up',
      ...{ rule: rule.name, target: target.id, sequence: kept.sequence, error: fault },
      ...(again ? { retryInMs: wait } : {}),
    });
    if (again) return this.#retry(delivery, wait);
    if (destination) {
      // A failed delivery is set aside by the bus, a failed function by its own role.
      const call = { action: 'sqs:SendMessage', resource: destination };
      if ('failed' in answer) this.#ground.called?.(busCall(call, rule.arn));
      else this.#ground.called?.({ by: target.arn, ...call });
      this.#giveUp(destination, input);
    }
    this.#ledger.done(delivery.id);
  }

  #lambdaRule(target: Target, fault: string): [string, number, number, string | undefined] {
    const { retries, maxAgeMs, onFailure } = this.#asynchronous(target.arn);
    return [fault, retries, maxAgeMs, onFailure];
  }

  #retry(delivery: Delivery, wait: number): void {
    const dueAt = this.#ground.clock.now() + wait;
    this.#ledger.retry({ ...delivery, attempts: delivery.attempts + 1 }, dueAt);
    // Once this delivery is no longer held, the alarm is set anew.
    setImmediate(() => this.#takeDue());
  }

  #giveUp(destination: string, input: string): void {
    try {
      this.#reach.sendToQueue(destination, input);
    } catch (error) {
      this.#ground.log({ level: 'ERROR', message: 'dead letter refused', destination, error: String(error) });
    }
  }
}
