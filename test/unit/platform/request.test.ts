import { describe, expect, test } from '@jest/globals';
import { faults, parse, query, refusal } from './asking.ts';

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
  test.each(['two words', 'schlüssel', 'tab\tbed'])(
    'may not be %p: not everything between passes that on',
    (key) => {
      expect(faults('create', '{"name":"x"}', { headers: { 'idempotency-key': key } })).toEqual([
        'header/idempotency-key wrong_format',
      ]);
    },
  );
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
  test.each(['replace'] as const)('is heeded where it is sent, to %s', (kind) => {
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

test('an If-Match sent empty is a fault: it is no leave to overwrite what stands', () => {
  for (const value of ['', ' '])
    expect(faults('replace', '{"name":"x"}', { headers: { 'if-match': value } })).toEqual([
      'header/if-match wrong_format',
    ]);
});
