import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { jsonSchema } from '../../../infra/generate/schema.ts';

const written = (schema: z.ZodType, side: 'input' | 'output') =>
  jsonSchema(z.strictObject({ it: schema }), side).schema.properties?.it;
const lower = z
  .string()
  .max(9)
  .transform((text) => text.toLowerCase());

describe('a transform', () => {
  test('reads as what it takes on the way in', () => {
    expect(written(lower, 'input')).toEqual({ type: 'string', maxLength: 9 });
  });
  test('is told by its examples on the way out', () => {
    expect(written(lower.meta({ examples: ['red'] }), 'output')).toEqual({
      type: 'string',
      examples: ['red'],
    });
  });
  test('without an example is refused, rather than described as anything', () => {
    expect(() => written(lower, 'output')).toThrow('needs an example');
  });
  test('that keeps the type needs none, written as overwrite', () => {
    expect(
      written(
        z.string().overwrite((text) => text.toLowerCase()),
        'output',
      ),
    ).toEqual({ type: 'string' });
  });
});

test('a kind of value that JSON does not have is refused', () => {
  expect(() => written(z.date(), 'output')).toThrow('date has no JSON Schema');
});

test('an instant keeps its three decimals, a date needs no pattern', () => {
  expect(written(z.iso.datetime({ precision: 3 }), 'input')).toEqual({
    type: 'string',
    format: 'date-time',
    pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  });
  expect(written(z.iso.date(), 'input')).toEqual({ type: 'string', format: 'date' });
});
