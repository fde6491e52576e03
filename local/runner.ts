/** Wires the parts of the runner to the synthesised stack. */
import { join } from 'node:path';
import { createActivity, type WatchedActivity } from './activity.ts';
import { type Bus, createBus } from './bus/bus.ts';
import { serviceCaller } from './call-service.ts';
import { type Recording, startRecording } from './calls/recording.ts';
import { createClock, type MovableClock } from './clock.ts';
import { createDatabase, type Database } from './database/database.ts';
import { type DatabaseProcess, startDatabase } from './database/process.ts';
import { type Endpoint, openEndpoint } from './endpoint.ts';
import { createFaults, type Faults } from './faults.ts';
import { type Console, openFront, routing } from './front.ts';
import { localCredentials } from './functions/environment.ts';
import { createFunctions, type RunningFunctions } from './functions/functions.ts';
import { createLambdaService } from './functions/service.ts';
import { createGateway } from './http/gateway.ts';
import { createIdentity } from './http/identity.ts';
import { createLocalApi } from './local-api.ts';
import { openLog } from './log.ts';
import { createMailbox, type Mailbox } from './mail/mail.ts';
import { createObjects, objectsPath } from './objects/objects.ts';
import type { AwsService, Executions, Ground } from './parts.ts';
import { createQueues, type Queues } from './queues/queues.ts';
import { createStates } from './states/engine.ts';
import { openStore, setting } from './store.ts';
import { loadStack } from './template/load.ts';

export interface RunnerSettings {
  /** Of the public server; 0 takes a free one. */
  port: number;
  /** Exists and is ours alone. */
  dataDirectory: string;
  /** `cdk.out`, or a promise of it: what does not need it begins before. */
  cloudAssembly: string | Promise<string>;
  /** Another DynamoDB than the one the runner starts. Default: COSELL_DYNAMODB_ENDPOINT. */
  databaseEndpoint?: string | undefined;
  /** File to which every kind of call is appended that a role is used for; functions then reach the database through a hop. */
  recordCalls?: string | undefined;
  /** Answers what lies under /_local/ and is not the JSON API: the console. Gives false for what it does not know. */
  console?: Console;
  /** Called when the runner cannot go on: its database ended. */
  failed?: (reason: Error) => void;
}
/** Steps that end what was started, to be taken last first. */
type Undo = (() => unknown)[];
type RunnerGround = Ground & { clock: MovableClock; activity: WatchedActivity };

export interface RunnerParts {
  ground: Ground;
  functions: RunningFunctions;
  executions: Executions;
  bus: Bus;
  mailbox: Mailbox;
  queues: Queues;
  database: Database;
  faults: Faults;
  /** Where AWS services answer to the functions' SDK clients, and to a person's tools. */
  endpointUrl: string;
  underWay(): Record<string, number>;
}
export interface Runner extends RunnerParts {
  /** Where the API answers. */
  baseUrl: string;
  secretOf(clientId: string): string | undefined;
  /** Ends everything that was started. */
  close(): Promise<void>;
}

/**
 * Starts the stack. Its public server, AWS endpoint and database listen on 127.0.0.1 only.
 * @throws Error in one line (a taken port has the code EADDRINUSE), with nothing left behind.
 */
export async function startRunner(settings: RunnerSettings): Promise<Runner> {
  const undo: Undo = [];
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

async function start(settings: RunnerSettings, undo: Undo, close: () => Promise<void>): Promise<Runner> {
  const front = await openFront(settings.port);
  undo.push(() => front.close());
  const databaseEndpoint = settings.databaseEndpoint ?? process.env.COSELL_DYNAMODB_ENDPOINT;
  const ended = (reason: string): void => settings.failed?.(new Error(`the database has ended: ${reason}`));
  // The spawn goes on while the store opens and the template loads.
  const starting = startDatabase(settings.dataDirectory, databaseEndpoint, ended);
  undo.push(() =>
    starting.then(
      (database) => database.stop(),
      () => {},
    ),
  );
  starting.catch(() => {});
  let poke = (): void => {};
  let recording: Recording | undefined;
  const endpoint = await openEndpoint({
    asked: (service, request) => recording?.request(service, request),
    answered: () => poke(),
    failed: (error) => ground.log({ level: 'ERROR', message: 'AWS endpoint', error: String(error) }),
  });
  undo.push(() => endpoint.close());
  const ground = await layGround(settings, front.baseUrl, endpoint.url, undo);
  const objects = createObjects(ground, settings.dataDirectory, localCredentials);
  if (settings.recordCalls) {
    const machineOf = (token: string): string | undefined => made.states.machineOf(token);
    recording = startRecording(settings.recordCalls, { stack: ground.stack, machineOf });
    ground.called = recording.record;
  }
  const made = await makeParts(ground, {
    objectsUrl: `${front.baseUrl}${objectsPath}`,
    process: await starting,
    endpoint,
    recording,
    settings,
    poke: () => poke(),
    undo,
  });
  poke = made.database.poke;
  ground.clock.onMove(() => made.database.expire());
  ground.clock.onMove(() => objects.sweep());
  objects.sweep();
  const identity = createIdentity(ground, front.baseUrl);
  endpoint.add(made.faults.over(identity.service));
  const { states, invoking, ...rest } = made;
  const { activity } = ground;
  const parts: RunnerParts = {
    ...rest,
    ground,
    executions: states.executions,
    endpointUrl: endpoint.url,
    underWay: () => activity.underWay(),
  };
  const gateway = createGateway(ground, invoking, identity);
  const api = createLocalApi(parts);
  front.open(routing({ api, console: settings.console, identity, gateway, objects, activity }));
  made.database.start();
  made.queues.start();
  made.bus.start();
  states.resume();
  const { baseUrl } = front;
  return { ...parts, baseUrl, secretOf: (id) => identity.secretOf(id), close };
}

/** Store, clock, activity, log and the stack: what every part stands on. */
async function layGround(
  settings: RunnerSettings,
  baseUrl: string,
  endpointUrl: string,
  undo: Undo,
): Promise<RunnerGround> {
  const store = openStore(settings.dataDirectory);
  undo.push(() => store.close());
  const activity = createActivity();
  const kept = setting(store, 'clockOffsetMs');
  const clock = createClock(activity, Number(kept.read() ?? 0), (offset) => kept.write(String(offset)));
  undo.push(() => clock.close());
  const log = openLog(join(settings.dataDirectory, 'logs', 'runner.log'), () => clock.now());
  undo.push(() => log.close());
  const stack = loadStack(await settings.cloudAssembly, { baseUrl, endpointUrl });
  return { stack, clock, activity, store, log: log.write };
}

interface Making {
  process: DatabaseProcess;
  endpoint: Endpoint;
  objectsUrl: string;
  recording: Recording | undefined;
  settings: RunnerSettings;
  /** Lets the streams be read at once. */
  poke(): void;
  undo: Undo;
}

/** Functions, queues, mail, bus, workflows and tables, each able to reach the others. */
async function makeParts(ground: Ground, making: Making) {
  const { process, endpoint, recording, settings, poke, undo } = making;
  const hop = await recording?.hop(process.url);
  if (hop) undo.push(() => hop.close());
  const functions = createFunctions(ground, {
    endpointUrl: endpoint.url,
    databaseUrl: hop?.url ?? process.url,
    objectsUrl: making.objectsUrl,
    logFile: join(settings.dataDirectory, 'logs', 'functions.log'),
  });
  undo.push(() => functions.close());
  // What a function wrote is delivered as soon as it has answered.
  const invoking: RunningFunctions = {
    ...functions,
    invoke: async (name, event) => {
      recording?.invocation(name, event);
      const invocation = await functions.invoke(name, event);
      poke();
      return invocation;
    },
  };
  const faults = createFaults();
  const services = new Map<string, AwsService>();
  const queues = createQueues(ground, invoking);
  const sendToQueue = (arn: string, body: string): void => queues.send(arn, body);
  const mailbox = createMailbox(ground, (to, event) => bus.put(to, event));
  const callService = serviceCaller(
    () => database.client,
    (name) => services.get(name),
  );
  const states = createStates(ground, invoking, callService);
  const bus = createBus(ground, {
    functions: invoking,
    sendToQueue,
    startExecution: (stateMachineArn, input) => void states.executions.start({ stateMachineArn, input }),
  });
  const lambda = createLambdaService(ground, invoking);
  for (const service of [states.service, bus.service, queues.service, mailbox.service, lambda]) {
    services.set(service.signingName, service);
    endpoint.add(faults.over(service));
  }
  const database = await createDatabase(ground, process, invoking, sendToQueue);
  undo.push(() => {
    database.close();
    bus.close();
    queues.close();
    states.close();
  });
  undo.push(() => recording?.machines(states.executions));
  return { functions, invoking, queues, mailbox, states, bus, database, faults };
}
