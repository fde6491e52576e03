import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { build } from 'esbuild';
import { catalogue as events } from '../../../events/catalogue.ts';
import { handler, notFound } from '../../../functions/contract/handlers.ts';
import type { HttpEvent } from '../../../functions/platform/http/request.ts';
import { refusalCodes } from '../../../functions/platform/refusals.ts';

const BASE = 'https://api.example.com/stage';

const request = (rawPath: string, headers: HttpEvent['headers'] = {}, routeKey = 'GET /docs'): HttpEvent => ({
  routeKey,
  rawPath,
  headers,
  requestContext: { requestId: 'request-1', http: { method: 'GET', path: rawPath } },
});
const get = async (path: string, headers: HttpEvent['headers'] = {}) => {
  const answer = await handler(request(path, headers));
  return { ...answer, text: String(answer.body ?? '') };
};

beforeAll(() => {
  process.env.BASE_URL = `${BASE}/`;
  process.env.TOKEN_URL = 'https://login.example.com/oauth2/token';
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
});

describe('documents', () => {
  test('OpenAPI names this deployment’s addresses', async () => {
    const api = JSON.parse((await get('/openapi.json')).text);
    expect(api.servers[0].url).toBe(BASE);
    expect(api.components.securitySchemes.oauth2.flows.clientCredentials.tokenUrl).toBe(
      'https://login.example.com/oauth2/token',
    );
  });

  test.each(events.map(({ type }) => type))('the schema of %s lies where its events say', async (type) => {
    const answer = await get(`/events/${type}.json`);
    expect(answer.headers['content-type']).toBe('application/schema+json');
    expect(JSON.parse(answer.text).title).toBe(type);
  });

  test('who has it already is told so', async () => {
    const { etag } = (await get('/openapi.json')).headers;
    const again = await get('/openapi.json', { 'if-none-match': `W/${etag}` });
    expect(again.statusCode).toBe(304);
    expect(again.body).toBeUndefined();
  });

  test('it is squeezed for who can take it so', async () => {
    const answer = await get('/docs', { 'accept-encoding': 'br, gzip' });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(Buffer.from(answer.text, 'base64')).toString()).toBe((await get('/docs')).text);
  });
});

describe('what is not there', () => {
  test.each([
    '/docs/nothing',
    '/docs/errors/nothing',
    '/docs/errors/constructor',
    '/events/nothing.json',
    '/docs/errors/not_found/more',
    '/docs/organizations/x',
  ])('%s is a problem document', async (path) => {
    const answer = await get(path);
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'not_found', requestId: 'request-1' });
  });

  test('no route: neither, even where the path would be one of ours', async () => {
    expect((await handler(request('/docs', {}, '$default'))).statusCode).toBe(404);
    expect((await notFound(request('/v2/<b>'))).body).toContain('GET /v2/<b>');
  });
});

describe('pages', () => {
  const pages = new Map<string, string>();
  beforeAll(async () => {
    const waiting = ['/docs'];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (pages.has(path)) continue;
      const { statusCode, text } = await get(path);
      pages.set(path, statusCode === 200 ? text : '');
      for (const [, href] of text.matchAll(/href="\/stage(\/docs[^"#?]*)/g))
        if (href && !href.endsWith('.css')) waiting.push(href);
    }
  });

  test('lead to every error code and every process', () => {
    expect([...pages.keys()]).toEqual(
      expect.arrayContaining([
        ...Object.keys(refusalCodes).map((code) => `/docs/errors/${code}`),
        '/docs/events',
        '/docs/organizations',
      ]),
    );
  });

  test('have no link into the void', () => {
    const broken = [...pages].flatMap(([from, text]) =>
      [...text.matchAll(/href="([^"]*)"/g)].flatMap(([, href = '']) => {
        const [path = '', anchor] = href.replace('/stage', '').split('#');
        if (!href.startsWith('#') && !path.startsWith('/docs')) return [];
        const target = path === '' ? text : path.startsWith('/docs/style.css') ? 'style' : pages.get(path);
        return target && (!anchor || target.includes(`id="${anchor}"`)) ? [] : [`${from}: ${href}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  test('say each id once, and run nothing', () => {
    for (const [path, text] of pages) {
      const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      expect({ path, ids: ids.length }).toEqual({ path, ids: new Set(ids).size });
      expect(text).not.toMatch(/<script|style="| on\w+="|\[object |[>" ]undefined[<"]/);
    }
  });

  test('allow a browser nothing but the one style sheet', async () => {
    expect((await get('/docs')).headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });
});

test('the bundle holds no validator and no client of any service', async () => {
  const { metafile } = await build({
    entryPoints: ['functions/contract/handlers.ts'],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
  });
  expect(Object.keys(metafile.inputs).filter((path) => path.includes('node_modules'))).toEqual([]);
});
