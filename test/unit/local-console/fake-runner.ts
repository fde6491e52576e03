/** A runner made of what a test gives: the JSON API over plain values, and the real console beside it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConsole } from '../../../local/console/console.ts';

export interface Fixture {
  mail: unknown[];
  events: { sequence: number }[];
  executions: { id: string }[];
  records: unknown[];
  queues: unknown[];
  now: string;
}
export const nothing: Fixture = {
  mail: [],
  events: [],
  executions: [],
  records: [],
  queues: [],
  now: '2027-01-04T09:00:00.000Z',
};

/** Serves the fixture as it stands at each request. Gives where, the advances asked for, and how to end it. */
export async function startFakeRunner(fixture: Fixture, port = 0) {
  const advances: unknown[] = [];
  const answerConsole = createConsole();
  const server = createServer(async (request, response) => {
    if (answerConsole(request, response)) return;
    const url = new URL(request.url ?? '/', 'http://localhost');
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.method === 'POST' && url.pathname === '/_local/clock') advances.push(JSON.parse(body));
    const answer = answerOf(fixture, url);
    response
      .writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer ?? { error: 'there is no such thing' }));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    advances,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerOf(fixture: Fixture, url: URL): unknown {
  const [, , name, id] = url.pathname.split('/').map(decodeURIComponent);
  const answers: Record<string, () => unknown> = {
    health: () => ({ status: 'ready', now: fixture.now, functions: [] }),
    clock: () => ({ now: fixture.now, offsetMs: 0 }),
    mail: () => fixture.mail,
    events: () =>
      fixture.events.filter(({ sequence }) => sequence > Number(url.searchParams.get('after') ?? 0)),
    executions: () => (id ? fixture.executions.find((execution) => execution.id === id) : fixture.executions),
    records: () => ({ table: 'Shop-TableCD117FA1', items: fixture.records }),
    queues: () => fixture.queues,
  };
  return Object.hasOwn(answers, name ?? '') ? answers[name ?? '']?.() : undefined;
}
