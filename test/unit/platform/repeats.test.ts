import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { parsed, stage } from './lamps.ts';

beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a repeat with the same Idempotency-Key', () => {
  test('is answered as the first was, and makes nothing; what is told once is not told again', async () => {
    const { make, items } = stage();
    await make('k1', 'Desk');
    const before = items.size;
    const again = await make('k1', 'Desk');
    expect(again).toMatchObject({ statusCode: 201, headers: { etag: '"1"', 'idempotent-replayed': 'true' } });
    expect(parsed(again)).toEqual({ id: 'lmp_1' });
    expect(items.size).toBe(before);
  });
  test('is answered as the first was though the record has moved on and would refuse it', async () => {
    const { make } = stage();
    await make('k1', 'same');
    expect(await make('k1', 'same')).toMatchObject({ statusCode: 201 });
    expect(parsed(await make('k2', 'same'))).toMatchObject({ code: 'already_exists' });
  });
  test('but another body, or another path, is refused', async () => {
    const { make } = stage();
    await make('k1', 'Desk');
    expect(parsed(await make('k1', 'Floor'))).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    expect(parsed(await make('k1', 'Desk', { rawPath: '/v1/elsewhere' }))).toMatchObject({ status: 422 });
  });
  test('of another organisation is its own', async () => {
    const { make } = stage();
    await make('k1', 'Desk');
    const lambda = { organizationId: 'org_2', organizationName: 'Two', clientId: 'c2' };
    const other = await make('k1', 'Desk', {
      requestContext: { requestId: 'r2', http: { method: 'POST', path: '' }, authorizer: { lambda } },
    });
    expect(parsed(other)).toMatchObject({ id: 'lmp_2' });
  });
  test('is forgotten after 24 hours, even before the table has deleted it', async () => {
    const { make, clock } = stage();
    await make('k1', 'Desk');
    clock.move(86_400);
    expect(parsed(await make('k1', 'Desk'))).toMatchObject({ id: 'lmp_1' });
    clock.move(1);
    expect(parsed(await make('k1', 'Desk'))).toMatchObject({ id: expect.not.stringMatching('lmp_1') });
  });
  test('of a request that was refused starts anew: a refusal is kept nowhere', async () => {
    const { make, items } = stage();
    expect(parsed(await make('k1', 'refused'))).toMatchObject({ code: 'unknown_reference' });
    expect(items.size).toBe(0);
    expect(await make('k1', 'Desk')).toMatchObject({ statusCode: 201 });
  });
  test('keeps neither the key nor the body, only their hashes', async () => {
    const { make, items } = stage();
    await make('key-of-a-customer', 'Desk-of-a-customer');
    expect(JSON.stringify([...items.values()])).not.toContain('of-a-customer');
  });
});
