/** Amazon SQS on one machine: the template's queues, kept in the store, on the runner's clock. */
import { AwsError, type AwsService, type Functions, type Ground, type Properties } from '../parts.ts';
import { Arrivals } from './arrivals.ts';
import { createQueueMapping } from './mapping.ts';
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
  const arrivals = new Arrivals(clock, messages);
  const receive = (queue: Queue, limit: number, visibilityMs: number): Message[] => {
    const deadLetters = queue.redrive && byArn.get(queue.redrive.arn);
    const received = messages.receive(queue, limit, clock.now(), visibilityMs, deadLetters);
    arrivals.changed(queue);
    if (deadLetters) arrivals.changed(deadLetters);
    return received;
  };
  const send = (
    queue: Queue,
    body: string,
    attributes: Record<string, Properties>,
    delayMs: number,
  ): string => {
    const id = messages.send(queue, body, attributes, clock.now(), delayMs);
    arrivals.changed(queue);
    return id;
  };
  return {
    service: createQueueService({
      messages,
      queues,
      now: () => clock.now(),
      send,
      receive,
      changed: (queue) => arrivals.changed(queue),
      arrival: (queue, milliseconds) => arrivals.poll(queue, milliseconds),
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
      const mappings = stack.ofType('AWS::Lambda::EventSourceMapping').flatMap((resource) => {
        const queue = byArn.get(resource.properties.EventSourceArn);
        if (!queue || resource.properties.Enabled === false) return [];
        const take = (limit: number): Message[] => receive(queue, limit, queue.visibilityMs);
        return [createQueueMapping(resource, { ground, functions, messages, queue, receive: take })];
      });
      arrivals.follow(mappings);
      for (const queue of queues) arrivals.changed(queue);
    },
    close: () => arrivals.close(),
  };
}
