import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../functions/contract/catalogue.ts';
import { needsIdempotencyKey, needsIfMatch, type Route, refusalsOf } from '../../functions/platform/route.ts';
import { type Answer, tokenFor } from '../support/partner.ts';
import { sharedWorld } from '../support/world.ts';
import type { Case, Prepared } from './case.ts';
import { cases } from './cases.ts';

const world = sharedWorld();
const routes = catalogue
  .flatMap(({ routes: declared }) => Object.entries(declared))
  .filter(([, route]) => route.kind !== 'page');

const send = (
  route: Route,
  { as, path, body, etag }: Prepared,
  more: Parameters<typeof as.ask>[2] = {},
): Promise<Answer> =>
  as.ask(route.method, path, { ...(body !== undefined && { body }), ...(etag && { etag }), ...more });

/** A problem document as every refusal must be. */
const expectProblem = (answer: Answer, status: number, code: string): void => {
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.body).toMatchObject({
    status,
    code,
    type: `/docs/errors/${code}`,
    title: expect.any(String),
    requestId: expect.any(String),
  });
};

const noCase: Case = { prepare: () => Promise.reject(new Error('this route has no case')) };

test('every route has a case, and every case a route', () => {
  expect(Object.keys(cases).sort()).toEqual(routes.map(([name]) => name).sort());
});

describe.each(routes)('%s', (name, route) => {
  // A route without a case is named by the test above.
  const { prepare, refusals = [] } = cases[name] ?? noCase;

  test('answers a good request as declared', async () => {
    const answer = await send(route, await prepare(world));
    expect([answer.status, answer.body]).toEqual([route.status ?? 200, expect.anything()]);
    if (route.output) expect(route.output.safeParse(answer.body).error).toBeUndefined();
    const hasRevision = typeof answer.body?.revision === 'number' && route.kind !== 'list';
    if (hasRevision) expect(answer.etag).toBe(`"${answer.body.revision}"`);
  });

  test('refuses a request without a token, and one whose token lacks the scope', async () => {
    const prepared = await prepare(world);
    expect((await send(route, prepared, { token: null })).status).toBe(401);
    expect((await send(route, prepared, { token: 'eyJhbGciOiJub25lIn0.e30.' })).status).toBe(401);
    // The operator's token has the one scope that partners' lack; theirs, one that this route does not ask for.
    const lacking =
      route.scope === 'operator'
        ? await tokenFor(world.settings.tokenUrl, world.northwind.client)
        : await tokenFor(
            world.settings.tokenUrl,
            world.northwind.client,
            `cosell/${route.scope === 'members:read' ? 'referrals:read' : 'members:read'}`,
          );
    expect((await send(route, prepared, { token: lacking })).status).toBe(403);
  });

  if (route.params && route.scope !== 'operator' && !route.path.includes('{kind}'))
    test("does not tell another organisation's record from one that does not exist", async () => {
      const prepared = await prepare(world);
      const strange = await send(route, { ...prepared, as: world.harbor });
      const absent = await send(route, {
        ...prepared,
        path: prepared.path.replace(/_[0-9A-Z]{26}/, '_01JD0000000000000000000099'),
      });
      const shapeless = await send(route, {
        ...prepared,
        path: prepared.path.replace(/[a-z]+_[0-9A-Z]{26}/, 'nonsense'),
      });
      for (const answer of [strange, absent, shapeless]) expectProblem(answer, 404, 'not_found');
      expect(strange.body.detail).toBe(absent.body.detail);
    });

  if (route.body)
    test('names every fault of a bad body, and refuses what is no JSON, not sent as JSON, or too large', async () => {
      const prepared = await prepare(world);
      const extended = { ...(prepared.body as object), unheardOf: 1, alsoUnknown: '<script>' };
      const unknown = await send(route, { ...prepared, body: extended });
      expectProblem(unknown, 400, 'invalid_input');
      expect(unknown.body.errors).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ pointer: '#/unheardOf', code: 'unknown_field' }),
          expect.objectContaining({ pointer: '#/alsoUnknown' }),
        ]),
      );
      expectProblem(await send(route, { ...prepared, body: '{"title": ' }), 400, 'malformed_json');
      expectProblem(
        await send(route, prepared, { headers: { 'content-type': 'text/plain' } }),
        415,
        'unsupported_media_type',
      );
      expectProblem(
        await send(route, { ...prepared, body: JSON.stringify({ text: 'x'.repeat(257 * 1024) }) }),
        413,
        'body_too_large',
      );
      expectProblem(await send(route, { ...prepared, body: '[]' }), 400, 'invalid_input');
    });

  if (route.query)
    test('refuses a query it does not know, and one sent twice', async () => {
      const prepared = await prepare(world);
      const glue = prepared.path.includes('?') ? '&' : '?';
      expectProblem(
        await send(route, { ...prepared, path: `${prepared.path}${glue}unheardOf=1` }),
        400,
        'invalid_input',
      );
      expectProblem(
        await send(route, { ...prepared, path: `${prepared.path}${glue}limit=5&limit=6` }),
        400,
        'invalid_input',
      );
      expectProblem(
        await send(route, { ...prepared, path: `${prepared.path}${glue}limit=1001` }),
        400,
        'invalid_input',
      );
      expectProblem(
        await send(route, { ...prepared, path: `${prepared.path}${glue}cursor=bm9uc2Vuc2U` }),
        400,
        'invalid_cursor',
      );
    });

  if (needsIdempotencyKey(route.kind))
    test('needs an Idempotency-Key; a repeat answers the first answer, the key with another body is refused', async () => {
      const prepared = await prepare(world);
      expectProblem(await send(route, prepared, { key: null }), 400, 'idempotency_key_required');
      const key = crypto.randomUUID();
      const first = await send(route, prepared, { key });
      const again = await send(route, prepared, { key });
      const { secret: _, ...kept } = first.body;
      expect([again.status, again.etag, again.body]).toEqual([first.status, first.etag, kept]);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      const reused = await send(route, { ...prepared, body: `${JSON.stringify(prepared.body)} ` }, { key });
      expectProblem(reused, 422, 'idempotency_key_reused');
    });

  if (needsIfMatch(route.kind))
    test('needs If-Match with the current ETag', async () => {
      const { etag = '', ...prepared } = await prepare(world);
      expectProblem(await send(route, prepared), 428, 'if_match_required');
      expectProblem(await send(route, { ...prepared, etag: 'nonsense' }), 400, 'invalid_input');
      const stale = await send(route, { ...prepared, etag: '"999"' });
      expectProblem(stale, 412, 'stale_revision');
      expect(stale.body.detail).toContain(etag.replaceAll('"', ''));
    });

  for (const [position, refusal] of refusals.entries())
    test(`refuses what its state forbids (${position + 1})`, async () => {
      const { code, ...prepared } = await refusal(world);
      const answer = await send(route, prepared);
      expect(answer.body.code).toBe(code);
      expect(refusalsOf(route)).toContain(code);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    });
});
