import { openSync, writeSync } from 'node:fs';

type Write = typeof process.stdout.write;

/**
 * Sends what the worker writes to stdout and stderr to the log file, each line led by the instant and the function.
 * The write is synchronous and appends, so that the last words of a worker that is killed are kept and the lines
 * of several workers never mix; a round trip through the main thread would cost it more than the write costs here.
 */
export function logTo(file: string, functionName: string): void {
  const descriptor = openSync(file, 'a');
  let rest = '';
  const write = (chunk: string | Uint8Array, ...more: unknown[]): boolean => {
    const text = rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const end = text.lastIndexOf('\n');
    rest = text.slice(end + 1);
    if (end >= 0) {
      const lead = `${new Date().toISOString()} ${functionName} `;
      const lines = text.slice(0, end).split('\n');
      writeSync(descriptor, `${lines.map((line) => lead + line).join('\n')}\n`);
    }
    const done = more.findLast((one) => typeof one === 'function') as (() => void) | undefined;
    if (done) queueMicrotask(done);
    return true;
  };
  process.stdout.write = write as Write;
  process.stderr.write = write as Write;
}
