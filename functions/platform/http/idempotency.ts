import { createHash } from 'node:crypto';
import { type Answer, commit, type Replay, type Step } from '../change.ts';
import { type Clock, DAY_MS } from '../clock.ts';
import type { Refusal } from '../refusals.ts';
import type { Item, Table } from '../table.ts';

/** A request that may be repeated: whose it is, its key, and a fingerprint of all that it says. */
export interface Repeatable {
  pk: string;
  fingerprint: string;
}

/** `target` is method and path: the same key on another route is another request. */
export const repeatable = (
  organizationId: string,
  key: string,
  target: string,
  body: string,
): Repeatable => ({
  pk: `ONCE#${organizationId}#${createHash('sha256').update(key).digest('base64url')}`,
  fingerprint: createHash('sha256').update(`${target}\n${body}`).digest('base64url'),
});

const KEPT_MS = DAY_MS;

/** What a key that was used before means for this request. */
const meaningOf = (request: Repeatable, item: Item): Refusal | Replay =>
  item.fingerprint === request.fingerprint
    ? { replay: JSON.parse(String(item.answer)) as Answer }
    : {
        code: 'idempotency_key_reused',
        detail: 'This Idempotency-Key was used for a request with another path or body.',
      };

/**
 * Keeps the answer with the change, in the same transaction: there is no instant at which one is there without the other.
 * An item past its 24 hours counts as gone even before it is deleted.
 */
export const remember = (table: Table, request: Repeatable, answer: Answer, clock: Clock): Step => ({
  write: {
    Put: {
      TableName: table.name,
      Item: {
        pk: request.pk,
        sk: 'ONCE',
        entity: 'idempotency',
        fingerprint: request.fingerprint,
        answer: JSON.stringify(answer),
        expiresAt: Math.floor((clock.now() + KEPT_MS) / 1000),
      },
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
      ExpressionAttributeValues: { ':now': Math.floor(clock.now() / 1000) },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
  onConflict: (current) => (current ? meaningOf(request, current) : { code: 'idempotency_in_flight' }),
});

/** What an earlier request with this key left behind, if any. Asked only when a request is refused: a repeat often finds the record moved on. */
export const earlier = async (
  table: Table,
  request: Repeatable,
  clock: Clock,
): Promise<Refusal | Replay | undefined> => {
  const item = await table.get({ pk: request.pk, sk: 'ONCE' });
  return item && Number(item.expiresAt) >= clock.now() / 1000 ? meaningOf(request, item) : undefined;
};

/** Commits the steps; with a key, the answer is kept beside them. */
export const commitOnce = (
  table: Table,
  request: Repeatable | undefined,
  answer: Answer,
  steps: Step[],
  clock: Clock,
) => commit(table, request ? [...steps, remember(table, request, answer, clock)] : steps);
