/** Wires the parts of the runner to the synthesised stack. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createActivity } from './activity.ts';
import { type Bus, createBus } from './bus/bus.ts';
import { serviceCaller } from './call-service.ts';
import { createClock } from './clock.ts';
import { createDatabase, type Database } from './database/database.ts';
import { startDatabase } from './database/process.ts';
import { listening, openEndpoint } from './endpoint.ts';
import { createFunctions, type RunningFunctions } from './functions/functions.ts';
import { createLambdaService } from './functions/service.ts';
import { createGateway } from './http/gateway.ts';
import { createIdentity } from './http/identity.ts';
import { createLocalApi } from './local-api.ts';
import { openLog } from './log.ts';
import { createMailbox, type Mailbox } from './mail/mail.ts';
import type { AwsService, Executions, Ground } from './parts.ts';
import { createQueues, type Queues } from './queues/queues.ts';
import { createStates } from './states/engine.ts';
import { openStore, setting } from './store.ts';
import { loadStack } from './template/load.ts';
import { sendJson } from './web.ts';

export interface RunnerSettings {
  /** Of the public server; 0 takes a free one. */
  port: number;
  /** Exists and is ours alone. */
  dataDirectory: string;
  /** `cdk.out`, or a promise of it: what does not need it begins before. */
  cloudAssembly: string | Promise<string>;
  /** Another DynamoDB than the one the runner starts. Default: COSELL_DYNAMODB_ENDPOINT. */
  databaseEndpoint?: string | undefined;
  /** Answers what lies under /_local/ and is not the JSON API: the console. Gives false for what it does not know. */
  console?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Called when the runner cannot go on: its database ended. */
  failed?: (reason: Error) => void;
}
export interface RunnerParts {
  ground: Ground;
  functions: RunningFunctions;
  executions: Executions;
  bus: Bus;
  mailbox: Mailbox;
  queues: Queues;
  database: Database;
  underWay(): Record<string, number>;
}
export interface Runner extends RunnerParts {
  /** Where the API answers. */
  baseUrl: string;
  /** Where AWS services answer to the functions' SDK clients. */
  endpointUrl: string;
  secretOf(clientId: string): string | undefined;
  /** Ends everything that was started. */
  close(): Promise<void>;
}

/**
 * Starts the stack. Its public server, AWS endpoint and database listen on 127.0.0.1 only.
 * @throws Error in one line (a taken port has the code EADDRINUSE), with nothing left behind.
 */
export async function startRunner(settings: RunnerSettings): Promise<Runner> {
  const undo: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await start(settings, undo, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  settings: RunnerSettings,
  undo: (() => unknown)[],
  close: () => Promise<void>,
): Promise<Runner> {
  const { port, dataDirectory } = settings;
  let poke = (): void => {};
  let answer = (_request: IncomingMessage, response: ServerResponse): void =>
    sendJson(response, 503, { message: 'The local runner is starting.' });
  const server = createServer((request, response) => answer(request, response));
  await listening(server, port);
  undo.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const databaseEndpoint = settings.databaseEndpoint ?? process.env.COSELL_DYNAMODB_ENDPOINT;
  const ended = (reason: string): void => settings.failed?.(new Error(`the database has ended: ${reason}`));
  // The spawn goes on while the store opens and the template loads.
  const starting = startDatabase(dataDirectory, databaseEndpoint, ended);
  undo.push(() =>
    starting.then(
      (database) => database.stop(),
      () => {},
    ),
  );
  starting.catch(() => {});

  const store = openStore(dataDirectory);
  undo.push(() => store.close());
  const activity = createActivity();
  const kept = setting(store, 'clockOffsetMs');
  const clock = createClock(activity, Number(kept.read() ?? 0), (offset) => kept.write(String(offset)));
  undo.push(() => clock.close());
  const log = openLog(join(dataDirectory, 'logs', 'runner.log'), () => clock.now());
  undo.push(() => log.close());
  const endpoint = await openEndpoint(() => poke());
  undo.push(() => endpoint.close());

  const address = server.address();
  const baseUrl = `http://localhost:${typeof address === 'object' && address ? address.port : port}`;
  const stack = loadStack(await settings.cloudAssembly, { baseUrl, endpointUrl: endpoint.url });
  const ground: Ground = { stack, clock, activity, store, log: log.write };
  const databaseProcess = await starting;
  const functions = createFunctions(ground, {
    endpointUrl: endpoint.url,
    databaseUrl: databaseProcess.url,
    logFile: join(dataDirectory, 'logs', 'functions.log'),
  });
  undo.push(() => functions.close());
  // What a function wrote is delivered as soon as it has answered.
  const poking: RunningFunctions = {
    ...functions,
    invoke: async (name, event) => {
      const invocation = await functions.invoke(name, event);
      poke();
      return invocation;
    },
  };
  const services = new Map<string, AwsService>();
  const queues = createQueues(ground, poking);
  const mailbox = createMailbox(ground);
  const states = createStates(
    ground,
    poking,
    serviceCaller(
      () => database.client,
      (name) => services.get(name),
    ),
  );
  const bus = createBus(ground, {
    functions: poking,
    sendToQueue: (arn, body) => queues.send(arn, body),
    startExecution: (stateMachineArn, input) => void states.executions.start({ stateMachineArn, input }),
  });
  const identity = createIdentity(ground, baseUrl);
  const all = [states.service, bus.service, queues.service, mailbox.service, identity.service];
  for (const service of [...all, createLambdaService(ground, poking)]) {
    services.set(service.signingName, service);
    endpoint.add(service);
  }
  const database = await createDatabase(ground, databaseProcess, poking, (arn, body) =>
    queues.send(arn, body),
  );
  undo.push(() => {
    database.close();
    bus.close();
    queues.close();
    states.close();
  });
  poke = database.poke;
  clock.onMove(() => database.expire());
  const gateway = createGateway(ground, poking, identity);
  const parts: RunnerParts = {
    ...{ ground, functions, executions: states.executions, bus, mailbox, queues, database },
    underWay: () => activity.underWay(),
  };
  const api = createLocalApi(parts);

  answer = (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] as string;
    if (path === '/_local' || path.startsWith('/_local/')) {
      // A person's browser asks for pages, everything else for JSON.
      const page = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
      if (page && settings.console?.(request, response)) return;
      if (api.handle(request, response) || settings.console?.(request, response)) return;
      return sendJson(response, 404, { error: `the local runner has nothing at ${path}` });
    }
    if (identity.serves(path)) return identity.oauthHandle(request, response);
    const over = activity.begin('request');
    response.once('close', over);
    gateway.handle(request, response);
  };
  database.start();
  queues.start();
  bus.start();
  states.resume();
  return { ...parts, baseUrl, endpointUrl: endpoint.url, secretOf: (id) => identity.secretOf(id), close };
}
