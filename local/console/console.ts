/** The console: the pages under /_local/ on which a person watches the stack run. They read the runner's JSON API. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pages, renderPage } from './pages.ts';
import { assetPolicy, pagePolicy } from './policy.ts';

interface Document {
  type: string;
  policy: string;
  body: Buffer;
  etag: string;
}

const assetsFolder = new URL('./assets/', import.meta.url);
const assetTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Makes the console. It answers a request for one of its pages or assets and gives true; for any other path under or
 * outside /_local/ it touches nothing and gives false. Methods other than GET and HEAD are refused with 405.
 */
export function createConsole(): (request: IncomingMessage, response: ServerResponse) => boolean {
  const documents = new Map<string, Document>([...readAssets(), ...renderPages()]);
  return (request, response) => {
    const path = (request.url ?? '/').split(/[?#]/, 1)[0] as string;
    const elsewhere = redirected(path, request.headers.accept ?? '');
    if (elsewhere !== undefined) {
      response.writeHead(302, { location: elsewhere, vary: 'accept' }).end();
      return true;
    }
    const document = documents.get(shapeOf(path));
    if (document === undefined) return false;
    send(request, response, document);
    return true;
  };
}

/** A person who opens the mails' JSON in a browser means the mailbox. */
function redirected(path: string, accept: string): string | undefined {
  if (path === '/_local') return '/_local/';
  return path === '/_local/mail' && accept.includes('text/html') ? '/_local/mailbox' : undefined;
}

/** Deep links show one page whatever the id: `/_local/runs/a:b` is served as `/_local/runs/*`. */
function shapeOf(path: string): string {
  return path.replace(/^(\/_local\/(?:mailbox|runs))\/[^/]+$/, '$1/*');
}

function readAssets(): [string, Document][] {
  return readdirSync(assetsFolder)
    .filter((name) => extname(name) in assetTypes)
    .map((name) => {
      const body = readFileSync(new URL(name, assetsFolder));
      const type = assetTypes[extname(name)] as string;
      return [`/_local/assets/${name}`, documentOf(type, assetPolicy, body)];
    });
}

function renderPages(): [string, Document][] {
  return pages.flatMap((page) => {
    const html = Buffer.from(renderPage(page));
    const document = documentOf('text/html; charset=utf-8', pagePolicy(page), html);
    return page.paths.map((path): [string, Document] => [path, document]);
  });
}

function documentOf(type: string, policy: string, body: Buffer): Document {
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 16);
  return { type, policy, body, etag: `"${digest}"` };
}

function send(request: IncomingMessage, response: ServerResponse, document: Document): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const headers = {
    'content-security-policy': document.policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // Asked for again each time, so that a changed console is seen at once; the ETag keeps that cheap.
    'cache-control': 'no-cache',
    etag: document.etag,
  };
  if (request.headers['if-none-match'] === document.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    'content-type': document.type,
    'content-length': document.body.length,
  });
  response.end(request.method === 'HEAD' ? undefined : document.body);
}
