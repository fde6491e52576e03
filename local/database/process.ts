/**
 * The database's process. It must not outlive the runner: a shell holds a pipe to the runner and ends the
 * database when the pipe closes, which also happens on kill -9; should even the shell be killed, the next start
 * finds the process by the pid file, checks that it is ours, and ends it.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseBinary } from './binary.ts';

export interface DatabaseProcess {
  url: string;
  /** The SQLite file behind it; nothing when the endpoint is someone else's. */
  file?: string;
  stop(): Promise<void>;
}

const readyWithinMs = 10_000;

/**
 * Starts the database on DIR/database.sqlite, or uses the endpoint given.
 * @param died called when it ends by itself
 * @throws Error in one line when there is no binary or it does not start
 */
export async function startDatabase(
  directory: string,
  endpoint: string | undefined,
  died: (reason: string) => void,
): Promise<DatabaseProcess> {
  if (endpoint) return theirs(endpoint);
  const binary = databaseBinary();
  const file = join(directory, 'database.sqlite');
  const pidFile = join(directory, 'database.pid');
  const [port] = await Promise.all([freePort(), endPrevious(pidFile, file)]);
  const child = spawn(binary, ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-500);
  });
  let state: 'starting' | 'ready' | 'stopping' = 'starting';
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(complaint.trim() || `exit ${signal ?? code}`));
  });
  const watchdog = child.pid ? watch(child.pid) : undefined;
  if (child.pid) writeFileSync(pidFile, String(child.pid));
  void ended.then((reason) => {
    watchdog?.kill('SIGKILL');
    rmSync(pidFile, { force: true });
    if (state === 'ready') died(reason);
  });
  const url = `http://127.0.0.1:${port}`;
  const failed = await Promise.race([answering(url), ended]);
  if (failed !== undefined) {
    child.kill('SIGKILL');
    throw new Error(`the database did not start: ${failed}`);
  }
  child.unref();
  state = 'ready';
  return {
    url,
    file,
    stop: async () => {
      state = 'stopping';
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 500);
      await ended;
      clearTimeout(late);
    },
  };
}

/** A database that someone else runs. @throws Error in one line when it does not answer */
async function theirs(endpoint: string): Promise<DatabaseProcess> {
  const answers = await fetch(endpoint, { signal: AbortSignal.timeout(3_000) }).then(
    () => true,
    () => false,
  );
  if (!answers) throw new Error(`COSELL_DYNAMODB_ENDPOINT: nothing answers at ${endpoint}`);
  return { url: endpoint.replace(/\/$/, ''), stop: async () => {} };
}

/** A shell that reads until we are gone, and then ends the database. */
function watch(pid: number): ChildProcess {
  const shell = spawn('/bin/sh', ['-c', `while read -r _; do :; done; kill -9 ${pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => {}); // No shell (Windows): the pid file alone must do.
  shell.stdin?.on('error', () => {});
  (shell.stdin as unknown as { unref?(): void } | null)?.unref?.();
  shell.unref();
  return shell;
}

async function endPrevious(pidFile: string, file: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  for (let tries = 0; pid > 1 && commandOf(pid).includes(file) && tries < 100; tries += 1) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      break;
    }
    await sleep(5);
  }
  rmSync(pidFile, { force: true });
}

/** The command line of a process; empty when there is none. The pid may by now belong to a stranger. */
function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/** Settles with nothing once the endpoint answers, with a complaint when it takes too long. */
async function answering(url: string): Promise<string | undefined> {
  const until = Date.now() + readyWithinMs;
  while (Date.now() < until) {
    const answers = await fetch(url, { signal: AbortSignal.timeout(1000) }).then(
      (response) => response.arrayBuffer().then(() => true),
      () => false,
    );
    if (answers) return undefined;
    await sleep(3);
  }
  return `no answer within ${readyWithinMs / 1000} s`;
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
