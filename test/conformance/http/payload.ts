import type { HttpAnswer } from '../../../local/http/function-answer.ts';
import { type Case, from } from '../cases.ts';
import { page } from '../sources.ts';

export interface Request {
  path?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}
/** Fields of the event of payload format 2.0; undefined stands for a field that is not there. */
export type Event = Record<string, unknown>;

const form = Buffer.from('a=1').toString('base64');

export const requests: Case<Request, Event>[] = from<Request, Event>(page.apiPayload, [
  [
    'a bare request has neither query, cookies nor body',
    {},
    {
      version: '2.0',
      routeKey: 'ANY /open/{proxy+}',
      rawPath: '/open/x',
      rawQueryString: '',
      pathParameters: { proxy: 'x' },
      queryStringParameters: undefined,
      cookies: undefined,
      body: undefined,
      multiValueHeaders: undefined,
      isBase64Encoded: false,
    },
  ],
  [
    'a query keeps its text; values of one name are joined by a comma, and decoded',
    { path: '/open/x?a=1&b=%C3%A9+f&a=2&c' },
    { rawQueryString: 'a=1&b=%C3%A9+f&a=2&c', queryStringParameters: { a: '1,2', b: 'é f', c: '' } },
  ],
  ['cookies stand in a field of their own', { headers: { cookie: 'a=1; b=2' } }, { cookies: ['a=1', 'b=2'] }],
  [
    'a body of JSON is text',
    { headers: { 'content-type': 'application/json' }, body: '{"a":"é"}' },
    { body: '{"a":"é"}', isBase64Encoded: false },
  ],
  [
    '… with a charset too',
    { headers: { 'content-type': 'application/json; charset=utf-8' }, body: '{}' },
    { body: '{}', isBase64Encoded: false },
  ],
  [
    'a body of text is text',
    { headers: { 'content-type': 'text/csv' }, body: 'a,b' },
    { body: 'a,b', isBase64Encoded: false },
  ],
  [
    'a form is base64',
    { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=1' },
    { body: form, isBase64Encoded: true },
  ],
  [
    'bytes are base64',
    { headers: { 'content-type': 'application/octet-stream' }, body: Buffer.from([0, 255]) },
    { body: 'AP8=', isBase64Encoded: true },
  ],
]);

/** Of the headers, which are in lower case and joined by a comma where they are repeated. */
export const headers: Case<Request, Record<string, string | undefined>>[] = from(page.apiPayload, [
  ['repeated headers', { headers: { 'X-A': ['1', '2'] } }, { 'x-a': '1,2', 'X-A': undefined }],
  ['cookies are none of them', { headers: { cookie: 'a=1' } }, { cookie: undefined }],
  ['forwarding', {}, { 'x-forwarded-for': '127.0.0.1', 'content-length': '0' }],
  [
    'forwarding of what was forwarded',
    { headers: { 'x-forwarded-for': '10.0.0.1' } },
    { 'x-forwarded-for': '10.0.0.1, 127.0.0.1' },
  ],
]);

const json = ['content-type', 'application/json'];
const text = ['content-type', 'text/plain;charset=UTF-8'];
/** What a function's answer becomes; undefined for a 500. */
export const answers: Case<unknown, HttpAnswer | undefined>[] = from<unknown, HttpAnswer | undefined>(
  page.apiPayload,
  [
    [
      'an object without a status',
      { message: 'hi' },
      { status: 200, headers: json, body: '{"message":"hi"}' },
    ],
    ['a text', 'hi', { status: 200, headers: json, body: 'hi' }],
    ['a list', [1, 2], { status: 200, headers: json, body: '[1,2]' }],
    ['a status alone', { statusCode: 204 }, { status: 204, headers: text, body: '' }],
    ['a status of digits', { statusCode: '404' }, { status: 404, headers: text, body: '' }],
    [
      'each cookie is a set-cookie of its own',
      { statusCode: 200, cookies: ['a=1; Path=/', 'b=2'] },
      { status: 200, headers: ['set-cookie', 'a=1; Path=/', 'set-cookie', 'b=2', ...text], body: '' },
    ],
    [
      'a body of base64 goes out as bytes',
      { statusCode: 200, headers: { 'Content-Type': 'image/png' }, body: 'AP8=', isBase64Encoded: true },
      { status: 200, headers: ['content-type', 'image/png'], body: Buffer.from([0, 255]) },
    ],
    [
      'values that are not text become it',
      { statusCode: 200, headers: { 'X-Count': 3, 'X-Yes': true } },
      { status: 200, headers: ['x-count', '3', 'x-yes', 'true', ...text], body: '' },
    ],
    ['a status that is none', { statusCode: 'ok' }, undefined],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }, undefined],
    ['headers that are no object', { statusCode: 200, headers: 'x' }, undefined],
    ['a header that is a list', { statusCode: 200, headers: { a: ['b'] } }, undefined],
    ['cookies that are no list', { statusCode: 200, cookies: 'a=1' }, undefined],
  ],
);

/** A request that API Gateway answers itself. */
export const ownAnswers: Case<Request, { status: number; message: string }>[] = [
  ...from(page.apiRoutes, [
    ['no route', { path: '/nowhere' }, { status: 404, message: 'Not Found' }] as const,
  ]),
  ...from(page.apiQuotas, [
    [
      'headers over 10,240 bytes',
      { headers: { 'x-long': 'x'.repeat(10_240) } },
      { status: 431, message: 'Request Header Fields Too Large' },
    ] as const,
    [
      'a body over 10 MB',
      { body: Buffer.alloc(10 * 1024 * 1024 + 1) },
      { status: 413, message: 'Request Entity Too Large' },
    ] as const,
  ]),
];
