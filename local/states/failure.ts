/**
 * How a state fails: an error name and a cause, and which names match which.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */

/** A state's failure. `field` is set for a query that could not be evaluated, and becomes the event's location. */
export class Failure extends Error {
  readonly error: string | undefined;
  override readonly cause: string | undefined;
  readonly field: string | undefined;
  /** A missed heartbeat is reported as States.Timeout, and may be retried or caught by its own name too. */
  readonly heartbeat: boolean;

  constructor(error: string | undefined, cause?: string, more: { field?: string; heartbeat?: boolean } = {}) {
    super(`${error ?? 'Failure'}: ${cause ?? ''}`);
    this.error = error;
    this.cause = cause;
    this.field = more.field;
    this.heartbeat = more.heartbeat ?? false;
  }
}

/** A JSONata expression that failed, or whose result the field cannot take. */
export function queryFailure(field: string, cause: string): Failure {
  return new Failure('States.QueryEvaluationError', cause, { field });
}

/** The terminal errors, which the wildcards leave alone. */
const TERMINAL = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/**
 * Whether a Retry or Catch with these names takes the failure: States.ALL takes all but the terminal errors,
 * States.TaskFailed all but those and timeouts; States.Runtime is never taken.
 */
export function matches(errorEquals: string[], failure: Failure): boolean {
  const error = failure.error;
  if (error === 'States.Runtime') return false;
  return errorEquals.some((name) => {
    if (name === error && error !== undefined) return true;
    if (name === 'States.HeartbeatTimeout') return failure.heartbeat;
    if (error !== undefined && TERMINAL.has(error)) return false;
    if (name === 'States.ALL') return true;
    return name === 'States.TaskFailed' && error !== 'States.Timeout';
  });
}

/** What a Catch sees as $states.errorOutput. */
export function errorOutput(failure: Failure): { Error: string | null; Cause: string | null } {
  return { Error: failure.error ?? null, Cause: failure.cause ?? null };
}
