import { marshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '../../functions/platform/table.ts';

// biome-ignore lint/suspicious/noExplicitAny: the input of whichever command; its reader knows which
type Input = Record<string, any>;
/** What a condition of ours is made of: one comparison, or whether an attribute is there. */
const TERM = /^(#?\w+) (=|<>|<|>) (:\w+)$/;
const ABSENT = /^attribute_not_exists\((\w+)\)$/;

const holds = (item: Item | undefined, given: Input): boolean => {
  const term = (text: string): boolean => {
    const absent = ABSENT.exec(text)?.[1];
    if (absent) return item?.[absent] === undefined;
    const [, word = '', compares, value = ''] = TERM.exec(text) ?? [];
    if (!compares) throw new Error(`unknown condition: ${text}`);
    const is = item?.[given.ExpressionAttributeNames?.[word] ?? word] as string | number | undefined;
    const than = given.ExpressionAttributeValues[value];
    if (compares === '<>') return is !== than;
    if (is === undefined || compares === '=') return is !== undefined && is === than;
    return compares === '<' ? is < than : is > than;
  };
  return String(given.ConditionExpression ?? '')
    .split(' OR ')
    .some((any) => any === '' || any.split(' AND ').every(term));
};

/** The function broke off: its transaction was not sent, or was, and nobody heard of it. */
export class Crash extends Error {
  override name = 'Crash';
}

/**
 * A table in memory that means its conditions: a transaction is made whole, or not at all, and says why. It can break
 * off a transaction before or after it is made, and can let two that were prepared side by side come one after the other.
 */
export class ConditionalTable {
  readonly #partitions = new Map<string, Map<string, Item>>();
  /** Every item written to the outbox, in order. */
  readonly outbox: Item[] = [];
  crash: 'before' | 'after' | undefined;
  /** Transactions wait here for one another; undefined: nobody waits. */
  gate: { expected: number; arrived: number; open: () => void; opened: Promise<void> } | undefined;

  partition(pk: string): Item[] {
    return [...(this.#partitions.get(pk)?.values() ?? [])].sort((a, b) => (a.sk < b.sk ? -1 : 1));
  }
  partitions(): string[] {
    return [...this.#partitions.keys()];
  }
  item(pk: string, sk = 'RECORD'): Item | undefined {
    return this.#partitions.get(pk)?.get(sk);
  }
  put(item: Item): void {
    const of = this.#partitions.get(item.pk) ?? new Map<string, Item>();
    this.#partitions.set(item.pk, of.set(item.sk, JSON.parse(JSON.stringify(item))));
    if (item.entity === 'event' || item.entity === 'wake') this.outbox.push(item);
  }

  /** Stands in the place of the document client. */
  async send(operation: string, input: Input): Promise<Record<string, unknown>> {
    if (operation === 'GetCommand') return { Item: this.item(input.Key.pk, input.Key.sk) };
    if (operation === 'BatchGetCommand') return this.#readAll(input);
    if (operation === 'QueryCommand') return this.#query(input);
    await this.#pass();
    if (this.#crashes('before')) throw new Crash('before its transaction');
    this.#transact(input.TransactItems);
    if (this.#crashes('after')) throw new Crash('after its transaction');
    return {};
  }

  #crashes(when: 'before' | 'after'): boolean {
    if (this.crash !== when) return false;
    this.crash = undefined;
    return true;
  }

  async #pass(): Promise<void> {
    const { gate } = this;
    if (!gate) return;
    gate.arrived++;
    if (gate.arrived >= gate.expected) gate.open();
    await gate.opened;
  }

  /** Two pieces of work, of which neither commits before both have read what they need. */
  async together<A, B>(one: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const open = () => {
      this.gate = undefined;
      resolve();
    };
    const gate = { expected: 2, arrived: 0, open, opened: promise };
    this.gate = gate;
    const leaving = async <T>(work: Promise<T>): Promise<T> => {
      try {
        return await work;
      } finally {
        gate.expected--;
        if (gate.arrived >= gate.expected) open();
      }
    };
    return Promise.all([leaving(one()), leaving(other())]);
  }

  #readAll(input: Input): Record<string, unknown> {
    const [[name, asked]] = Object.entries(input.RequestItems) as [[string, Input]];
    const found = asked.Keys.flatMap(({ pk, sk }: Item) => this.item(pk, sk) ?? []);
    return { Responses: { [name]: found }, UnprocessedKeys: {} };
  }

  #query({ KeyConditionExpression: condition, ExpressionAttributeValues: values, Limit }: Input) {
    const prefix = /begins_with\(sk, (:\w+)\)/.exec(condition)?.[1];
    const between = /sk BETWEEN (:\w+) AND (:\w+)/.exec(condition);
    if (!/^pk = :pk AND /.test(condition) || !(prefix || between)) throw new Error(`unknown: ${condition}`);
    const [from, to] = prefix
      ? [values[prefix], `${values[prefix]}\uffff`]
      : [values[String(between?.[1])], values[String(between?.[2])]];
    const items = this.partition(values[':pk']).filter(({ sk }) => sk >= from && sk <= to);
    return { Items: items.slice(0, Limit) };
  }

  #transact(writes: Input[]): void {
    const each = writes.map((write) => {
      const [kind, given] = Object.entries(write)[0] as [string, Input];
      const { pk, sk } = given.Item ?? given.Key;
      return { kind, given, pk, sk, before: this.item(pk, sk) };
    });
    if (new Set(each.map(({ pk, sk }) => `${pk}\n${sk}`)).size < each.length)
      throw new Error('two writes of a transaction are of the same item');
    const reasons = each.map(({ before, given }) =>
      holds(before, given)
        ? { Code: 'None' }
        : { Code: 'ConditionalCheckFailed', ...(before && { Item: marshall(before) }) },
    );
    if (reasons.some(({ Code }) => Code !== 'None'))
      throw Object.assign(new Error('cancelled'), {
        ...{ name: 'TransactionCanceledException', CancellationReasons: reasons },
      });
    for (const { kind, given, before } of each) {
      if (kind === 'Put') this.put(given.Item);
      else if (kind === 'Update') this.put({ ...before, ...given.Key, ...updated(given) });
      else if (kind !== 'ConditionCheck') throw new Error(`unknown write: ${kind}`);
    }
  }
}

const updated = ({ UpdateExpression, ExpressionAttributeValues }: Input): Record<string, unknown> => {
  if (UpdateExpression !== 'SET waitToken = :token') throw new Error(`unknown update: ${UpdateExpression}`);
  return { waitToken: ExpressionAttributeValues[':token'] };
};
