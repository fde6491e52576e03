/** A hop between the functions and the database, there only while calls are recorded: without it nothing stands between them. */
import { Agent, createServer, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listening } from '../endpoint.ts';

export interface DatabaseHop {
  url: string;
  close(): void;
}

/** @param heard is told of each request: who signed it, the operation, and its input as it came. */
export async function openDatabaseHop(
  databaseUrl: string,
  heard: (caller: string, operation: string, body: Buffer) => void,
): Promise<DatabaseHop> {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(databaseUrl);
  const server = createServer(async (asked, answer) => {
    const body = await buffer(asked);
    const { authorization = '', ...headers } = asked.headers;
    const caller = /Credential=([^,/\s]+)/.exec(authorization)?.[1] ?? '';
    heard(caller, String(headers['x-amz-target']).split('.').at(-1) ?? '', body);
    const { method, url: path } = asked;
    const passed = { ...headers, authorization, 'content-length': body.length };
    const onward = request({ agent, hostname, port, method, path, headers: passed }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    // As a database that is gone: the connection ends without an answer.
    onward.on('error', () => answer.destroy());
    onward.end(body);
  });
  server.keepAliveTimeout = 60_000;
  await listening(server, 0);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the database hop has no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}
