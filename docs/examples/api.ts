/** A small client of the API, as a partner's portal or a finance system would write it. */

/** What `npm start` writes into `.cosell/local.json`, as far as the examples need it. */
export interface Settings {
  baseUrl: string;
  tokenUrl: string;
  organizations: {
    id: string;
    name: string;
    clientId: string;
    clientSecret: string;
    members: { id: string; name: string; email: string }[];
  }[];
  partnerships: { id: string }[];
}

export interface Answer {
  status: number;
  /** Send it as If-Match with the next change. */
  etag: string;
  // biome-ignore lint/suspicious/noExplicitAny: an example reads the fields that the reference names
  body: any;
}

export class Api {
  readonly baseUrl: string;
  readonly #token: Promise<string>;

  constructor({ baseUrl, tokenUrl }: Settings, client: { clientId: string; clientSecret: string }) {
    this.baseUrl = baseUrl;
    this.#token = tokenOf(tokenUrl, client);
  }

  get(path: string): Promise<Answer> {
    return this.#send('GET', path, {});
  }

  /** `key`: the same for every try of the same request, so that it is done once. */
  post(path: string, body: unknown, { key, etag }: { key: string; etag?: string }): Promise<Answer> {
    return this.#send('POST', path, { 'idempotency-key': key, ...(etag && { 'if-match': etag }) }, body);
  }

  patch(path: string, body: unknown, etag: string): Promise<Answer> {
    return this.#send('PATCH', path, { 'if-match': etag }, body);
  }

  async #send(method: string, path: string, headers: Record<string, string>, body?: unknown) {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      etag: response.headers.get('etag') ?? '',
      body: isJson && text ? JSON.parse(text) : text,
    };
  }
}

const tokenOf = async (
  tokenUrl: string,
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
): Promise<string> => {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  if (!response.ok) throw new Error(`the token endpoint answered ${response.status}`);
  return ((await response.json()) as { access_token: string }).access_token;
};
