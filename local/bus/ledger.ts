/** What the bus keeps: every event that reached it, and every delivery that is not done. */
import type { DatabaseSync } from 'node:sqlite';
import type { BusEvent } from './transform.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS bus_event (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, bus TEXT NOT NULL, received_at INTEGER NOT NULL,
    source TEXT NOT NULL, detail_type TEXT NOT NULL, event TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS bus_delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sequence INTEGER NOT NULL, rule TEXT NOT NULL, target TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS bus_delivery_due ON bus_delivery (due_at);
`;

export interface Delivery {
  id: number;
  sequence: number;
  /** The rule's ARN and the target's id in it. */
  rule: string;
  target: string;
  /** Tries that failed. */
  attempts: number;
  dueAt: number;
}
export interface KeptEvent {
  sequence: number;
  bus: string;
  /** Epoch ms. */
  receivedAt: number;
  event: BusEvent;
}

export class Ledger {
  readonly #statements;

  constructor(store: DatabaseSync) {
    store.exec(schema);
    const prepare = (sql: string) => store.prepare(sql);
    this.#statements = {
      event: prepare(
        'INSERT INTO bus_event (bus, received_at, source, detail_type, event) VALUES (?, ?, ?, ?, ?)',
      ),
      delivery: prepare('INSERT INTO bus_delivery (sequence, rule, target, due_at) VALUES (?, ?, ?, ?)'),
      retry: prepare('UPDATE bus_delivery SET attempts = ?, due_at = ? WHERE id = ?'),
      done: prepare('DELETE FROM bus_delivery WHERE id = ?'),
      read: prepare('SELECT * FROM bus_event WHERE sequence = ?'),
      after: prepare('SELECT * FROM bus_event WHERE sequence > ? ORDER BY sequence LIMIT ?'),
      due: prepare(
        'SELECT id, sequence, rule, target, attempts, due_at AS dueAt FROM bus_delivery WHERE due_at <= ? ORDER BY id LIMIT ?',
      ),
      next: prepare('SELECT MIN(due_at) AS due FROM bus_delivery WHERE due_at > ?'),
    };
  }

  keep(bus: string, event: BusEvent, receivedAt: number): number {
    const { event: insert } = this.#statements;
    const text = JSON.stringify(event);
    return Number(insert.run(bus, receivedAt, event.source, event['detail-type'], text).lastInsertRowid);
  }

  owe(sequence: number, rule: string, target: string, dueAt: number): Delivery {
    const id = Number(this.#statements.delivery.run(sequence, rule, target, dueAt).lastInsertRowid);
    return { id, sequence, rule, target, attempts: 0, dueAt };
  }

  retry({ id, attempts }: Delivery, dueAt: number): void {
    this.#statements.retry.run(attempts, dueAt, id);
  }

  done(id: number): void {
    this.#statements.done.run(id);
  }

  event(sequence: number): KeptEvent | undefined {
    const row = this.#statements.read.get(sequence);
    return row && kept(row);
  }

  /** Events after a sequence, oldest first. */
  after(sequence: number, limit: number): KeptEvent[] {
    return this.#statements.after.all(sequence, limit).map(kept);
  }

  due(now: number, limit: number): Delivery[] {
    return this.#statements.due.all(now, limit) as unknown as Delivery[];
  }

  /** When the next delivery after `now` is due; undefined when there is none. */
  nextDue(now: number): number | undefined {
    return (this.#statements.next.get(now) as { due: number | null }).due ?? undefined;
  }
}

const kept = (row: Record<string, unknown>): KeptEvent => ({
  sequence: Number(row.sequence),
  bus: String(row.bus),
  receivedAt: Number(row.received_at),
  event: JSON.parse(String(row.event)) as BusEvent,
});
