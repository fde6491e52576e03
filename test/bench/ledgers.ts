import { entryItem } from '../../functions/funds/entries.ts';
import { type Book, type Entry, post } from '../../functions/funds/ledger.ts';
import { euros, fundIn } from '../support/funds.ts';
import { tokenFor } from '../support/partner.ts';
import type { World } from '../support/world.ts';
import { connect, writeAll } from './fill.ts';
import { type Load, press, sideBySide } from './load.ts';

const databaseOf = async ({ settings }: World): Promise<{ url: string; table: string }> => {
  const health = (await (await fetch(`${settings.baseUrl}/_local/health`)).json()) as {
    databaseUrl: string;
    tables: string[];
  };
  return { url: health.databaseUrl, table: health.tables[0] ?? '' };
};

/** A fund with so many entries: a ledger as it is after years, chained as it should be, one entry a minute. */
const fundOf = async (world: World, count: number): Promise<string> => {
  const { id, createdAt } = (await fundIn(world)).body;
  const first = (await world.northwind.get(`/v1/funds/${id}/statement`)).body.items[0] as Entry;
  const { sequence, at: lastAt, hash: lastHash, balances } = first;
  let book: Book = { fundId: id, currency: 'EUR', sequence, lastAt, lastHash, balances };
  const entries: Entry[] = [];
  for (let at = Date.parse(createdAt); book.sequence < count; at += 60_000) {
    const move = { kind: 'allocate', from: 'funder', to: 'available', amountMinor: 100 } as const;
    const posted = post(book, [move], first.cause, new Date(at).toISOString());
    if (!posted.ok) throw new Error(posted.refusal.detail);
    ({ book } = posted.value);
    entries.push(...posted.value.entries);
  }
  const { url, table } = await databaseOf(world);
  const kept = { pk: id, sk: 'BOOK', entity: 'book', sequence: book.sequence, body: JSON.stringify(book) };
  await writeAll(connect(url), table, [kept, ...entries.map((entry) => entryItem(id, entry))]);
  return id;
};

const headersFor = async ({ settings, northwind }: World) => ({
  authorization: `Bearer ${await tokenFor(settings.tokenUrl, northwind.client)}`,
});

/** Pages of 100 of a statement of 100,000 entries, and of one of 1,000, turn about; and how long verifying the long one takes. */
export const statements = async (world: World) => {
  const [short, long] = [await fundOf(world, 1_000), await fundOf(world, 100_000)];
  const headers = await headersFor(world);
  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const page = (id: string, days = ''): Load => ({
    url: `${world.settings.baseUrl}/v1/funds/${id}/statement?limit=100${days}`,
    ...{ method: 'GET', headers, connections: 10, seconds: 3 },
  });
  const { ours, theirs, bad } = await sideBySide(3, page(long, `&from=${inAMonth}`), page(short));
  const from = performance.now();
  const { body } = await world.northwind.get(`/v1/funds/${long}/verification`);
  return { ours, theirs, bad, verified: body, verifiedMs: performance.now() - from };
};

/** Postings a second by ten clients: all on one fund, and over a hundred. */
export const postings = async (world: World) => {
  const ids: string[] = [];
  while (ids.length < 100) ids.push((await fundIn(world)).body.id);
  const headers = {
    ...(await headersFor(world)),
    'content-type': 'application/json',
    'if-match': '"1"',
  };
  const on = (funds: string[]) => {
    let turn = 0;
    return press({
      url: world.settings.baseUrl,
      path: () => `/v1/funds/${funds[turn++ % funds.length]}/${turn % 2 ? 'allocate' : 'deallocate'}`,
      ...{ method: 'POST', headers, connections: 10, seconds: 5 },
      body: () => JSON.stringify({ amount: euros(1) }),
    });
  };
  return { one: await on(ids.slice(0, 1)), hundred: await on(ids) };
};
