import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import events from '../../events/generated/asyncapi.json' with { type: 'json' };
import type { AsyncApi, OpenApi } from './document.ts';
import openapi from './generated/openapi.json' with { type: 'json' };
import { docsPage } from './page/site.ts';
import { style } from './page/style.ts';

/** One thing to serve, ready: its text, its ETag, and the same squeezed. */
export interface Served {
  type: string;
  text: string;
  etag: string;
  gzip: string;
  /** How long a browser may keep it without asking again. */
  keptSeconds: number;
}

/** Where this deployment is reached. */
export interface Addresses {
  /** Of the API, without a slash at the end. */
  baseUrl: string;
  tokenUrl: string;
}

/** The document with this deployment's own addresses. */
export const deployed = (document: OpenApi, { baseUrl, tokenUrl }: Addresses): OpenApi => {
  const { oauth2 } = document.components.securitySchemes;
  const flows = { clientCredentials: { ...oauth2.flows.clientCredentials, tokenUrl } };
  return {
    ...document,
    servers: [{ url: baseUrl, description: 'This deployment' }],
    components: { ...document.components, securitySchemes: { oauth2: { ...oauth2, flows } } },
  };
};

const MINUTES_5 = 300;
/** The style sheet's address changes with its content. */
const FOR_GOOD = 31_536_000;

const ready = (type: string, text: string, keptSeconds = MINUTES_5): Served => ({
  type,
  text,
  keptSeconds,
  etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`,
  gzip: gzipSync(text).toString('base64'),
});

/** What lies at a path of the contract, or undefined. Made when first asked for, then kept. */
export const documents = (addresses: Addresses) => {
  const api = deployed(openapi as unknown as OpenApi, addresses);
  const messages = events as unknown as AsyncApi;
  // Without a known address of its own (a bare test) the pages link from the root.
  const path = URL.canParse(addresses.baseUrl) ? new URL(addresses.baseUrl).pathname : '';
  const site = { api, base: path.replace(/\/$/, '') };

  const make = (path: string): Served | undefined => {
    if (path === '/openapi.json') return ready('application/json', JSON.stringify(api));
    if (path === '/asyncapi.json') return ready('application/json', JSON.stringify(messages));
    if (path === '/docs/style.css') return ready('text/css; charset=utf-8', style, FOR_GOOD);
    const type = /^\/events\/(.+)\.json$/.exec(path)?.[1];
    if (type !== undefined) {
      const schemas = messages.components.schemas;
      return Object.hasOwn(schemas, type)
        ? ready('application/schema+json', JSON.stringify(schemas[type]))
        : undefined;
    }
    const page = docsPage(site, messages, path);
    return page === undefined ? undefined : ready('text/html; charset=utf-8', page);
  };

  // Only what exists is kept: nobody can fill the memory with paths of their own.
  const kept = new Map<string, Served>();
  return (path: string): Served | undefined => {
    const served = kept.get(path) ?? make(path);
    if (served) kept.set(path, served);
    return served;
  };
};
