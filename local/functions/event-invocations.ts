import { randomUUID } from 'node:crypto';
import type { Functions, Ground } from '../parts.ts';

const schema = `CREATE TABLE IF NOT EXISTS lambda_event (
  id TEXT PRIMARY KEY, function TEXT NOT NULL, event TEXT NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL
) WITHOUT ROWID`;

/** Waits before the second and the third attempt, in ms of the runner's clock. */
const retryAfterMs = [60_000, 120_000];

interface Waiting {
  id: string;
  function: string;
  event: string;
  attempts: number;
  due: number;
}

/**
 * Lambda's queue of asynchronous invocations: the event is kept in the store until the function has run with it, and
 * tried up to twice more, one and two minutes after a fault; then it is dropped with a log line.
 * Events that were waiting when the runner stopped run when it starts.
 * Source: Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation".
 */
export function createEventInvocations(
  ground: Ground,
  functions: Functions,
): (name: string, event: unknown) => void {
  const { store, clock } = ground;
  store.exec(schema);
  const insert = store.prepare('INSERT INTO lambda_event VALUES (?, ?, ?, 0, ?)');
  const retry = store.prepare('UPDATE lambda_event SET attempts = ?, due = ? WHERE id = ?');
  const remove = store.prepare('DELETE FROM lambda_event WHERE id = ?');

  const run = async (waiting: Waiting): Promise<void> => {
    const result = await functions.invoke(waiting.function, JSON.parse(waiting.event));
    const pause = result.ok ? undefined : retryAfterMs[waiting.attempts];
    if (pause !== undefined) {
      const again = { ...waiting, attempts: waiting.attempts + 1, due: clock.now() + pause };
      retry.run(again.attempts, again.due, again.id);
      schedule(again);
      return;
    }
    remove.run(waiting.id);
    if (!result.ok) ground.log({ what: 'event dropped', function: waiting.function, fault: result.error });
  };
  const schedule = (waiting: Waiting): void => {
    clock.at(waiting.due, () => void run(waiting));
  };

  for (const row of store.prepare('SELECT * FROM lambda_event').all()) schedule(row as unknown as Waiting);
  return (name, event) => {
    const waiting = {
      id: randomUUID(),
      function: name,
      event: JSON.stringify(event),
      attempts: 0,
      due: clock.now(),
    };
    insert.run(waiting.id, waiting.function, waiting.event, waiting.due);
    void run(waiting);
  };
}
