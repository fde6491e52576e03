import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { bodyText } from '../../../functions/platform/http/request.ts';
import { event, parse, refusal } from './asking.ts';

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
