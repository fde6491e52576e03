import { createHash } from 'node:crypto';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsV4Signer } from 'aws4fetch';
import { createObjects, type Objects, objectsPath } from '../../../local/objects/objects.ts';
import type { Properties } from '../../../local/parts.ts';
import { groundOf, resource, type TestGround } from '../local-runner/ground.ts';

const credentials = { secret: 'unit-secret', sessionToken: 'unit-session' };
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

export interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  text: string;
  /** S3's name of an error. */
  code: string | undefined;
}
export interface Ask {
  headers?: Record<string, string>;
  /** Sent, but not signed. */
  unsigned?: Record<string, string>;
  /** Signed, but not sent so. */
  instead?: Record<string, string | undefined>;
  query?: Record<string, string>;
  body?: string;
  /** Sign in the URL, good for so many seconds. */
  seconds?: number;
  bucket?: string;
  secret?: string;
  sessionToken?: string;
  /** Changes the URL after it was signed. */
  bend?: (url: string) => string;
}

/** A bucket of its own behind a server of its own; what is sent to it is signed by a library that is not ours. */
export class World {
  ground!: TestGround;
  readonly bucket: string;
  readonly #properties: Properties;
  #objects!: Objects;
  #server!: Server;

  constructor(properties: Properties = { VersioningConfiguration: { Status: 'Enabled' } }) {
    this.#properties = properties;
    this.bucket = resource('AWS::S3::Bucket', 'Files', properties).ref;
  }

  async start(folder?: string): Promise<void> {
    this.ground = groundOf([resource('AWS::S3::Bucket', 'Files', this.#properties)], folder);
    this.#objects = createObjects(this.ground, this.ground.folder, credentials);
    this.#server = createServer((request, response) => this.#objects.handle(request, response));
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }
  async end(keep = false): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    this.ground.end(keep);
  }
  async restart(): Promise<void> {
    await this.end(true);
    await this.start(this.ground.folder);
  }
  async advance(milliseconds: number): Promise<void> {
    await this.ground.clock.advance(milliseconds);
    this.#objects.sweep();
  }
  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async sign(
    method: string,
    key: string,
    ask: Ask = {},
  ): Promise<{ url: string; headers: Record<string, string> }> {
    const url = new URL(`${this.origin}${objectsPath}/${ask.bucket ?? this.bucket}/${key}`);
    for (const [name, value] of Object.entries(ask.query ?? {})) url.searchParams.set(name, value);
    if (ask.seconds !== undefined) url.searchParams.set('X-Amz-Expires', String(ask.seconds));
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      headers: ask.headers ?? {},
      accessKeyId: 'unit',
      secretAccessKey: ask.secret ?? credentials.secret,
      sessionToken: ask.sessionToken ?? credentials.sessionToken,
      service: 's3',
      region: 'us-east-1',
      datetime: new Date(this.ground.clock.now()).toISOString().replaceAll(/[:-]|\.\d{3}/g, ''),
      signQuery: ask.seconds !== undefined,
      allHeaders: true,
    });
    const signed = await signer.sign();
    return { url: signed.url.href, headers: Object.fromEntries(signed.headers) };
  }

  async ask(method: string, key: string, ask: Ask = {}): Promise<Answer> {
    const { url, headers } = await this.sign(method, key, ask);
    const all = Object.entries({ ...headers, ...ask.unsigned, ...ask.instead });
    const sent = Object.fromEntries(all.filter((pair): pair is [string, string] => pair[1] !== undefined));
    return this.send(method, ask.bend ? ask.bend(url) : url, sent, ask.body);
  }

  /** Sends exactly this: `fetch` would mend the lengths. */
  send(method: string, url: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sending = httpRequest(url, { method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers as Record<string, string | undefined>,
            text,
            code: /<Code>(\w+)</.exec(text)?.[1],
          }),
        );
      });
      sending.on('error', reject).end(body);
    });
  }

  put(key: string, body: string, ask: Ask = {}): Promise<Answer> {
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    return this.ask('PUT', key, { ...ask, headers: { ...length, ...ask.headers }, body });
  }
}
