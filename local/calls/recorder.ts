/** Writes down what the stack's roles are used for, so that a test can hold the template's policies to it. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Call } from '../parts.ts';

export interface Recorder {
  record(call: Call): void;
}

/**
 * Appends each kind of call once, as a line of JSON, at the instant it is first seen: what was recorded outlives a kill.
 * Several runners may write to one file.
 */
export function openRecorder(file: string): Recorder {
  mkdirSync(dirname(file), { recursive: true });
  const seen = new Set<string>();
  return {
    record(call) {
      const line = JSON.stringify(call);
      if (seen.has(line)) return;
      seen.add(line);
      appendFileSync(file, `${line}\n`);
    },
  };
}
