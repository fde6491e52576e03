/**
 * What the parts of the runner offer one another. Each part lives in its own folder and knows the others
 * only through these types, so that any of them can be replaced by a better stand-in.
 */
import type { DatabaseSync } from 'node:sqlite';

/** The one clock of the runner. Moves with real time plus an offset that a test (or a person) can add to. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fire` once when the clock reaches `dueAt` (epoch ms; the past fires on the next tick). Gives a cancel function. */
  at(dueAt: number, fire: () => void): () => void;
  /**
   * Moves the clock forward through every timer that falls due on the way, in order: the clock stands at each
   * timer's own instant while it fires, and the runner comes to rest before the next.
   */
  advance(milliseconds: number): Promise<void>;
  /** Float64Array[0] = offset in ms; function workers add it to their own Date. */
  readonly offset: SharedArrayBuffer;
}

/** Knows whether anything is still happening, so that a moved clock and a test can wait for rest, not for time. */
export interface Activity {
  /** Says that something began; the function it gives says that it ended. */
  begin(what: string): () => void;
  /** Settles when nothing has been under way for a few turns of the event loop and no source reports a backlog. */
  idle(): Promise<void>;
  /** A source of work (a stream, a queue) that can be asked whether it still holds something to be delivered now. */
  addSource(hasBacklog: () => boolean | Promise<boolean>): void;
}

export type Invocation =
  | { ok: true; payload: unknown }
  | { ok: false; error: { errorType: string; errorMessage: string; trace?: string[] } };

/** The Lambda functions of the stack. */
export interface Functions {
  /** Invokes by name or ARN and waits for the answer. Never throws for a fault inside the function. */
  invoke(functionNameOrArn: string, event: unknown): Promise<Invocation>;
}

/** The state machines of the stack, as other parts and the console see them. */
export interface Executions {
  /** Refused with an AwsError of the true name (ExecutionAlreadyExists, InvalidName, StateMachineDoesNotExist …). */
  start(input: { stateMachineArn: string; name?: string; input?: string }): {
    executionArn: string;
    startDate: number;
  };
  list(): ExecutionSummary[];
  get(id: string): ExecutionView | undefined;
}
export interface ExecutionSummary {
  /** The execution's name, unique in its machine; `id` is `<machine>:<name>`. */
  id: string;
  machine: string;
  name: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  startedAt: string;
  stoppedAt?: string;
}
export interface ExecutionView extends ExecutionSummary {
  input: unknown;
  output?: unknown;
  error?: string;
  cause?: string;
  /** Names of the states in which a branch of it stands now. */
  currentStates: string[];
  /** The machine's ASL. */
  definition: unknown;
  /** As GetExecutionHistory names them: id, previousEventId, type, timestamp (ISO), and the details object. */
  history: {
    id: number;
    previousEventId: number;
    type: string;
    timestamp: string;
    [details: string]: unknown;
  }[];
}

/** An API call that reached the loopback AWS endpoint. */
export interface AwsRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  body: Buffer;
  /** From X-Amz-Target (`AWSStepFunctions.StartExecution` -> `StartExecution`); undefined for REST services. */
  operation: string | undefined;
  /** From the SDK's signature: which access key called (function name, by the runner's credentials). */
  caller: string | undefined;
}
export interface AwsResponse {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}
/** One AWS service's API. */
export interface AwsService {
  /** The service name in the signature's credential scope: states, events, ses, cognito-idp, sqs, lambda. */
  readonly signingName: string;
  handle(request: AwsRequest): Promise<AwsResponse>;
}

/** An error as an AWS service gives it: becomes `{"__type": name, "message": …}` with the status. */
export class AwsError extends Error {
  readonly status: number;
  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** Plain JSON whose shape CloudFormation's reference gives, type by type. */
// biome-ignore lint/suspicious/noExplicitAny: each type has its own shape, and each part reads the few it knows
export type Properties = Record<string, any>;

/** A resource of the synthesised template, its properties resolved to plain values. */
export interface Resource {
  logicalId: string;
  type: string;
  properties: Properties;
  /** What `Ref` gives. */
  ref: string;
  /** What `Fn::GetAtt Arn` gives, where the type has one. */
  arn: string;
}
export interface Stack {
  name: string;
  region: string;
  account: string;
  resources: Map<string, Resource>;
  outputs: Record<string, string>;
  ofType(type: string): Resource[];
  /** Where a function's code lies on disk. */
  assetPath(code: { S3Key?: string }): string;
}

/** A use of a role's rights, or of what a resource's own policy grants to a service, as IAM would judge it. */
export interface Call {
  /** ARN of the function or machine whose role is used, or of the role itself; or the service that calls (`apigateway.amazonaws.com`). */
  by: string;
  /** `dynamodb:PutItem` */
  action: string;
  resource: string;
  /** Condition keys that a policy may ask for. */
  context?: Record<string, string>;
}

/** What is handed to every part when it is made. */
export interface Ground {
  stack: Stack;
  clock: Clock;
  activity: Activity;
  /** The runner's own durable state (node:sqlite, WAL): executions, mail, events, clients, clock. Each part makes its own tables. */
  store: DatabaseSync;
  log(line: Record<string, unknown>): void;
  /** Hears of calls that no request shows; there only while calls are recorded. */
  called?(call: Call): void;
}
