/**
 * Runs inside a worker thread: loads a function's bundle and calls its handler, as Lambda's Node.js 24 runtime does.
 * Source: Lambda developer guide, "Define Lambda function handler in Node.js" and "context object".
 */
import { flushCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { type Fault, faultOf } from './fault.ts';
import { logTo } from './log-lines.ts';
import { type Ask, responseLimitBytes, type Told, type WorkerStart } from './messages.ts';
import { moveDate } from './moved-date.ts';

type Handler = (event: unknown, context: object) => unknown;

const start = workerData as WorkerStart;
const port = parentPort;
if (port === null) throw new Error('sandbox.ts runs in a worker thread only');
const tell = (message: Told): void => port.postMessage(message);

moveDate(start.offset);
logTo(start.logFile, start.functionName);

// The runtime reports what nobody caught and ends; the sandbox is not used again.
process.on('uncaughtException', (error) => die(faultOf(error)));
process.on('unhandledRejection', (reason) =>
  die({ ...faultOf(reason), errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: String(reason) }),
);
let started = false;
function die(fault: Fault): void {
  tell({ kind: started ? 'fatal' : 'failedStart', fault });
  process.stderr.write(`${JSON.stringify(fault)}\n`);
  process.exit(1);
}

const handler = await loadHandler();
started = true;
port.on('message', (ask: Ask) => void answer(handler, ask));
tell({ kind: 'ready' });

async function loadHandler(): Promise<Handler> {
  const module: unknown = await import(pathToFileURL(start.file).href);
  let found: unknown = module;
  for (const step of start.exportPath) found = (found as Record<string, unknown> | undefined)?.[step];
  if (typeof found !== 'function') {
    const wanted = `${start.file}#${start.exportPath.join('.')}`;
    throw named('Runtime.HandlerNotFound', `${wanted} is undefined or not exported`);
  }
  if (found.length >= 3) {
    // The runtime of Node.js 24 refuses a third parameter, used or not.
    throw named(
      'Runtime.CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.',
    );
  }
  return found as Handler;
}

async function answer(handle: Handler, ask: Ask): Promise<void> {
  try {
    const result = await handle(JSON.parse(ask.event), contextOf(ask.requestId));
    tell(toldOf(result));
  } catch (error) {
    const fault = faultOf(error);
    process.stderr.write(`Invoke Error ${JSON.stringify(fault)}\n`);
    tell({ kind: 'fault', fault });
  }
  keepCompiled();
}

function toldOf(result: unknown): Told {
  if (isPlain(result)) return { kind: 'plain', answer: result };
  const text = JSON.stringify(result) ?? 'null';
  // A UTF-16 unit is at most three bytes of UTF-8: most answers are judged without counting.
  if (text.length * 3 > responseLimitBytes && Buffer.byteLength(text) > responseLimitBytes) {
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${responseLimitBytes} bytes).`;
    return { kind: 'fault', fault: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } };
  }
  return { kind: 'json', text };
}

const plainFields = new Set(['statusCode', 'headers', 'body', 'isBase64Encoded']);
/** Above this many characters the answer goes the long way, where it is measured as JSON. */
const plainBodyCharacters = 1_000_000;

/** An HTTP answer that JSON would carry over unchanged. */
function isPlain(result: unknown): result is Record<string, unknown> {
  if (typeof result !== 'object' || result === null) return false;
  const { statusCode, headers, body } = result as Record<string, unknown>;
  if (!Number.isInteger(statusCode) || typeof body !== 'string' || body.length > plainBodyCharacters)
    return false;
  for (const field in result) if (!plainFields.has(field)) return false;
  const encoded = (result as Record<string, unknown>).isBase64Encoded;
  if (encoded !== undefined && typeof encoded !== 'boolean') return false;
  if ('toJSON' in result || typeof headers !== 'object' || headers === null) return false;
  for (const name in headers)
    if (typeof (headers as Record<string, unknown>)[name] !== 'string') return false;
  return !Array.isArray(headers);
}

function contextOf(awsRequestId: string): object {
  const deadline = performance.now() + start.timeoutMs;
  return {
    awsRequestId,
    functionName: start.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: start.functionArn,
    memoryLimitInMB: String(start.memorySizeMb),
    logGroupName: `/aws/lambda/${start.functionName}`,
    logStreamName: start.logStream,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}

let kept = false;
/**
 * A worker that is terminated writes no compile cache, so it is written after the first invocation: by then the
 * functions that a request runs are compiled too, and the next worker starts with them.
 */
function keepCompiled(): void {
  if (kept) return;
  kept = true;
  setImmediate(flushCompileCache);
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
