import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const running = new Set<ChildProcess>();

interface Running {
  env: NodeJS.ProcessEnv;
  /** After which it is ended. */
  milliseconds: number;
  /** Whether its output is shown as it comes, or kept for the error. */
  shown?: boolean;
}

/** Runs a command in the project's folder to its end; gives its exit code, or the signal that ended it, and what it printed. */
export const run = (
  command: string,
  args: string[],
  { env, milliseconds, shown = false }: Running,
): Promise<{ ended: number | string; output: string }> =>
  new Promise((resolve, reject) => {
    // A group of its own, so that what it starts ends with it.
    const child = spawn(command, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += String(chunk);
        if (shown) process.stdout.write(chunk);
      });
    const timer = setTimeout(() => {
      output += `\nended after ${milliseconds / 1000} s`;
      end(child);
    }, milliseconds);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ ended: signal ?? code ?? 0, output });
    });
  });

const end = ({ pid }: ChildProcess): void => {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};

/** Ends all that still runs. */
export const endAll = (): void => running.forEach(end);
