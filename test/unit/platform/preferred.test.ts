import { expect, test } from '@jest/globals';
import { preferred } from '../../../functions/platform/http/preferred.ts';
import type { Format } from '../../../functions/platform/route.ts';

const formats: Format[] = ['text/csv', 'text/html'];
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

test.each([
  [undefined, 'JSON'],
  ['', 'JSON'],
  ['application/json', 'JSON'],
  ['*/*', 'JSON'],
  ['application/*', 'JSON'],
  ['text/csv', 'text/csv'],
  ['TEXT/CSV', 'text/csv'],
  ['text/csv; charset=utf-8', 'text/csv'],
  ['text/html', 'text/html'],
  [browser, 'text/html'],
  ['text/csv, */*', 'text/csv'],
  ['*/*, text/csv', 'text/csv'],
  ['text/*', 'text/csv'],
  ['text/*, text/csv;q=0', 'text/html'],
  ['text/*;q=0.5, text/html', 'text/html'],
  ['application/json, text/csv', 'JSON'],
  ['text/csv, application/json', 'text/csv'],
  ['application/json;q=0.9, text/csv', 'text/csv'],
  ['application/json, text/csv;q=0.9', 'JSON'],
  ['application/json;q=0, */*', 'text/csv'],
  ['text/csv;q=0', 'JSON'],
  ['text/csv;q=nonsense', 'JSON'],
  ['text/csv;q=0.000', 'JSON'],
  ['image/png', 'JSON'],
  [',;,', 'JSON'],
])('%p is answered with %s', (accept, answered) => {
  expect(preferred(accept, formats) ?? 'JSON').toBe(answered);
});

test('a route without other formats answers JSON, whatever is asked', () => {
  expect(preferred('text/csv')).toBeUndefined();
  expect(preferred('text/csv', [])).toBeUndefined();
});
