import type { Invocation } from '../parts.ts';

/** What Lambda puts in the payload of an answer whose X-Amz-Function-Error is set. */
export type Fault = Extract<Invocation, { ok: false }>['error'];

/**
 * The fault that Lambda's Node.js runtime reports for a thrown value: name, message and stack lines of an Error;
 * for anything else its type and its text.
 * Source: Lambda developer guide, "Node.js: exceptions and errors".
 */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof Error || isErrorLike(thrown)) {
    return {
      errorType: thrown.name,
      errorMessage: thrown.message,
      trace: String(thrown.stack ?? '').split('\n'),
    };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** The fault of an invocation that took longer than the function's Timeout (seconds). */
export function timeoutFault(requestId: string, timeoutSeconds: number): Fault {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  };
}

/** The fault of an invocation whose process ended under it: `how` is "exit status 1", "signal: killed" or nothing. */
export function exitFault(requestId: string, how: string | undefined): Fault {
  const message =
    how === undefined
      ? 'Error: Runtime exited without providing a reason'
      : `Error: Runtime exited with error: ${how}`;
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} ${message}` };
}

/** An error thrown across a realm or rebuilt by hand still has the three fields. */
function isErrorLike(thrown: unknown): thrown is { name: string; message: string; stack?: string } {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const candidate = thrown as Record<string, unknown>;
  return typeof candidate.name === 'string' && typeof candidate.message === 'string' && 'stack' in candidate;
}
