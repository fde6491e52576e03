import { createHash } from 'node:crypto';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Caller } from '../../../functions/platform/http/caller.ts';
import type { HttpAnswer } from '../../../functions/platform/http/problem.ts';
import type { HttpEvent } from '../../../functions/platform/http/request.ts';
import type { Route, RouteTable } from '../../../functions/platform/route.ts';
import { type Call, MemoryTable } from './memory-table.ts';

/** What was done under one name: a request to a route, or a workflow's task. */
export interface Done {
  name: string;
  calls: Call[];
}
/** What a request brings, beside its route. */
export interface Asked {
  caller?: Caller;
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  /** Fields of a page's form, encoded. */
  form?: string;
  /** Revision for If-Match. */
  etag?: number;
}
type Handler = (event: HttpEvent) => Promise<HttpAnswer>;

const START_MS = Date.parse('2026-11-23T09:00:00.000Z');

/** The handlers and tasks as they are, on a table in memory, a clock that stands still, and stand-ins for SES, Cognito and S3. */
export class Stage {
  readonly table = new MemoryTable();
  readonly done: Done[] = [];
  readonly mails: { to: string; text: string; mark?: string }[] = [];
  /** What was written to the log. */
  readonly lines: string[] = [];
  nowMs = START_MS;
  #clients = 0;
  #keys = 0;

  /** Runs `play` with everything in place, and puts back what was there before. */
  static async set<T>(play: (stage: Stage) => Promise<T>): Promise<T> {
    const stage = new Stage();
    const { send } = DynamoDBDocumentClient.prototype;
    const [fetched, now, write] = [globalThis.fetch, Date.now, process.stdout.write];
    DynamoDBDocumentClient.prototype.send = stage.#send as unknown as typeof send;
    globalThis.fetch = stage.#fetch;
    Date.now = () => stage.nowMs;
    process.stdout.write = ((line: string) => stage.lines.push(line) > 0) as typeof write;
    Object.assign(process.env, {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      BASE_URL: 'https://cosell.example',
      OPERATOR_EMAIL: 'operator@cosell.example',
      ATTACHMENT_BUCKET: 'attachments',
      PARTNER_SCOPES: 'referrals:read referrals:write',
    });
    try {
      return await play(stage);
    } finally {
      DynamoDBDocumentClient.prototype.send = send;
      globalThis.fetch = fetched;
      Date.now = now;
      process.stdout.write = write;
    }
  }

  /** Does one thing, and keeps the calls it made under its name. */
  async perform<T>(name: string, act: () => Promise<T>): Promise<T> {
    const from = this.table.calls.length;
    const result = await act();
    this.done.push({ name, calls: this.table.calls.slice(from) });
    return result;
  }

  /** Sends a request to a route as the gateway would hand it on. Fails unless it is answered with success. */
  async ask(
    handler: Handler,
    { routes }: RouteTable,
    id: string,
    given: Asked,
    as = '',
    // biome-ignore lint/suspicious/noExplicitAny: each route answers a shape of its own, and the story reads a field or two
  ): Promise<any> {
    const route = routes[id] as Route;
    const event = eventOf(route, given, `key-${++this.#keys}`);
    const answer = await this.perform(`${route.method} ${route.path}${as && ` (${as})`}`, () =>
      handler(event),
    );
    if (answer.statusCode >= 400) throw new Error(`${id} answered ${answer.statusCode}: ${answer.body}`);
    return route.kind === 'page' || !answer.body ? answer.body : JSON.parse(answer.body);
  }

  readonly #send = async (command: { input: Record<string, unknown>; constructor: { name: string } }) => {
    const operation = { Get: 'GetItem', BatchGet: 'BatchGetItem', TransactWrite: 'TransactWriteItems' }[
      command.constructor.name.replace('Command', '')
    ];
    return this.table.send(operation ?? 'Query', command.input);
  };

  /** SES takes the mail; Cognito makes a client; the bucket holds one file, whatever its key. */
  readonly #fetch = async (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
    const request = new Request(input, init);
    if (new URL(request.url).pathname.startsWith('/attachments/')) return bucket(request);
    const body = JSON.parse((await request.text()) || '{}');
    if (new URL(request.url).pathname !== '/v2/email/outbound-emails')
      return Response.json({
        UserPoolClient: { ClientId: `client-${++this.#clients}`, ClientSecret: 'secret' },
      });
    this.mails.push({
      to: body.Destination.ToAddresses[0],
      text: body.Content.Simple.Body.Text.Data,
      mark: body.EmailTags?.[0].Value,
    });
    return Response.json({ MessageId: 'one' });
  };
}

/** What the bucket holds. */
export const file = {
  bytes: '%PDF-1.7',
  body: {
    fileName: 'contract.pdf',
    mediaType: 'application/pdf',
    sizeBytes: 8,
    checksumSha256: createHash('sha256').update('%PDF-1.7').digest('base64'),
  },
};
const bucket = ({ method }: Request): Response =>
  method === 'DELETE'
    ? new Response(null, { status: 204 })
    : new Response(method === 'HEAD' ? null : file.bytes, {
        headers: {
          'content-type': file.body.mediaType,
          'content-length': String(file.body.sizeBytes),
          'x-amz-checksum-sha256': file.body.checksumSha256,
          'x-amz-version-id': 'v'.repeat(32),
        },
      });

const eventOf = (
  route: Route,
  { caller, params = {}, body, form, etag, query }: Asked,
  key: string,
): HttpEvent => {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name) => params[name] ?? '');
  return {
    routeKey: `${route.method} ${route.path}`,
    rawPath: path,
    ...(query && { rawQueryString: query }),
    headers: {
      'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
      'idempotency-key': key,
      ...(etag !== undefined && { 'if-match': `"${etag}"` }),
    },
    pathParameters: params,
    body: form ?? (body === undefined ? '' : JSON.stringify(body)),
    requestContext: {
      requestId: 'request',
      http: { method: route.method, path },
      ...(caller && { authorizer: { lambda: caller } }),
    },
  };
};
