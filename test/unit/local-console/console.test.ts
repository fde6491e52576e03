import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nothing, startFakeRunner } from './fake-runner.ts';

let runner: Awaited<ReturnType<typeof startFakeRunner>>;
beforeAll(async () => {
  runner = await startFakeRunner(nothing);
});
afterAll(() => runner?.stop());

/** As it is written, without the normalising that fetch does. */
const ask = (path: string, method = 'GET', headers: Record<string, string> = {}) =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const asked = request(`${runner.url}/`, { path, method, headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    asked.on('error', reject).end();
  });

describe('pages', () => {
  test.each([
    ['/_local/', 'Overview'],
    ['/_local/?from=here', 'Overview'],
    ['/_local/mailbox', 'Mailbox'],
    ['/_local/mailbox/abc-1', 'Mailbox'],
    ['/_local/bus', 'Bus'],
    ['/_local/data', 'Data'],
    ['/_local/runs', 'Runs'],
    ['/_local/runs/approval%3Arfl_1-2', 'Run'],
  ])('%s is the page %s', async (path, title) => {
    const page = await ask(path);
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain(`<title>${title} · Cosell local console</title>`);
  });

  test('nothing inline may run on any page, and only the mailbox, whose mails bring their own, takes inline style', async () => {
    for (const path of ['/_local/', '/_local/mailbox', '/_local/bus', '/_local/data', '/_local/runs']) {
      const { headers, text } = await ask(path);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy.includes("'unsafe-inline'")).toBe(path === '/_local/mailbox');
      expect(text).not.toMatch(/<script(?![^>]* src=)|<style| style=| on[a-z]+=/);
    }
  });

  test('every asset that a page or a module names is served', async () => {
    const seen = new Set<string>();
    const follow = async (path: string): Promise<void> => {
      if (seen.has(path)) return;
      seen.add(path);
      const { status, text } = await ask(path);
      expect([path, status]).toEqual([path, 200]);
      for (const [, name] of text.matchAll(/from '\.\/([\w-]+\.js)'/g))
        await follow(`/_local/assets/${name}`);
      for (const [, name] of text.matchAll(/(?:src|href)="(\/_local\/assets\/[^"]+)"/g))
        await follow(String(name));
    };
    for (const path of [
      '/_local/',
      '/_local/mailbox',
      '/_local/bus',
      '/_local/data',
      '/_local/runs',
      '/_local/runs/a:b',
    ]) {
      await follow(path);
    }
    expect(seen.size).toBeGreaterThan(25);
  });
});

describe('what is not the console’s', () => {
  test('the JSON API is left to the runner', async () => {
    for (const name of ['health', 'mail', 'events', 'executions', 'clock', 'records', 'queues']) {
      expect((await ask(`/_local/${name}`)).headers['content-type']).toBe('application/json');
    }
  });

  test.each([
    '/_local/nothing',
    '/_local/mailbox/a/b',
    '/_local/mailbox/',
    '/_local/assets/',
    '/_local/assets/../console.ts',
    '/_local/assets/%2e%2e/console.ts',
    '/_local/runs/../../etc/passwd',
    '/_local/constructor',
    '/bus',
  ])('%s is not known', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  test('a browser that opens the mails’ JSON is led to the mailbox, and /_local to the overview', async () => {
    const led = await ask('/_local/mail', 'GET', { accept: 'text/html,*/*' });
    expect([led.status, led.headers.location]).toEqual([302, '/_local/mailbox']);
    expect((await ask('/_local')).headers.location).toBe('/_local/');
  });
});

describe('methods and caches', () => {
  test('HEAD has no body, POST is refused', async () => {
    const head = await ask('/_local/bus', 'HEAD');
    expect([head.status, head.text]).toEqual([200, '']);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(500);
    const post = await ask('/_local/bus', 'POST');
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test('what a browser has already is not sent again', async () => {
    const { headers } = await ask('/_local/assets/base.css');
    const again = await ask('/_local/assets/base.css', 'GET', { 'if-none-match': String(headers.etag) });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});
