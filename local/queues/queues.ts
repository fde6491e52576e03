/** Amazon SQS on one machine: the template's queues, kept in the store, on the runner's clock. */
import { AwsError, type AwsService, type Functions, type Ground, type Properties } from '../parts.ts';
import { createQueueMapping, type QueueMapping } from './mapping.ts';
import { type Message, Messages, type Queue, queueOf } from './messages.ts';
import { createQueueService } from './service.ts';

export interface Queues {
  service: AwsService;
  /** @throws AwsError QueueDoesNotExist. */
  send(queueArn: string, body: string): void;
  depths(): { name: string; url: string; visible: number; inFlight: number; delayed: number }[];
  start(): void;
  close(): void;
}

export function createQueues(ground: Ground, functions: Functions): Queues {
  const { stack, store, clock } = ground;
  const messages = new Messages(store);
  const queues = stack.ofType('AWS::SQS::Queue').map(queueOf);
  const byArn = new Map(queues.map((queue) => [queue.arn, queue]));
  const alarms = new Map<string, () => void>();
  const waiting = new Map<string, Set<() => void>>();
  let mappings: QueueMapping[] = [];
  let closed = false;

  /** Wakes who waits for this queue, and sets the alarm for its next message. */
  const changed = (queue: Queue): void => {
    if (closed) return;
    alarms.get(queue.name)?.();
    alarms.delete(queue.name);
    const next = messages.nextVisible(queue);
    if (next === undefined) return;
    const followers = mappings.filter((mapping) => mapping.queue === queue.name);
    const listeners = waiting.get(queue.name) ?? new Set();
    if (followers.length === 0 && listeners.size === 0) return;
    alarms.set(
      queue.name,
      clock.at(next, () => {
        alarms.delete(queue.name);
        for (const wake of listeners) wake();
        for (const mapping of followers) mapping.go();
      }),
    );
  };
  const receive = (queue: Queue, limit: number, visibilityMs: number): Message[] => {
    const deadLetters = queue.redrive && byArn.get(queue.redrive.arn);
    const received = messages.receive(queue, limit, clock.now(), visibilityMs, deadLetters);
    changed(queue);
    if (deadLetters) changed(deadLetters);
    return received;
  };
  const send = (
    queue: Queue,
    body: string,
    attributes: Record<string, Properties>,
    delayMs: number,
  ): string => {
    const id = messages.send(queue, body, attributes, clock.now(), delayMs);
    changed(queue);
    return id;
  };
  const arrival = (queue: Queue, milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const listeners = waiting.get(queue.name) ?? new Set<() => void>();
      waiting.set(queue.name, listeners);
      const wake = (): void => {
        clearTimeout(timer);
        listeners.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds).unref();
      listeners.add(wake);
      changed(queue);
    });
  return {
    service: createQueueService({
      messages,
      queues,
      now: () => clock.now(),
      send,
      receive,
      changed,
      arrival,
    }),
    send: (queueArn, body) => {
      const queue = byArn.get(queueArn);
      if (!queue) throw new AwsError('QueueDoesNotExist', `There is no queue ${queueArn}.`);
      send(queue, body, {}, queue.delayMs);
    },
    depths: () =>
      queues.map((queue) => {
        const { total, visible, inFlight } = messages.depth(queue, clock.now());
        return { name: queue.name, url: queue.url, visible, inFlight, delayed: total - visible - inFlight };
      }),
    start: () => {
      mappings = stack.ofType('AWS::Lambda::EventSourceMapping').flatMap((resource) => {
        const queue = byArn.get(resource.properties.EventSourceArn);
        if (!queue || resource.properties.Enabled === false) return [];
        const take = (limit: number): Message[] => receive(queue, limit, queue.visibilityMs);
        return [createQueueMapping(resource, { ground, functions, messages, queue, receive: take })];
      });
      for (const queue of queues) changed(queue);
    },
    close: () => {
      closed = true;
      for (const cancel of alarms.values()) cancel();
      for (const mapping of mappings) mapping.close();
    },
  };
}
