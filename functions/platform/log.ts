/** Structured logs, one line an operation. Never a token, a link, a person's data or a body. */
export const log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Record<string, unknown> = {},
): void => {
  process.stdout.write(`${JSON.stringify({ level, message, ...fields })}\n`);
};

/** What may be said of a thrown value in a log: its name, its message and where it came from. */
export const describe = (thrown: unknown): Record<string, unknown> =>
  thrown instanceof Error
    ? { error: thrown.name, reason: thrown.message, stack: thrown.stack }
    : { error: typeof thrown };
