/** What is wrong with how the runner was started, in one line for the person who started it. */
export class Complaint extends Error {}

/** The error as one line: its first, without a stack. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]?.trim() || 'unknown error';
}
