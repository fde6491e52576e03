/** The reading half of the API. https://docs.aws.amazon.com/step-functions/latest/apireference/ (instants: epoch seconds) */
import { AwsError } from '../parts.ts';
import { shown } from './history.ts';
import type { MachineEntry, Machines } from './machines.ts';
import type { ExecutionRow } from './run.ts';
import { executionArn } from './scope.ts';
import type { Tables } from './tables.ts';
import { readHistory } from './views.ts';

export type Request = Record<string, unknown>;

const seconds = (ms: number): number => ms / 1000;

/** @throws AwsError InvalidArn or ExecutionDoesNotExist. */
export function findExecution(tables: Tables, machines: Machines, arn: unknown): ExecutionRow {
  if (typeof arn !== 'string' || !arn.startsWith('arn:')) {
    throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  }
  const prefix = machines.arnPrefix.replace(':stateMachine:', ':execution:');
  const [machine, name] = arn.startsWith(prefix) ? arn.slice(prefix.length).split(':') : [];
  const row =
    machine && name ? (tables.byName.get(machine, name) as unknown as ExecutionRow | undefined) : undefined;
  if (!row) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return row;
}

function summarised(
  machines: Machines,
  row: Pick<ExecutionRow, 'machine' | 'name' | 'status' | 'started' | 'stopped'>,
): Request {
  return {
    executionArn: executionArn(machines, row.machine, row.name),
    stateMachineArn: `${machines.arnPrefix}${row.machine}`,
    name: row.name,
    status: row.status,
    startDate: seconds(row.started),
    ...(row.stopped !== null && { stopDate: seconds(row.stopped) }),
    redriveCount: 0,
  };
}

export function describeExecution(tables: Tables, machines: Machines, request: Request): Request {
  const row = findExecution(tables, machines, request.executionArn);
  const data = request.includedData !== 'METADATA_ONLY';
  return {
    ...summarised(machines, row),
    ...(data && { input: row.input }),
    inputDetails: { included: data },
    ...(row.output !== null && { ...(data && { output: row.output }), outputDetails: { included: data } }),
    ...(row.error !== null && { error: row.error }),
    ...(row.cause !== null && { cause: row.cause }),
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: `Execution is ${row.status} and cannot be redriven`,
  };
}

export function listExecutions(tables: Tables, machines: Machines, request: Request): Request {
  const { name } = machines.byArn(request.stateMachineArn);
  const status = String(request.statusFilter ?? '%');
  const { from, size } = pageOf(request);
  const rows = tables.ofMachine.all(name, status, size + 1, from) as unknown as ExecutionRow[];
  const executions = rows.slice(0, size).map((row) => summarised(machines, row));
  return { executions, ...(rows.length > size && { nextToken: tokenAt(from + size) }) };
}

export function getExecutionHistory(tables: Tables, machines: Machines, request: Request): Request {
  const row = findExecution(tables, machines, request.executionArn);
  const events = readHistory(tables, row.id);
  if (request.reverseOrder === true) events.reverse();
  const { page, nextToken } = paged(events, request);
  const withData = request.includeExecutionData !== false;
  return { events: page.map((event) => shown(event, withData, seconds)), ...nextToken };
}

/** maxResults: 0 or absent means 100, at most 1,000. @throws AwsError InvalidToken. */
function pageOf({ maxResults, nextToken }: Request): { from: number; size: number } {
  const from =
    nextToken === undefined || nextToken === null ? 0 : Number(Buffer.from(String(nextToken), 'base64url'));
  if (!Number.isInteger(from)) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  return { from, size: Math.min(Number(maxResults) || 100, 1000) };
}

function tokenAt(position: number): string {
  return Buffer.from(String(position)).toString('base64url');
}

function paged<T>(all: T[], request: Request): { page: T[]; nextToken: { nextToken?: string } } {
  const { from, size } = pageOf(request);
  const more = from + size < all.length ? { nextToken: tokenAt(from + size) } : {};
  return { page: all.slice(from, from + size), nextToken: more };
}

function machineAnswer(entry: MachineEntry, definition: string): Request {
  return {
    stateMachineArn: entry.arn,
    name: entry.name,
    definition,
    roleArn: entry.roleArn,
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
  };
}

export function describeStateMachine(machines: Machines, request: Request, createdAt: number): Request {
  const entry = machines.byArn(request.stateMachineArn);
  const more = { status: 'ACTIVE', type: 'STANDARD', creationDate: seconds(createdAt) };
  return { ...machineAnswer(entry, entry.machine.text), ...more };
}

export function describeStateMachineForExecution(
  tables: Tables,
  machines: Machines,
  request: Request,
  createdAt: number,
): Request {
  const row = findExecution(tables, machines, request.executionArn);
  const gone = { name: row.machine, arn: `${machines.arnPrefix}${row.machine}`, roleArn: '' };
  const machine = machines.withHash(row.definition);
  const entry = machines.entries.get(row.machine) ?? { ...gone, machine };
  return { ...machineAnswer(entry, machine.text), updateDate: seconds(createdAt) };
}

export function listStateMachines(machines: Machines, request: Request, createdAt: number): Request {
  const { page, nextToken } = paged([...machines.entries.values()], request);
  const creationDate = seconds(createdAt);
  return {
    stateMachines: page.map(({ arn, name }) => ({
      stateMachineArn: arn,
      name,
      type: 'STANDARD',
      creationDate,
    })),
    ...nextToken,
  };
}
