import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import { durationMs } from '../../../local/duration.ts';
import { checkSameSite } from '../../../local/web.ts';

test.each([
  ['P3D', 3 * 86_400_000],
  ['P1W', 7 * 86_400_000],
  ['PT36H', 36 * 3_600_000],
  ['P1DT2H3M4.5S', 93_784_500],
  ['PT0S', 0],
  ['P', undefined],
  ['PT', undefined],
  ['P1DT', undefined],
  ['P1M', undefined],
  ['3 days', undefined],
  ['-P1D', undefined],
  [5, undefined],
  [undefined, undefined],
])('the duration %p is %p ms', (text, milliseconds) => {
  expect(durationMs(text)).toBe(milliseconds);
});

const from = (method: string, headers: Record<string, string>) =>
  ({ method, headers }) as unknown as IncomingMessage;

test.each([
  ['GET', { host: 'localhost:8080' }],
  ['GET', { host: '[::1]:8080' }],
  ['POST', { host: '127.0.0.1:8080' }],
  ['POST', { host: 'localhost:8080', origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' }],
])('%s with %p is taken', (method, headers) => {
  expect(() => checkSameSite(from(method, headers))).not.toThrow();
});

test.each([
  ['GET', { host: 'evil.example' }],
  ['GET', { host: 'localhost.evil.example' }],
  ['POST', { host: 'localhost:8080', origin: 'https://evil.example' }],
  ['POST', { host: 'localhost:8080', origin: 'http://localhost:9999' }],
  ['POST', { host: 'localhost:8080', origin: 'null' }],
  ['POST', { host: 'localhost:8080', 'sec-fetch-site': 'cross-site' }],
])('%s with %p is refused', (method, headers) => {
  expect(() => checkSameSite(from(method, headers))).toThrow();
});
