import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { good, type Newcomer, newcomer } from '../../support/newcomers.ts';
import { type Answer, tokenFor } from '../../support/partner.ts';
import type { Stack } from '../../support/stack.ts';
import { ownWorld, referralBody, type World } from '../../support/world.ts';

let world: World & { stack: Stack | undefined };
let partnershipId: string;
let stranger: Newcomer;
beforeAll(async () => {
  world = await ownWorld();
  partnershipId = world.settings.partnerships[0]?.id ?? '';
  stranger = await newcomer(world);
});
afterAll(() => world?.stack?.stop());

const create = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  world.northwind.post('/v1/referrals', body, { headers });
const faults = ({ body }: Answer): string[] =>
  (body.errors ?? []).map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`);
const text = (): string => JSON.stringify(referralBody(partnershipId));
const euro = (amountMinor: unknown) => ({ amountMinor, currency: 'EUR' });

test('every fault of a body is named at once, each where it lies', async () => {
  const answer = await create({
    partnershipId: 'prt_1',
    title: '   ',
    customer: {
      name: 'x'.repeat(201),
      domain: 'localhost',
      industry: 7,
      country: 'XX',
      address: { street: 'a\nb', planet: 'Mars' },
      contacts: [{ name: 'A', email: 'nobody', phone: 'call me', consent: 'yes' }, {}],
      colour: 'red',
    },
    estimatedAmount: { amountMinor: -1, currency: 'eur' },
    expectedCloseDate: '2027-02-30',
    solutionIds: ['ok', '', 7],
    need: 'bell \u0007',
    confidentialNote: 'x'.repeat(4001),
    status: 'accepted',
    id: 'rfl_01JD0000000000000000000001',
  });
  expect(answer.status).toBe(400);
  expect(faults(answer).sort()).toEqual(
    [
      '#/partnershipId wrong_format',
      '#/title too_small',
      '#/customer/name too_big',
      '#/customer/domain not_registrable',
      '#/customer/industry wrong_type',
      '#/customer/country unknown_country',
      '#/customer/address/street control_character',
      '#/customer/address/planet unknown_field',
      '#/customer/contacts/0/email wrong_format',
      '#/customer/contacts/0/phone wrong_format',
      '#/customer/contacts/0/consent wrong_type',
      '#/customer/contacts/1/name required',
      '#/customer/contacts/1/email required',
      '#/customer/contacts/1/consent required',
      '#/customer/colour unknown_field',
      '#/estimatedAmount/amountMinor too_small',
      '#/estimatedAmount/currency unknown_currency',
      '#/expectedCloseDate wrong_format',
      '#/solutionIds/1 too_small',
      '#/solutionIds/2 wrong_type',
      '#/need control_character',
      '#/confidentialNote too_big',
      '#/status unknown_field',
      '#/id unknown_field',
    ].sort(),
  );
});

const sums = [2 ** 53, 1.5, -1, '5'].map(euro);

test.each([
  ['partnershipId', [undefined, null, 7, '', 'prt_', 'org_01JD0000000000000000000001', {}, []]],
  [
    'title',
    [
      undefined,
      null,
      7,
      '',
      ' \t ',
      'x'.repeat(201),
      'a\u0000b',
      'a\nb',
      'a\u2028b',
      'a\u202eb',
      '\u200b',
      'lone \ud800',
      true,
      {},
    ],
  ],
  ['customer', [undefined, null, 'Contoso', [], {}]],
  [
    'estimatedAmount',
    [7, '5 EUR', {}, { amountMinor: 5 }, { ...euro(5), currency: 'XXX' }, { ...euro(5), scale: 2 }, ...sums],
  ],
  ['expectedCloseDate', ['31.12.2026', '2026-13-01', '2026-12-31T00:00:00Z', 20261231, '']],
  [
    'solutionIds',
    [null, 'one', {}, ['x'.repeat(65)], Array(21).fill('s'), Array(20_000).fill('s'), ['lone \udfff']],
  ],
  ['need', ['', 7, 'x'.repeat(4001), 'a\u0000b', 'a\u001bb', 'lone \ud800']],
  ['confidentialNote', ['', [], 'a\u0008b']],
])('%s is refused in each wrong form, and named', async (field, values) => {
  for (const value of values) {
    const answer = await create({ ...referralBody(partnershipId), [field]: value });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
    expect(faults(answer).every((fault) => fault.startsWith(`#/${field}`))).toBe(true);
    expect(faults(answer).length).toBeGreaterThan(0);
  }
});

test('text of every script is kept as it was meant: composed, trimmed, and not a letter lost', async () => {
  const title = ' Ame\u0301lie 東京 \u05e9\u05dc\u05d5\u05dd 👩‍👩‍👧 \' " < & ';
  const { body } = good(
    await create(
      referralBody(partnershipId, {
        title,
        need: 'a\r\nb\tc',
        estimatedAmount: { amountMinor: 2 ** 53 - 1, currency: 'JPY' },
      }),
    ),
  );
  expect(body.title).toBe(title.trim().normalize('NFC'));
  expect(good(await world.northwind.get(`/v1/referrals/${body.id}`)).body).toEqual(body);
  expect(body.estimatedAmount.amountMinor).toBe(9_007_199_254_740_991);
});

test('keys that mean something to JavaScript mean nothing here', async () => {
  for (const key of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
    const answer = await create(text().replace(/}$/, `,"${key}":{"status":"accepted","isAdmin":true}}`));
    expect(faults(answer)).toEqual([`#/${key} unknown_field`]);
    const inside = await create(text().replace('"country"', `"${key}":{"x":1},"country"`));
    expect(faults(inside)).toEqual([`#/customer/${key} unknown_field`]);
    expect((await world.northwind.get(`/v1/referrals?${key}=1`)).status).toBe(400);
  }
});

test('JSON that is too deep, too long, doubled or broken is answered, and quickly', async () => {
  const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
  expect(faults(await create(text().replace(/"title":"[^"]*"/, `"title":${deep}`)))).toEqual([
    '#/title wrong_type',
  ]);
  const wide = JSON.stringify({
    ...referralBody(partnershipId),
    ...Object.fromEntries(Array.from({ length: 9_000 }, (_, position) => [`k${position}`, 1])),
  });
  expect((await create(wide)).body.errors.length).toBeLessThanOrEqual(100);
  // As every JSON reader has it: of a name that comes twice the last one counts.
  expect((await create(text().replace(/}$/, ',"title":"Second"}'))).body.title).toBe('Second');
  for (const broken of [
    '{',
    '{"a":}',
    "{'a':1}",
    '{"a":1,}',
    'undefined',
    '\ufeff{}',
    '{"amount":NaN}',
    text().slice(0, -1),
    `${text()}x`,
  ])
    expect([broken.slice(0, 12), (await create(broken)).body.code]).toEqual([
      broken.slice(0, 12),
      'malformed_json',
    ]);
  for (const other of ['null', '7', '"text"', '[]', '[{}]', 'true'])
    expect((await create(other)).body.code).toBe('invalid_input');
});

test('a body that is sent as something else is refused, and one in another encoding never half understood', async () => {
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'text/json',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/merge-patch+json',
  ])
    expect((await create(text(), { 'content-type': type })).body.code).toBe('unsupported_media_type');
  expect((await create(text(), { 'content-type': 'Application/JSON; charset="UTF-8"' })).status).toBe(201);
});

test('ETags and keys of a wrong form are faults, not failures', async () => {
  const draft = good(await create(referralBody(partnershipId)));
  const path = `/v1/referrals/${draft.body.id}`;
  for (const etag of [
    '*',
    'W/"1"',
    '1',
    '""',
    '"-1"',
    '"1.0"',
    '"1", "2"',
    '"9999999999999999999"',
    '"__proto__"',
  ])
    expect([etag, (await world.northwind.patch(path, { title: 'x' }, { etag })).status]).toEqual([etag, 400]);
  expect((await world.northwind.patch(path, { title: 'x' }, { etag: '"0"' })).status).toBe(412);
  expect(
    (await world.northwind.post('/v1/referrals', {}, { key: 'x'.repeat(256) })).body.errors.at(-1).pointer,
  ).toBe('header/idempotency-key');
  const spaced = { key: 'a key with spaces' };
  expect((await world.northwind.post('/v1/referrals', referralBody(partnershipId), spaced)).status).toBe(400);
  const odd = { key: '{"$ne":null}#ORG#;DROP_TABLE' };
  expect((await world.northwind.post('/v1/referrals', referralBody(partnershipId), odd)).status).toBe(201);
});

test('a token that is expired, changed, unsigned, foreign or for another use opens nothing', async () => {
  const token = await tokenFor(world.settings.tokenUrl, world.northwind.client);
  const [head = '', payload = '', signature = ''] = token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  const write = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = read(payload);
  const hmac = (first: string) => createHmac('sha256', 'secret').update(first).digest('base64url');
  const shared = `${write({ ...read(head), alg: 'HS256' })}.${payload}`;
  const forged = [
    `${write({ ...read(head), alg: 'none' })}.${payload}.`,
    `${write({ ...read(head), alg: 'None' })}.${payload}.${signature}`,
    `${shared}.${hmac(shared)}`,
    `${head}.${write({ ...claims, client_id: stranger.api.client.clientId })}.${signature}`,
    `${head}.${write({ ...claims, scope: 'cosell/operator' })}.${signature}`,
    `${write({ ...read(head), kid: 'unknown' })}.${payload}.${signature}`,
    `${write({ ...read(head), jku: 'http://127.0.0.1:9/keys' })}.${payload}.${signature}`,
    `${head}.${payload}.${signature.slice(0, -4)}AAAA`,
    `${head}.${payload}.`,
    `${head}.${payload}`,
    'null',
    'a.b.c',
    `${token}${'x'.repeat(4_000)}`,
  ];
  for (const one of forged)
    expect([
      one.slice(0, 40),
      (await world.northwind.get('/v1/organization', { token: one })).status,
    ]).toEqual([one.slice(0, 40), 401]);
  expect((await world.northwind.get('/v1/organization', { token })).status).toBe(200);
  await world.around.advance('PT61M');
  expect((await world.northwind.get('/v1/organization', { token })).status).toBe(401);
  const narrow = await tokenFor(world.settings.tokenUrl, world.northwind.client, 'cosell/referrals:read');
  expect(
    (await world.northwind.post('/v1/referrals', referralBody(partnershipId), { token: narrow })).status,
  ).toBe(403);
});
