/** The API's operations by name. https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html */
import { AwsError, type AwsService } from '../parts.ts';
import {
  describeExecution,
  describeStateMachine,
  describeStateMachineForExecution,
  findExecution,
  getExecutionHistory,
  listExecutions,
  listStateMachines,
  type Request,
} from './describe.ts';
import type { Driver } from './driver.ts';
import { Failure } from './failure.ts';
import type { Machines } from './machines.ts';
import type { Verdict } from './messages.ts';
import type { Tables } from './tables.ts';
import { readToken } from './token.ts';
import { tooLarge } from './world.ts';

export interface ApiParts {
  tables: Tables;
  machines: Machines;
  driver: Driver;
  start(request: { stateMachineArn: unknown; name?: unknown; input?: unknown }): {
    executionArn: string;
    startDate: number;
  };
  /** Epoch ms. */
  now(): number;
}
/** Carries out an operation. @throws AwsError of the API's name. */
export type Api = (operation: string, request: Request) => Promise<Request>;

export function makeApi({ tables, machines, driver, start, now }: ApiParts): Api {
  const bootedAt = now();
  const operations: Record<string, (request: Request) => Request | Promise<Request>> = {
    StartExecution: ({ stateMachineArn, name, input }) => ({ ...start({ stateMachineArn, name, input }) }),
    StopExecution: async ({ executionArn, error, cause }) => {
      const row = findExecution(tables, machines, executionArn);
      await driver.send(row.id, { kind: 'stop', error: optional(error), cause: optional(cause) });
      return { stopDate: (findExecution(tables, machines, executionArn).stopped ?? now()) / 1000 };
    },
    DescribeExecution: (request) => describeExecution(tables, machines, request),
    ListExecutions: (request) => listExecutions(tables, machines, request),
    GetExecutionHistory: (request) => getExecutionHistory(tables, machines, request),
    DescribeStateMachine: (request) => describeStateMachine(machines, request, bootedAt),
    DescribeStateMachineForExecution: (request) =>
      describeStateMachineForExecution(tables, machines, request, bootedAt),
    ListStateMachines: (request) => listStateMachines(machines, request, bootedAt),
    SendTaskSuccess: ({ taskToken, output }) =>
      answerTask(driver, taskToken, () => ({ ok: true, value: parsed(output) })),
    SendTaskFailure: ({ taskToken, error, cause }) =>
      answerTask(driver, taskToken, () => ({
        ok: false,
        failure: new Failure(optional(error), optional(cause)),
      })),
    SendTaskHeartbeat: ({ taskToken }) => answerTask(driver, taskToken, () => 'heartbeat'),
  };
  return async (operation, request) => {
    const carryOut = operations[operation];
    if (!carryOut) throw new AwsError('UnknownOperationException', `${operation} is not offered here`);
    return carryOut(request);
  };
}

function optional(text: unknown): string | undefined {
  return text === undefined || text === null ? undefined : String(text);
}

function parsed(output: unknown): unknown {
  const refuse = (): AwsError =>
    new AwsError('InvalidOutput', "Invalid Output: 'The provided JSON output data is not valid'");
  if (typeof output !== 'string' || tooLarge(output)) throw refuse();
  try {
    return JSON.parse(output);
  } catch {
    throw refuse();
  }
}

/** @throws AwsError InvalidToken, TaskDoesNotExist, or TaskTimedOut when the task is closed. */
async function answerTask(driver: Driver, taskToken: unknown, verdict: () => Verdict): Promise<Request> {
  const way = typeof taskToken === 'string' ? readToken(taskToken) : undefined;
  if (!way) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  const message = {
    kind: 'token',
    branch: way.branch,
    token: String(taskToken),
    verdict: verdict(),
  } as const;
  try {
    await driver.send(way.execution, message);
  } catch (error) {
    if ((error as Error).name !== 'ExecutionDoesNotExist') throw error;
    throw new AwsError('TaskDoesNotExist', "Task Does Not Exist: 'The task of this token does not exist'");
  }
  return {};
}

/** The API as the loopback endpoint offers it (AWS JSON 1.0). */
export function serviceOf(api: Api): AwsService {
  return {
    signingName: 'states',
    handle: async ({ operation, body }) => {
      const request = body.length > 0 ? (JSON.parse(body.toString('utf8')) as Request) : {};
      const headers = { 'content-type': 'application/x-amz-json-1.0' };
      return { status: 200, headers, body: await api(operation ?? '', request) };
    },
  };
}
