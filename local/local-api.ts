/** The runner's own JSON API under /_local/: for the console, for tests and for a person with curl. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { durationMs } from './duration.ts';
import { listRecords } from './records.ts';
import type { RunnerParts } from './runner.ts';
import { checkSameSite, jsonBody, Refusal, sendJson } from './web.ts';

type Answer = (asked: {
  request: IncomingMessage;
  query: URLSearchParams;
  /** What follows the path that matched, decoded. */
  rest: string;
}) => unknown;

/** Further than this the clock is not moved at once: ten years. */
const longestAdvanceMs = 3_653 * 86_400_000;
const mostEvents = 100_000;

export interface LocalApi {
  /** Answers a path under /_local/ and gives true, or leaves it alone and gives false. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

export function createLocalApi(parts: RunnerParts): LocalApi {
  const answers = answersOf(parts);
  const answer = async (
    request: IncomingMessage,
    url: URL,
    found: Answer,
    rest: string,
  ): Promise<unknown> => {
    checkSameSite(request);
    return found({ request, query: url.searchParams, rest });
  };
  return {
    handle: (request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const [, name = '', ...rest] = url.pathname.slice(1).split('/');
      const found = answers[`${request.method === 'HEAD' ? 'GET' : request.method} ${name}`];
      if (!found) {
        const methods = ['GET', 'POST'].filter((method) => answers[`${method} ${name}`]);
        if (methods.length === 0) return false;
        response.setHeader('allow', methods.join(', '));
        sendJson(response, 405, { error: `${name} takes ${methods.join(' and ')}` });
        return true;
      }
      answer(request, url, found, decodeURIComponent(rest.join('/'))).then(
        (body) => sendJson(response, 200, body),
        (error: unknown) => {
          const status = error instanceof Refusal ? error.status : 500;
          if (status === 500)
            parts.ground.log({ level: 'ERROR', message: 'local API', error: String(error) });
          sendJson(response, status, { error: (error as Error).message });
        },
      );
      return true;
    },
  };
}

function answersOf({ ground, ...parts }: RunnerParts): Record<string, Answer> {
  const { clock, activity, stack } = ground;
  const now = (): string => new Date(clock.now()).toISOString();
  return {
    'GET health': () => ({
      status: 'ready',
      now: now(),
      stack: stack.name,
      databaseUrl: parts.database.url,
      awsEndpointUrl: parts.endpointUrl,
      tables: parts.database.tables.map(({ name }) => name),
      functions: parts.functions.stats(),
      underWay: parts.underWay(),
    }),
    'GET mail': ({ query }) => {
      const to = query.get('to')?.toLowerCase();
      const mails = parts.mailbox.list(query.get('after') ?? undefined);
      return to
        ? mails.filter((mail) => mail.to.some((address) => address.toLowerCase().includes(to)))
        : mails;
    },
    'GET events': ({ query }) =>
      parts.bus
        .events(number(query, 'after', 0), number(query, 'limit', mostEvents))
        .map(({ sequence, bus, event }) => ({
          sequence,
          source: event.source,
          detailType: event['detail-type'],
          detail: event.detail,
          id: event.id,
          time: event.time,
          bus,
        })),
    'GET executions': ({ rest }) => {
      if (!rest) return parts.executions.list();
      const execution = parts.executions.get(rest);
      if (!execution) throw new Refusal(404, `there is no execution ${rest}`);
      return execution;
    },
    'GET queues': () => parts.queues.depths(),
    'GET clock': () => ({ now: now(), offsetMs: new Float64Array(clock.offset)[0] }),
    'POST clock': async ({ request }) => {
      const { advance } = await jsonBody(request);
      const milliseconds = durationMs(advance);
      if (milliseconds === undefined) {
        throw new Refusal(
          400,
          `advance must be an ISO 8601 duration such as "P3D" or "PT36H"; given: ${JSON.stringify(advance)}`,
        );
      }
      if (milliseconds > longestAdvanceMs) throw new Refusal(400, 'advance must not be more than ten years');
      await clock.advance(milliseconds);
      return { now: now() };
    },
    'POST idle': async () => {
      await activity.idle();
      return { now: now() };
    },
    'GET faults': () => parts.faults.now(),
    'POST faults': async ({ request }) => {
      const { refuse, holding, error } = await jsonBody(request);
      if (!Array.isArray(refuse) || !refuse.every((name) => typeof name === 'string'))
        throw new Refusal(400, 'refuse must list services, such as "events" or "events:PutEvents"');
      if (![holding, error].every((text) => text === undefined || typeof text === 'string'))
        throw new Refusal(400, 'holding and error must be texts');
      parts.faults.set({ refuse, holding: holding as string, error: error as string });
      return parts.faults.now();
    },
    'GET records': ({ query }) =>
      listRecords(parts.database, stack, {
        prefix: query.get('prefix') ?? '',
        after: query.get('after') ?? undefined,
        limit: number(query, 'limit', 50),
        table: query.get('table') ?? undefined,
      }),
  };
}

/** @throws Refusal 400 for what is not a whole number. */
function number(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null || text === '') return otherwise;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Refusal(400, `${name} must be a whole number; given: ${text}`);
}
