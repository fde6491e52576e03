import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { database } from '../support/database.ts';
import { euros, fundBody, fundIn, programIn } from '../support/funds.ts';
import { good } from '../support/newcomers.ts';
import type { Answer } from '../support/partner.ts';
import type { Stack } from '../support/stack.ts';
import { ownWorld, type World } from '../support/world.ts';

let world: World & { stack: Stack | undefined };
beforeAll(async () => {
  world = await ownWorld();
});
afterAll(() => world?.stack?.stop());

const read = async (id: string): Promise<Answer> => good(await world.northwind.get(`/v1/funds/${id}`));
const verified = async (id: string) => good(await world.brightpath.get(`/v1/funds/${id}/verification`)).body;
const move = (fund: Answer, verb: 'allocate' | 'deallocate', amountMinor: number, reason: string | null) =>
  world.northwind.post(
    `/v1/funds/${fund.body.id}/${verb}`,
    { amount: euros(amountMinor), reason },
    { etag: fund.etag },
  );
/** In their own order: what one posting tells may arrive the other way round. */
const heard = async (id: string) =>
  (await world.around.events(id))
    .toSorted((one, other) => (one.detail.sequence < other.detail.sequence ? -1 : 1))
    .map(({ detailType, detail }) => ({ type: detailType.split('.')[2], ...detail.data }));

test('a fund is allocated, moved, read by both sides and by nobody else, and accounts for every cent', async () => {
  const { northwind, brightpath, harbor } = world;
  const program = await programIn(world);
  const body = fundBody(world, program.body.id, { lowBalanceMinor: 5_000_000 });
  const fund = good(await northwind.post('/v1/funds', body));
  const { id } = fund.body;
  good(await move(fund, 'allocate', 2_000_000, 'Second half-year'));
  good(await move(fund, 'deallocate', 8_000_000, '=HYPERLINK("https://x.example")'));

  for (const path of [`/v1/funds/${id}`, `/v1/funds/${id}/statement`, `/v1/fund-programs/${program.body.id}`])
    expect([(await brightpath.get(path)).status, (await harbor.get(path)).status]).toEqual([200, 404]);
  for (const side of [northwind, brightpath])
    expect((await side.get('/v1/funds')).body.items.map((one: { id: string }) => one.id)).toEqual([id]);
  expect((await northwind.get('/v1/fund-programs')).body.items).toHaveLength(1);
  expect((await brightpath.get('/v1/funds?status=open')).body.items[0]).toMatchObject({
    ...{ id, revision: 1, allocatedMinor: 4_000_000, entries: 3 },
    balances: { available: 4_000_000, reserved: 0 },
  });

  const events = await heard(id);
  expect(events.map(({ type }) => type)).toEqual([
    'allocated',
    'allocated',
    'balance_changed',
    'low_balance',
  ]);
  expect(events[3]).toMatchObject({ balances: { available: 4_000_000 }, lowBalanceMinor: 5_000_000 });

  const headers = (accept: string) => ({ headers: { accept } });
  const csv = await brightpath.get(`/v1/funds/${id}/statement?limit=2`, headers('text/csv'));
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const [, next = ''] = /^<(.+)>; rel="next"$/.exec(csv.headers.get('link') ?? '') ?? [];
  const rest = await brightpath.get(next, headers('text/csv'));
  expect(rest.headers.get('link')).toBeNull();
  const rows = [csv, rest].flatMap((page) => (page.body as string).trimEnd().split('\r\n').slice(1));
  expect(rows.map((row) => row.split(',').slice(0, 8).toSpliced(1, 1).join(' '))).toEqual([
    '1 allocate funder available 100000.00 EUR 100000.00',
    '2 allocate funder available 20000.00 EUR 120000.00',
    '3 deallocate available funder 80000.00 EUR 40000.00',
  ]);
  expect(rows[2]).toContain(`"'=HYPERLINK(""https://x.example"")"`);
  const page = await brightpath.get(`/v1/funds/${id}/statement`, headers('text/html,*/*;q=0.8'));
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.body).toContain('€40,000.00');

  expect(await verified(id)).toMatchObject({ holds: true, complete: true, entries: 3, faults: [] });
});

test('closing sends what is available home, and says so, also where nothing was left', async () => {
  const [full, bare] = [await fundIn(world, { lowBalanceMinor: 1 }), await fundIn(world)];
  good(await move(bare, 'deallocate', 10_000_000, null));
  for (const fund of [full, bare]) {
    const { id } = fund.body;
    const closed = good(await world.northwind.post(`/v1/funds/${id}/close`, {}, { etag: fund.etag }));
    expect(closed.body).toMatchObject({ status: 'closed', revision: 2, allocatedMinor: 0 });
    const told = (await heard(id)).slice(1);
    expect(told.map(({ type }) => type)).toEqual(['balance_changed', 'closed']);
    expect(told[1]).toMatchObject({ status: 'closed', previousStatus: 'open', balances: { available: 0 } });
    expect(await verified(id)).toMatchObject({ holds: true, entries: 2 });
  }
});

test('fifty who move money of one fund at once all do, one after the other, and not a cent is lost', async () => {
  const fund = await fundIn(world, { amount: euros(1_000) });
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, turn) => move(fund, turn % 2 ? 'deallocate' : 'allocate', 1 + turn, null)),
  );
  expect(answers.map(({ status, body }) => body.code ?? status)).toEqual(Array(50).fill(200));
  const after = await read(fund.body.id);
  // 1 - 2 + 3 - 4 … - 50
  expect(after.body).toMatchObject({ balances: { available: 975 }, entries: 51 });
  expect(new Set(answers.map(({ body }) => body.entries)).size).toBe(50);
  expect(await verified(fund.body.id)).toMatchObject({ holds: true, entries: 51 });
});

test('of many who want the last of a fund, as many get it as there is for', async () => {
  const fund = await fundIn(world, { amount: euros(100) });
  const answers = await Promise.all(Array.from({ length: 20 }, () => move(fund, 'deallocate', 30, null)));
  const codes = answers.map(({ status, body }) => body.code ?? status).sort();
  expect(codes).toEqual([...Array(3).fill(200), ...Array(17).fill('insufficient_funds')]);
  expect((await read(fund.body.id)).body.balances.available).toBe(10);
});

test('while money moves, a fund is closed once, and then nothing more goes in', async () => {
  const fund = await fundIn(world);
  const { id } = fund.body;
  const [closed, ...moves] = await Promise.all([
    world.northwind.post(`/v1/funds/${id}/close`, {}, { etag: fund.etag }),
    ...Array.from({ length: 10 }, () => move(fund, 'allocate', 1, null)),
  ]);
  expect(closed?.status).toBe(200);
  for (const { status, body } of moves)
    expect([200, 'transition_not_allowed']).toContain(body.code ?? status);
  expect((await read(id)).body).toMatchObject({ status: 'closed', allocatedMinor: 0 });
  expect(await verified(id)).toMatchObject({ holds: true });
});

const audits = async () =>
  (await world.around.executions()).filter(({ machine }) => /ledger_?audit/i.test(machine));

test('every night all ledgers are audited, and one that was tampered with makes the audit fail aloud', async () => {
  const { northwind, brightpath, settings } = world;
  const tampered = await fundIn(world);
  const { id } = tampered.body;
  good(await move(tampered, 'deallocate', 4_000_000, 'Back'));
  const nights = (await audits()).length;
  await world.around.advance('P1D');
  const [first, ...others] = await audits();
  expect([first?.status, others.length]).toEqual(['SUCCEEDED', nights]);

  const table = await database(settings);
  const [, entry] = await table.items(id, 'ENTRY#');
  await table.rewrite(entry ?? {}, (body) => body.replace('"amountMinor":4000000', '"amountMinor":3000000'));

  await world.around.advance('P1D');
  for (const partner of [northwind, brightpath]) partner.forgetToken();
  const runs = await audits();
  expect(runs.slice(0, 2).map(({ status }) => status)).toEqual(['FAILED', 'SUCCEEDED']);
  const failed = (await (
    await fetch(`${settings.baseUrl}/_local/executions/${encodeURIComponent(runs[0]?.id ?? '')}`, {
      headers: { accept: 'application/json' },
    })
  ).json()) as { error: string; cause: string };
  expect(failed.error).toBe('LedgerDoesNotHold');
  expect(failed.cause).toContain(id);
  expect(await verified(id)).toMatchObject({ holds: false, complete: true });
});
