/** The runner's log: one JSON line an occurrence, appended to a file. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Log {
  write(line: Record<string, unknown>): void;
  close(): void;
}

/** @param now the runner's clock, epoch ms */
export function openLog(file: string, now: () => number): Log {
  mkdirSync(dirname(file), { recursive: true });
  const stream = createWriteStream(file, { flags: 'a' });
  stream.on('error', () => {}); // A full disk must not end the runner.
  return {
    write: (line) => void stream.write(`${JSON.stringify({ at: new Date(now()).toISOString(), ...line })}\n`),
    close: () => stream.end(),
  };
}
