/** The public server: the API, its tokens, and what the runner itself has to say under /_local/. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listening } from './endpoint.ts';
import type { Gateway } from './http/gateway.ts';
import type { Identity } from './http/identity.ts';
import type { LocalApi } from './local-api.ts';
import { type Objects, objectsPath } from './objects/objects.ts';
import type { Activity } from './parts.ts';
import { sendJson } from './web.ts';

export type Handle = (request: IncomingMessage, response: ServerResponse) => void;
/** Answers a request and gives true, or leaves it alone and gives false. */
export type Console = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface Front {
  /** `http://localhost:<port>` */
  baseUrl: string;
  /** From now on this answers; until then every request is told that the runner is starting (503). */
  open(handle: Handle): void;
  close(): void;
}

/** Takes the port on 127.0.0.1. @throws the system's error, for instance EADDRINUSE */
export async function openFront(port: number): Promise<Front> {
  let answer: Handle = (_request, response) =>
    sendJson(response, 503, { message: 'The local runner is starting.' });
  const server = createServer((request, response) => answer(request, response));
  await listening(server, port);
  const address = server.address();
  return {
    baseUrl: `http://localhost:${typeof address === 'object' && address ? address.port : port}`,
    open: (handle) => {
      answer = handle;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export interface Answering {
  api: LocalApi;
  console: Console | undefined;
  identity: Identity;
  gateway: Gateway;
  objects: Objects;
  activity: Activity;
}

/** Sends each request where it belongs. */
export function routing({ api, console, identity, gateway, objects, activity }: Answering): Handle {
  return (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] as string;
    if (path.startsWith(`${objectsPath}/`)) objects.handle(request, response);
    else if (path === '/_local' || path.startsWith('/_local/')) {
      // A person's browser asks for pages, everything else for JSON.
      const page = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
      if (page && console?.(request, response)) return;
      if (api.handle(request, response) || console?.(request, response)) return;
      sendJson(response, 404, { error: `the local runner has nothing at ${path}` });
    } else if (identity.serves(path)) {
      identity.oauthHandle(request, response);
    } else {
      const over = activity.begin('request');
      response.once('close', over);
      gateway.handle(request, response);
    }
  };
}
