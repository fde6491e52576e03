import type * as z from 'zod';
import type { Fault } from '../refusals.ts';

/** Escapes a key for a JSON pointer (RFC 6901). */
const escaped = (key: PropertyKey): string => String(key).replaceAll('~', '~0').replaceAll('/', '~1');

/** Our words for zod's issue codes: stable, snake_case. */
const codeOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'custom') return String(issue.params?.code ?? 'invalid');
  if (issue.code === 'invalid_type')
    return issue.message.includes('received undefined') ? 'required' : 'wrong_type';
  const codes: Record<string, string> = {
    too_big: 'too_big',
    too_small: 'too_small',
    invalid_format: 'wrong_format',
    invalid_value: 'not_allowed',
    not_multiple_of: 'wrong_step',
    unrecognized_keys: 'unknown_field',
    invalid_union: 'no_form_fits',
    invalid_key: 'wrong_key',
    invalid_element: 'wrong_element',
  };
  return codes[issue.code] ?? 'invalid';
};

const pointerOf = (where: Where, path: readonly PropertyKey[]): string =>
  where === 'body'
    ? `#${path.map((key) => `/${escaped(key)}`).join('')}`
    : [where, ...path.map(escaped)].join('/');

export type Where = 'body' | 'query' | 'path' | 'header';

const MOST_FAULTS = 100;

/** Every fault of an input, each with a pointer to where it lies. Unknown fields are named one by one. */
export const faultsOf = (where: Where, error: z.ZodError): Fault[] =>
  error.issues
    .flatMap((issue): Fault[] =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({
            pointer: pointerOf(where, [...issue.path, key]),
            code: 'unknown_field',
            message: 'There is no such field.',
          }))
        : [{ pointer: pointerOf(where, issue.path), code: codeOf(issue), message: sentence(issue.message) }],
    )
    .slice(0, MOST_FAULTS);

const sentence = (message: string): string =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;
