import type { Clock } from './clock.ts';
import type { Outgoing } from './outbox.ts';
import { outboxItem } from './outbox.ts';
import { type Refusal, refusalCodes } from './refusals.ts';
import type { Item, Key, Outcome, Table, Write } from './table.ts';

/** One write of a change, and what it means when its condition does not hold. */
export interface Step {
  write: Write;
  /** The refusal to answer with, given the item as it stands; or `replay` when an earlier same request did it all. */
  onConflict: (current: Item | undefined) => Refusal | Replay;
}
export interface Replay {
  replay: Answer;
}

/** The answer that is kept with the idempotency key. `body` is the whole JSON text. */
export interface Answer {
  status: number;
  body: string;
  etag?: string;
}

const named = (values: Record<string, unknown>) => ({
  names: Object.fromEntries(Object.keys(values).map((name) => [`#${name}`, name])),
  values: Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
});

/** Puts an item that must not exist yet. */
export const create = (table: Table, item: Item, onConflict: Step['onConflict'] = collision): Step => ({
  write: {
    Put: {
      TableName: table.name,
      Item: item,
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
  onConflict,
});

/** Puts an item over the one that still has exactly these attribute values. */
export const replace = (
  table: Table,
  item: Item,
  was: Record<string, unknown>,
  onConflict: Step['onConflict'],
): Step => {
  const { names, values } = named(was);
  return {
    write: {
      Put: {
        TableName: table.name,
        Item: item,
        ConditionExpression: Object.keys(was)
          .map((name) => `#${name} = :${name}`)
          .join(' AND '),
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    onConflict,
  };
};

/** Holds the change to an item that it does not write: it must have exactly these attribute values at that instant. */
export const require = (
  table: Table,
  key: Key,
  is: Record<string, unknown>,
  onConflict: Step['onConflict'],
): Step => {
  const { names, values } = named(is);
  return {
    write: {
      ConditionCheck: {
        TableName: table.name,
        Key: { pk: key.pk, sk: key.sk },
        ConditionExpression: Object.keys(is)
          .map((name) => `#${name} = :${name}`)
          .join(' AND '),
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    onConflict,
  };
};

/** Puts an item whatever was there. */
export const put = (table: Table, item: Item): Step => ({
  write: { Put: { TableName: table.name, Item: item } },
  onConflict: collision,
});

/** Removes an item, whether or not it is there. */
export const remove = (table: Table, key: Key): Step => ({
  write: { Delete: { TableName: table.name, Key: { pk: key.pk, sk: key.sk } } },
  onConflict: collision,
});

/** Puts an event into the outbox: the relay sends it once the change is there, and only then. */
export const announce = (table: Table, event: Outgoing, clock: Clock): Step =>
  create(table, outboxItem(event, clock));

const collision = (): Refusal => ({
  code: 'busy',
  detail: 'Two requests made the same thing at the same instant. Try again.',
});

/** What a refused revision condition means: names the revision that stands. */
export const stale = (current: Item | undefined): Refusal => ({
  code: 'stale_revision',
  detail: current ? `The current revision is ${current.revision}.` : 'The record is gone.',
});

const CONFLICT_TRIES = 6;
const CONFLICT_WAIT_MS = 15;
export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Makes the whole change in one transaction, or says why not. Tries again by itself while another transaction holds one
 * of the items (DynamoDB cancels the later one), with growing random waits; then `busy`.
 */
export const commit = async (
  table: Table,
  steps: Step[],
): Promise<{ done: true } | { done: false; because: Refusal | Replay }> => {
  for (let attempt = 1; ; attempt++) {
    const outcome = await table.transact(steps.map((step) => step.write));
    if (outcome.done) return outcome;
    const because = meaningOf(outcome, steps);
    if (because) return { done: false, because };
    if (attempt === CONFLICT_TRIES) return { done: false, because: { code: 'busy' } };
    await pause(Math.random() * CONFLICT_WAIT_MS * 2 ** attempt);
  }
};

/** A replay outweighs every refusal: what fails on a repeat fails because the first try did it. Undefined: try again. */
const meaningOf = (
  outcome: Extract<Outcome, { done: false }>,
  steps: Step[],
): Refusal | Replay | undefined => {
  const failed = outcome.reasons.flatMap(({ code, item }, position) =>
    code === 'ConditionalCheckFailed' ? [steps[position]?.onConflict(item) ?? { code: 'busy' as const }] : [],
  );
  const broken = outcome.reasons.find(
    ({ code }) =>
      ![
        'None',
        'ConditionalCheckFailed',
        'TransactionConflict',
        'ThrottlingError',
        'ProvisionedThroughputExceeded',
      ].includes(code),
  );
  if (broken) throw new Error(`the transaction was cancelled: ${broken.code}`);
  return failed.find((meaning) => 'replay' in meaning) ?? failed[0];
};

/** The HTTP status a refusal is answered with. */
export const statusOf = (refusal: Refusal): number => refusalCodes[refusal.code].status;
