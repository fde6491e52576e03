import type { Answer, Example, Reference, Schema } from '../../functions/contract/document.ts';
import { type RefusalCode, refusalCodes } from '../../functions/platform/refusals.ts';
import { codes, exampleProblem } from './problems.ts';

const PROBLEM = 'application/problem+json';
const problemRef = { $ref: '#/components/schemas/Problem' };

/** `stale_revision` -> `StaleRevision`. */
const pascal = (code: string): string =>
  code
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** Schemas of what is answered when a request is refused: by us, and by the gateway before it reaches us. */
export const refusalSchemas: Record<string, Schema> = {
  Problem: {
    type: 'object',
    description: 'Why a request was refused: a problem document, RFC 9457.',
    properties: {
      type: { type: 'string', format: 'uri-reference', description: 'The page that explains the code' },
      title: { type: 'string', description: 'The same for every problem of this code' },
      status: { type: 'integer', minimum: 400, maximum: 599, description: 'The HTTP status' },
      detail: { type: 'string', description: 'A sentence for a person about this very case' },
      instance: { type: 'string', format: 'uri-reference' },
      code: { type: 'string', enum: codes, description: 'Stable: decide by this, not by the texts' },
      requestId: { type: 'string', description: 'Name it when you ask the operator about this request' },
      errors: {
        type: 'array',
        items: { $ref: '#/components/schemas/Fault' },
        description: 'With `invalid_input`: every fault at once',
      },
    },
    required: ['type', 'title', 'status', 'code', 'requestId'],
  },
  Fault: {
    type: 'object',
    description: 'One fault of a request.',
    properties: {
      pointer: {
        type: 'string',
        description:
          'Where it lies: `#/customer/name` in the body, `query/limit`, `path/id`, `header/if-match`',
      },
      code: {
        type: 'string',
        description: 'Stable: `required`, `wrong_type`, `too_big`, `unknown_field` and so on',
      },
      message: { type: 'string', description: 'A sentence for a person' },
    },
    required: ['pointer', 'code', 'message'],
  },
  GatewayMessage: {
    type: 'object',
    description: 'What the gateway answers by itself, before a request reaches Cosell.',
    properties: { message: { type: ['string', 'null'] } },
    required: ['message'],
  },
};

const gateway = (message: string) => ({
  'application/json': {
    schema: { $ref: '#/components/schemas/GatewayMessage' },
    examples: { gateway: { value: { message } } },
  },
});

const only = (named: readonly RefusalCode[]): Schema => ({
  allOf: [problemRef, { type: 'object', properties: { code: { type: 'string', enum: [...named] } } }],
});

const refused = (named: readonly RefusalCode[]): Answer => ({
  description: named.map((code) => `\`${code}\`: ${refusalCodes[code].title}.`).join('\n\n'),
  content: {
    [PROBLEM]: {
      schema: only(named),
      examples: Object.fromEntries(named.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
    },
  },
});

const gatewayAnswers: Record<string, { name: string; answer: Answer }> = {
  401: {
    name: 'Unauthorized',
    answer: {
      description: 'No token, or one that is wrong or has run out. Answered by the gateway.',
      content: gateway('Unauthorized'),
    },
  },
  403: {
    name: 'Forbidden',
    answer: {
      description: 'The token does not carry the scope that this operation needs. Answered by the gateway.',
      content: gateway('Forbidden'),
    },
  },
  429: {
    name: 'TooManyRequests',
    answer: {
      description: 'More requests than the quota allows. Wait, and send it again.',
      content: gateway('Too Many Requests'),
    },
  },
  431: {
    name: 'RequestHeaderFieldsTooLarge',
    answer: {
      description: 'Address and headers together are longer than 10 KB. Answered by the gateway.',
      content: gateway('Request Header Fields Too Large'),
    },
  },
  503: {
    name: 'ServiceUnavailable',
    answer: {
      description: 'No answer in time. Send it again; with the same Idempotency-Key nothing is done twice.',
      content: gateway('Service Unavailable'),
    },
  },
};
const gatewayFault = gateway('Internal Server Error');

/** Every answer that has a name: one for each code, and the gateway's own. */
export const namedResponses = (): Record<string, Answer> => {
  const named = Object.values(gatewayAnswers).map(({ name, answer }): [string, Answer] => [name, answer]);
  const internal = refused(['internal']);
  return Object.fromEntries([
    ...codes.map((code): [string, Answer] => [pascal(code), refused([code])]),
    ...named,
    ['Internal', { ...internal, content: { ...internal.content, ...gatewayFault } }],
  ]);
};

/** The example problems by code. */
export const problemExamples = (): Record<string, Example> =>
  Object.fromEntries(
    codes.map((code) => [code, { summary: refusalCodes[code].title, value: exampleProblem(code) }]),
  );

/** What an operation answers when it refuses, by status: the codes given, and what the gateway does to every request. */
export const refusalResponses = (refusals: readonly RefusalCode[]): Record<string, Answer | Reference> => {
  const byStatus: Record<string, RefusalCode[]> = {};
  // In the order of the list, so that the document does not change with the order of a declaration.
  for (const code of codes.filter((each) => refusals.includes(each))) {
    const status = refusalCodes[code].status;
    byStatus[status] = [...(byStatus[status] ?? []), code];
  }
  const responses: Record<string, Answer | Reference> = {};
  for (const status of new Set([...Object.keys(byStatus), ...Object.keys(gatewayAnswers)])) {
    const named = byStatus[status];
    const theirs = gatewayAnswers[status];
    responses[status] = !named
      ? { $ref: `#/components/responses/${theirs?.name}` }
      : named.length === 1 && !theirs
        ? { $ref: `#/components/responses/${pascal(String(named[0]))}` }
        : both(refused(named), theirs?.answer);
  }
  return responses;
};

const both = (ours: Answer, theirs: Answer | undefined): Answer =>
  theirs
    ? {
        description: `${ours.description}\n\n${theirs.description}`,
        content: { ...ours.content, ...theirs.content },
      }
    : ours;
