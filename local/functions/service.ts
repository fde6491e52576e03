import { AwsError, type AwsRequest, type AwsResponse, type AwsService, type Ground } from '../parts.ts';
import { createEventInvocations } from './event-invocations.ts';
import { nameOf, type RunningFunctions } from './functions.ts';
import { requestLimitBytes } from './messages.ts';

const invocationPath = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;
/** An event for an asynchronous invocation, in bytes (Lambda quotas: 1 MB). */
const eventLimitBytes = 1_048_576;

/**
 * Lambda's Invoke: RequestResponse (the default), Event and DryRun. The payload comes and goes as it is; a fault of
 * the function is status 200 with X-Amz-Function-Error.
 * Refuses ResourceNotFoundException (404), InvalidRequestContentException (400, not JSON), TooManyRequestsException
 * (429), RequestTooLargeException (413), InvalidParameterValueException (400, another invocation type).
 * Source: Lambda API reference, Invoke.
 */
export function createLambdaService(ground: Ground, functions: RunningFunctions): AwsService {
  const invokeLater = createEventInvocations(ground, functions);
  return {
    signingName: 'lambda',
    async handle(request) {
      const named = invocationPath.exec(request.path)?.[1];
      if (request.method !== 'POST' || named === undefined) {
        throw new AwsError(
          'UnknownOperationException',
          `${request.method} ${request.path} is not served here`,
          404,
        );
      }
      const name = decodeURIComponent(named);
      if (!functions.has(name)) {
        throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
      }
      return await invoke(functions, invokeLater, name, request);
    },
  };
}

async function invoke(
  functions: RunningFunctions,
  invokeLater: (name: string, event: unknown) => void,
  name: string,
  request: AwsRequest,
): Promise<AwsResponse> {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') return { status: 204, body: '' };
  if (type !== 'Event' && type !== 'RequestResponse') {
    throw new AwsError('InvalidParameterValueException', `Invalid invocation type: ${type}`);
  }
  const limitBytes = type === 'Event' ? eventLimitBytes : requestLimitBytes;
  if (request.body.length > limitBytes) {
    const message = `${request.body.length} byte payload is too large for the ${type} invocation type (limit ${limitBytes} bytes)`;
    throw new AwsError('RequestTooLargeException', message, 413);
  }
  const event = eventOf(request.body);
  if (type === 'Event') {
    invokeLater(nameOf(name), event);
    return { status: 202, body: '' };
  }
  const result = await functions.invoke(name, event);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-amz-executed-version': '$LATEST',
  };
  if (result.ok) return { status: 200, headers, body: Buffer.from(JSON.stringify(result.payload)) };
  const { errorType, errorMessage } = result.error;
  if (errorType === 'TooManyRequestsException') throw new AwsError(errorType, errorMessage, 429);
  headers['x-amz-function-error'] = 'Unhandled';
  return { status: 200, headers, body: Buffer.from(JSON.stringify(result.error)) };
}

function eventOf(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    const message = `Could not parse request body into json: ${(error as Error).message}`;
    throw new AwsError('InvalidRequestContentException', message);
  }
}
