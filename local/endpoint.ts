/** The loopback AWS endpoint: what the functions' SDK clients reach instead of AWS. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AwsError, type AwsRequest, type AwsResponse, type AwsService } from './parts.ts';

export interface Endpoint {
  url: string;
  /** Makes a service answer; without it a call to it is refused by name. */
  add(service: AwsService): void;
  close(): void;
}

/** EventBridge, SES and SQS take less; Step Functions inputs too. */
const largestBody = 40 * 1024 * 1024;

export interface EndpointListeners {
  /** Called before each call is handed to its service. */
  asked?: ((service: string, request: AwsRequest) => void) | undefined;
  /** Called after each answered call. */
  answered(): void;
  /** A stand-in threw what no service would: a fault of the runner, answered as InternalFailure. */
  failed(error: unknown): void;
}

/** Listens on a free port of 127.0.0.1. A call goes to the service named in the signature's credential scope. */
export async function openEndpoint({ asked, answered, failed }: EndpointListeners): Promise<Endpoint> {
  const services = new Map<string, AwsService>();
  const server = createServer((request, response) => {
    void serve(request, response, services, { failed, asked }).finally(answered);
  });
  server.keepAliveTimeout = 60_000;
  await listening(server, 0);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the AWS endpoint has no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    add: (service) => void services.set(service.signingName, service),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Settles when the server listens on 127.0.0.1. @throws the system's error, for instance EADDRINUSE. */
export function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  services: ReadonlyMap<string, AwsService>,
  { failed, asked }: Omit<EndpointListeners, 'answered'>,
): Promise<void> {
  let answer: AwsResponse;
  try {
    answer = await dispatch(request, services, asked);
  } catch (error) {
    if (!(error instanceof AwsError)) failed(error);
    answer = errorResponse(error);
  }
  const requestId = randomUUID();
  const type = String(request.headers['content-type'] ?? '');
  const contentType = type.startsWith('application/x-amz-json') ? type : 'application/json';
  const headers = { 'content-type': contentType, 'x-amzn-requestid': requestId, ...answer.headers };
  const { body } = answer;
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body ?? {});
  response.writeHead(answer.status, headers).end(text);
}

async function dispatch(
  request: IncomingMessage,
  services: ReadonlyMap<string, AwsService>,
  heard: EndpointListeners['asked'],
): Promise<AwsResponse> {
  const body = await bodyOf(request);
  const scope = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1]?.split('/') ?? [];
  const [caller, , , name] =
    scope.length > 5 ? [scope.slice(0, -4).join('/'), ...scope.slice(-4, -1)] : scope;
  if (!name) throw new AwsError('MissingAuthenticationToken', 'The request carries no AWS signature.', 403);
  const service = services.get(name);
  if (!service) {
    const known = [...services.keys()].sort().join(', ');
    const message = `The local runner has no stand-in for the AWS service "${name}" (it has: ${known}).`;
    throw new AwsError('UnknownServiceException', message, 501);
  }
  const url = new URL(request.url ?? '/', 'http://endpoint');
  const target = String(request.headers['x-amz-target'] ?? '');
  const asked: AwsRequest = {
    method: request.method ?? 'POST',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers as Record<string, string | undefined>,
    body,
    operation: target ? target.slice(target.lastIndexOf('.') + 1) : undefined,
    caller,
  };
  heard?.(name, asked);
  return service.handle(asked);
}

/** An AwsError as its service would send it; anything else is a fault of ours and becomes a 500. */
function errorResponse(error: unknown): AwsResponse {
  const known = error instanceof AwsError;
  const name = known ? error.name : 'InternalFailure';
  const message = error instanceof Error ? error.message : String(error);
  return {
    status: known ? error.status : 500,
    headers: { 'x-amzn-errortype': name },
    body: { __type: name, message },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new AwsError('RequestEntityTooLarge', 'The request is too large.', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
