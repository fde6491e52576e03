import type { Invocation } from '../../../local/parts.ts';
import { type Case, from } from '../cases.ts';
import { page } from '../sources.ts';

export interface Given {
  /** Values of the Authorization header, a request each; the route has it and its own key as identity sources. */
  requests: (string | undefined)[];
  answer: Invocation;
  /** Seconds between the requests. */
  seconds?: number;
}
export interface Judged {
  statuses: number[];
  /** How often the function was asked. */
  asked: number;
}

const allows: Invocation = { ok: true, payload: { isAuthorized: true, context: { organizationId: 'o1' } } };
const denies: Invocation = { ok: true, payload: { isAuthorized: false } };
const throws = (errorMessage: string): Invocation => ({
  ok: false,
  error: { errorType: 'Error', errorMessage },
});

/** A function as authorizer (payload 2.0, simple responses), whose verdicts are kept for 60 seconds. */
export const authorizers: Case<Given, Judged>[] = from<Given, Judged>(page.apiLambdaAuthorizer, [
  ['a yes', { requests: ['t'], answer: allows }, { statuses: [200], asked: 1 }],
  ['a no', { requests: ['t'], answer: denies }, { statuses: [403], asked: 1 }],
  [
    'without an identity source nobody is asked',
    { requests: [undefined], answer: allows },
    { statuses: [401], asked: 0 },
  ],
  ['an empty identity source', { requests: [''], answer: allows }, { statuses: [401], asked: 0 }],
  ['a yes is kept', { requests: ['t', 't'], answer: allows }, { statuses: [200, 200], asked: 1 }],
  ['a no is kept', { requests: ['t', 't'], answer: denies }, { statuses: [403, 403], asked: 1 }],
  ['for its identity only', { requests: ['t', 'u'], answer: allows }, { statuses: [200, 200], asked: 2 }],
  [
    'for its time only',
    { requests: ['t', 't'], answer: allows, seconds: 60 },
    { statuses: [200, 200], asked: 2 },
  ],
  ['a function that fails', { requests: ['t'], answer: throws('broken') }, { statuses: [500], asked: 1 }],
  [
    'a function that throws Unauthorized',
    { requests: ['t'], answer: throws('Unauthorized') },
    { statuses: [401], asked: 1 },
  ],
  [
    'an answer that is no verdict',
    { requests: ['t'], answer: { ok: true, payload: { isAuthorized: 'yes' } } },
    { statuses: [500], asked: 1 },
  ],
]);
