import { type RefusalCode, refusalCodes } from '../../functions/platform/refusals.ts';

/** Every code, in the order of the list: by status. */
export const codes = Object.keys(refusalCodes) as RefusalCode[];

/** What `detail` says in an example, where the code has one to show. */
const details: Partial<Record<RefusalCode, string>> = {
  invalid_input: 'The request has 2 faults.',
  malformed_json: 'The text stops being JSON at character 17.',
  stale_revision: 'The current revision is 4.',
  unsupported_media_type: 'The body was sent as text/plain.',
  idempotency_key_reused: 'This Idempotency-Key was used for a request with another path or body.',
};

const faults = [
  { pointer: '#/name', code: 'required', message: 'Invalid input: expected string, received undefined.' },
  { pointer: '#/nickname', code: 'unknown_field', message: 'There is no such field.' },
];

/** An example of the problem document that a code is answered with (RFC 9457). */
export const exampleProblem = (code: RefusalCode) => ({
  type: `/docs/errors/${code}`,
  title: refusalCodes[code].title,
  status: refusalCodes[code].status,
  ...(details[code] && { detail: details[code] }),
  code,
  requestId: 'JKJaXmPLvHcESHA=',
  ...(code === 'invalid_input' && { errors: faults }),
});
