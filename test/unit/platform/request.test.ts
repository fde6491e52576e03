import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { bodyText, type HttpEvent, parseRequest } from '../../../functions/platform/http/request.ts';
import type { Route, RouteKind } from '../../../functions/platform/route.ts';

const params = z.strictObject({ id: z.string().regex(/^lmp_\d+$/) });
const body = z.strictObject({
  name: z.string().min(1),
  tags: z.array(z.strictObject({ 'a/b~c': z.int() })).default([]),
});
const query = z.strictObject({
  limit: z.coerce.number().int().max(100).default(25),
  lit: z.string().optional(),
});
const route = (kind: RouteKind, more: Partial<Route> = {}): Route => ({
  kind,
  method: 'POST',
  path: '/v1/lamps/{id}',
  scope: 'lamps:write',
  summary: 'Lamps',
  params,
  ...(['create', 'act', 'change', 'replace'].includes(kind) && { body }),
  ...(kind === 'list' && { query }),
  ...more,
});
const event = (given: Partial<HttpEvent> & { method?: string } = {}): HttpEvent => ({
  routeKey: 'POST /v1/lamps/{id}',
  rawPath: '/v1/lamps/lmp_1',
  pathParameters: { id: 'lmp_1' },
  requestContext: { requestId: 'r1', http: { method: given.method ?? 'POST', path: '/v1/lamps/lmp_1' } },
  ...given,
  headers: {
    'content-type': 'application/json',
    'idempotency-key': 'k1',
    'if-match': '"3"',
    ...given.headers,
  },
});
const parse = (
  kind: RouteKind,
  text: string,
  given: Parameters<typeof event>[0] = {},
  more: Partial<Route> = {},
) => parseRequest(route(kind, more), event(given), text);
const refusal = (...given: Parameters<typeof parse>) => {
  const parsed = parse(...given);
  return parsed.ok ? undefined : parsed.refusal;
};
const faults = (...given: Parameters<typeof parse>) =>
  refusal(...given)?.errors?.map(({ pointer, code }) => `${pointer} ${code}`);

describe('a request that is as it should be', () => {
  test('comes parsed, with defaults, key and revision', () => {
    expect(parse('act', '{"name":"Desk"}')).toEqual({
      ok: true,
      value: {
        params: { id: 'lmp_1' },
        query: undefined,
        body: { name: 'Desk', tags: [] },
        ifMatch: 3,
        idempotencyKey: 'k1',
      },
    });
  });
  test('a list reads its query, decoded', () => {
    expect(parse('list', '', { rawQueryString: 'limit=5&lit=a%20b' })).toMatchObject({
      value: { query: { limit: 5, lit: 'a b' } },
    });
  });
});

describe('every fault is named at once', () => {
  test('in the path, the query, the body and the headers', () => {
    const given = {
      pathParameters: { id: 'x' },
      rawQueryString: 'colour=red',
      headers: { 'if-match': '3', 'idempotency-key': 'k'.repeat(256) },
    };
    expect(faults('act', '{"name":"","tags":[{"a/b~c":"x"}],"size":1}', given, { query })).toEqual([
      'path/id wrong_format',
      'query/colour unknown_field',
      '#/name too_small',
      '#/tags/0/a~1b~0c wrong_type',
      '#/size unknown_field',
      'header/idempotency-key too_big',
      'header/if-match wrong_format',
    ]);
  });
  test('and counted in words', () => {
    expect(refusal('act', '{}')?.detail).toBe('The request has one fault.');
    expect(refusal('act', '{"size":1}')?.detail).toBe('The request has 2 faults.');
  });
  test('each with a sentence for a person', () => {
    expect(refusal('act', '{"size":1,"name":7}')?.errors).toEqual([
      { pointer: '#/name', code: 'wrong_type', message: 'Invalid input: expected string, received number.' },
      { pointer: '#/size', code: 'unknown_field', message: 'There is no such field.' },
    ]);
  });
});

describe('what is not known is refused', () => {
  test.each([
    ['{"name":"x","__proto__":{"admin":true}}', '#/__proto__ unknown_field'],
    ['{"name":"x","constructor":{"prototype":{"admin":true}}}', '#/constructor unknown_field'],
    ['{"name":"x","toString":"x"}', '#/toString unknown_field'],
    ['{"name":"x","tags":[{"a/b~c":1,"__proto__":{}}]}', '#/tags/0/__proto__ unknown_field'],
  ])('%s', (text, fault) => {
    expect(faults('act', text)).toEqual([fault]);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
  test.each(['[]', 'null', '7', '"name"', 'true'])('a body that is %s and no object', (text) => {
    expect(faults('act', text)).toEqual(['# wrong_type']);
  });
  test('a body where none is taken, a query where none is taken', () => {
    expect(faults('read', '{"a":1}')).toEqual(['# unknown_field']);
    expect(parse('read', ' \n').ok).toBe(true);
  });
  test('a query parameter by the name of a property of all objects', () => {
    expect(faults('list', '', { rawQueryString: '__proto__=x&constructor=y' })).toEqual([
      'query/__proto__ unknown_field',
      'query/constructor unknown_field',
    ]);
  });
});

test('a query parameter sent twice is a fault: there is no telling which was meant', () => {
  expect(faults('list', '', { rawQueryString: 'lit=a&lit=b' })).toEqual(['query/lit repeated']);
  expect(faults('list', '', { rawQueryString: 'limit=5&limit=5&limit=5' })).toEqual([
    'query/limit repeated',
    'query/limit repeated',
  ]);
});

test('an id of the wrong form is not found, as one that does not exist; with other faults it is one of them', () => {
  expect(refusal('read', '', { pathParameters: { id: 'prt_1' } })).toEqual({ code: 'not_found' });
  expect(refusal('act', '{}', { pathParameters: { id: 'prt_1' } })?.code).toBe('invalid_input');
});

describe('the Idempotency-Key', () => {
  test.each(['create', 'act'] as const)('is required to %s', (kind) => {
    for (const key of [undefined, '', '   '])
      expect(refusal(kind, '{"name":"x"}', { headers: { 'idempotency-key': key } })).toEqual({
        code: 'idempotency_key_required',
      });
  });
  test.each(['read', 'list', 'change', 'replace', 'remove'] as const)('is not asked for to %s', (kind) => {
    const text = ['change', 'replace'].includes(kind) ? '{"name":"x"}' : '';
    expect(parse(kind, text, { headers: { 'idempotency-key': undefined } }).ok).toBe(true);
  });
  test('is trimmed, and may have 255 characters', () => {
    expect(parse('create', '{"name":"x"}', { headers: { 'idempotency-key': ' k2 ' } })).toMatchObject({
      value: { idempotencyKey: 'k2' },
    });
    expect(parse('create', '{"name":"x"}', { headers: { 'idempotency-key': 'k'.repeat(255) } }).ok).toBe(
      true,
    );
  });
  test('missing, is told after the faults of the input: they must be mended anyway', () => {
    expect(refusal('create', '{}', { headers: { 'idempotency-key': undefined } })?.code).toBe(
      'invalid_input',
    );
  });
});

describe('If-Match', () => {
  test.each(['act', 'change'] as const)('is required to %s', (kind) => {
    expect(refusal(kind, '{"name":"x"}', { headers: { 'if-match': undefined } })).toEqual({
      code: 'if_match_required',
    });
  });
  test.each(['replace', 'remove'] as const)('is heeded where it is sent, to %s', (kind) => {
    const text = kind === 'replace' ? '{"name":"x"}' : '';
    expect(parse(kind, text)).toMatchObject({ value: { ifMatch: 3 } });
    const without = parse(kind, text, { headers: { 'if-match': undefined } });
    expect(without.ok && without.value.ifMatch).toBeUndefined();
  });
  test.each(['3', '*', 'W/"3"', '"x"', '""', '"3", "4"', '"-3"', '"3.0"', '"1234567890123456"', "'3'"])(
    'is not %s',
    (form) => {
      expect(faults('act', '{"name":"x"}', { headers: { 'if-match': form } })).toEqual([
        'header/if-match wrong_format',
      ]);
    },
  );
  test('may be the 0 of what is not there yet', () => {
    expect(parse('replace', '{"name":"x"}', { headers: { 'if-match': '"0"' } })).toMatchObject({
      value: { ifMatch: 0 },
    });
  });
  test('means nothing to a read', () => {
    expect(parse('read', '', { headers: { 'if-match': '*' } }).ok).toBe(true);
  });
});

describe('the media type', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    ' application/json ',
  ])('may be %j', (type) => {
    expect(parse('create', '{"name":"x"}', { headers: { 'content-type': type } }).ok).toBe(true);
  });
  test.each([
    undefined,
    '',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/merge-patch+json',
  ])('may not be %j on POST', (type) => {
    expect(refusal('create', '{"name":"x"}', { headers: { 'content-type': type } })?.code).toBe(
      'unsupported_media_type',
    );
  });
  test('of a merge patch is welcome on PATCH', () => {
    const given = { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' } };
    expect(parse('change', '{"name":"x"}', given).ok).toBe(true);
  });
  test('does not matter where nothing is sent', () => {
    const given = { headers: { 'content-type': undefined } };
    expect(parse('act', '', given, { body: z.strictObject({}) }).ok).toBe(true);
  });
});

describe('a body that is no JSON', () => {
  test('is refused with the place where it stops being that', () => {
    expect(refusal('create', '{"name":"x",}')).toEqual({
      code: 'malformed_json',
      detail: 'The text stops being JSON at character 12.',
    });
  });
  test.each(['{', '{"name"', "{'name':'x'}", 'NaN', '{"name":"x"} {}', '\u0000'])('%j', (text) => {
    expect(refusal('create', text)?.code).toBe('malformed_json');
  });
  test('is refused without repeating any of it', () => {
    expect(JSON.stringify(refusal('create', '{"password":"hunter2" oops'))).not.toContain('hunter2');
  });
});

describe('the size of a body', () => {
  const most = 256 * 1024;
  test('is at most 256 KB, counted in bytes', () => {
    expect(bodyText(event({ body: 'x'.repeat(most) }))).toHaveLength(most);
    expect(bodyText(event({ body: 'x'.repeat(most + 1) }))).toEqual({ code: 'body_too_large' });
    expect(bodyText(event({ body: 'ü'.repeat(most / 2 + 1) }))).toEqual({ code: 'body_too_large' });
  });
  test('is counted after base64, which the gateway uses for what it takes for binary', () => {
    const encoded = (length: number) =>
      event({ body: Buffer.alloc(length, 'x').toString('base64'), isBase64Encoded: true });
    expect(bodyText(encoded(most))).toHaveLength(most);
    expect(bodyText(encoded(most + 1))).toEqual({ code: 'body_too_large' });
  });
  test('may be nothing', () => {
    expect(bodyText(event())).toBe('');
  });
});
