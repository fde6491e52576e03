import type { Functions, Ground, Invocation, Properties } from '../parts.ts';
import type { Authorization } from './guard.ts';
import { type ApiPlace, type ApiRequest, eventOf } from './request-event.ts';

export interface RequestAuthorizerSettings {
  properties: Properties;
  logicalId: string;
  /** Selection expressions, all of which a request must have a value for. */
  sources: string[];
  place: ApiPlace;
}

const keptVerdicts = 10_000;
const noBody = Buffer.alloc(0);

/**
 * A Lambda authorizer with payload format 2.0 and simple responses. A request without all identity sources is refused
 * (401) without a call; a verdict is kept for `AuthorizerResultTtlInSeconds` for its identity; a function that throws
 * `Unauthorized` refuses (401), one that fails otherwise is a fault (500).
 * Source: API Gateway developer guide, "Control access to HTTP APIs with AWS Lambda authorizers".
 */
export class RequestAuthorizer {
  readonly #settings: RequestAuthorizerSettings;
  readonly #ground: Ground;
  readonly #functions: Functions;
  readonly #functionArn: string;
  readonly #keptMs: number;
  readonly #readers: IdentityReader[];
  /** In order of being kept: the first is the oldest. */
  readonly #verdicts = new Map<string, { verdict: Authorization; until: number }>();

  constructor(settings: RequestAuthorizerSettings, ground: Ground, functions: Functions) {
    const { properties, logicalId } = settings;
    const functionArn = /arn:[^:/]+:lambda:[^/]+/.exec(String(properties.AuthorizerUri))?.[0];
    if (
      functionArn === undefined ||
      properties.AuthorizerPayloadFormatVersion !== '2.0' ||
      properties.EnableSimpleResponses !== true
    )
      throw new Error(
        `${logicalId}: only Lambda authorizers of payload format 2.0 with simple responses are served`,
      );
    this.#settings = settings;
    this.#ground = ground;
    this.#functions = functions;
    this.#functionArn = functionArn;
    this.#readers = settings.sources.map(readerOf);
    this.#keptMs = Number(properties.AuthorizerResultTtlInSeconds ?? 300) * 1000;
  }

  authorize(
    request: ApiRequest,
    routeKey: string,
    parameters: Record<string, string> | undefined,
  ): Authorization | Promise<Authorization> {
    const identity = this.#readers.map((read) => read(request, routeKey, this.#settings.place));
    if (identity.some((value) => value === undefined || value === '')) return { ok: false, status: 401 };
    const key = identity.join('\n');
    const now = this.#ground.clock.now();
    const known = this.#verdicts.get(key);
    if (known && known.until > now) return known.verdict;
    return this.#ask(request, routeKey, parameters, identity as string[]).then((verdict) => {
      // A fault, and an `Unauthorized`, are answers to one request: only verdicts are kept.
      if (this.#keptMs > 0 && (verdict.ok || verdict.status === 403)) {
        this.#keep(key, verdict, now + this.#keptMs);
      }
      return verdict;
    });
  }

  #keep(key: string, verdict: Authorization, until: number): void {
    this.#verdicts.delete(key);
    this.#verdicts.set(key, { verdict, until });
    if (this.#verdicts.size <= keptVerdicts) return;
    for (const oldest of this.#verdicts.keys()) {
      this.#verdicts.delete(oldest);
      break;
    }
  }

  async #ask(
    request: ApiRequest,
    routeKey: string,
    parameters: Record<string, string> | undefined,
    identitySource: string[],
  ): Promise<Authorization> {
    const { place } = this.#settings;
    const {
      body: _,
      isBase64Encoded: __,
      ...event
    } = eventOf(
      place,
      { ...request, headers: { ...request.headers } },
      { routeKey, parameters },
      noBody,
      this.#ground.clock.now(),
    );
    const { region, account } = this.#ground.stack;
    const routeArn = `arn:aws:execute-api:${region}:${account}:${place.apiId}/${place.stage}/${request.method}${request.path}`;
    const answer = await this.#functions.invoke(this.#functionArn, {
      ...event,
      type: 'REQUEST',
      routeArn,
      identitySource,
    });
    const verdict = verdictOf(answer);
    if (!verdict.ok && verdict.status === 500) {
      const why = answer.ok ? 'malformed answer' : answer.error;
      this.#ground.log({ what: 'authorizer failed', route: routeKey, why });
    }
    return verdict;
  }
}

type IdentityReader = (request: ApiRequest, routeKey: string, place: ApiPlace) => string | undefined;

/** Reads the value of a selection expression; made once, because every request needs it. */
function readerOf(source: string): IdentityReader {
  const header = /^\$request\.header\.(.+)$/.exec(source)?.[1]?.toLowerCase();
  if (header !== undefined) return (request) => request.headers[header];
  const query = /^\$request\.querystring\.(.+)$/.exec(source)?.[1];
  if (query !== undefined) return (request) => new URLSearchParams(request.query).get(query) ?? undefined;
  if (source === '$context.routeKey') return (_, routeKey) => routeKey;
  if (source === '$context.httpMethod') return (request) => request.method;
  if (source === '$context.stage') return (_, __, place) => place.stage;
  throw new Error(`The identity source ${source} is not served`);
}

function verdictOf(invocation: Invocation): Authorization {
  if (!invocation.ok)
    return { ok: false, status: invocation.error.errorMessage === 'Unauthorized' ? 401 : 500 };
  const answer = invocation.payload as { isAuthorized?: unknown; context?: object } | null;
  if (typeof answer?.isAuthorized !== 'boolean') return { ok: false, status: 500 };
  return answer.isAuthorized
    ? { ok: true, authorizer: { lambda: answer.context ?? {} } }
    : { ok: false, status: 403 };
}
