import type { LocalSettings } from './stack.ts';

/** An answer of the API as a test looks at it. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects and fails where it is not there
export type Answer = { status: number; headers: Headers; etag: string; body: any };

export interface Ask {
  body?: unknown;
  headers?: Record<string, string>;
  /** ETag for If-Match. */
  etag?: string;
  /** Idempotency-Key; a POST gets a fresh one where none is named, and none at all for null. */
  key?: string | null;
  token?: string | null;
}

export const tokenFor = async (
  tokenUrl: string,
  client: { clientId: string; clientSecret: string },
  scope?: string,
): Promise<string> => {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) }),
  });
  const answer = (await response.json()) as { access_token?: string; error?: string };
  if (!answer.access_token) throw new Error(`no token: ${response.status} ${answer.error}`);
  return answer.access_token;
};

/** One API client of one organisation, or of the operator, speaking HTTP as a partner's portal would. */
export class Partner {
  readonly settings: LocalSettings;
  readonly client: { clientId: string; clientSecret: string };
  #token: Promise<string> | undefined;

  constructor(settings: LocalSettings, client: { clientId: string; clientSecret: string }) {
    this.settings = settings;
    this.client = client;
  }

  /** A token lives an hour: after moving the clock, ask anew. */
  forgetToken(): void {
    this.#token = undefined;
  }

  async ask(method: string, path: string, { body, headers, etag, key, token }: Ask = {}): Promise<Answer> {
    this.#token ??= tokenFor(this.settings.tokenUrl, this.client);
    const bearer = token === undefined ? await this.#token : token;
    const idempotencyKey = key === undefined && method === 'POST' ? crypto.randomUUID() : key;
    const response = await fetch(`${this.settings.baseUrl}${path}`, {
      method,
      headers: {
        ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && {
          'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
        ...(etag && { 'if-match': etag }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      etag: response.headers.get('etag') ?? '',
      body: json && text ? JSON.parse(text) : text,
    };
  }

  get = (path: string, ask?: Ask): Promise<Answer> => this.ask('GET', path, ask);
  post = (path: string, body: unknown = {}, ask?: Ask): Promise<Answer> =>
    this.ask('POST', path, { body, ...ask });
  put = (path: string, body: unknown, ask?: Ask): Promise<Answer> => this.ask('PUT', path, { body, ...ask });
  patch = (path: string, body: unknown, ask?: Ask): Promise<Answer> =>
    this.ask('PATCH', path, { body, ...ask });
  delete = (path: string, ask?: Ask): Promise<Answer> => this.ask('DELETE', path, ask);
}
