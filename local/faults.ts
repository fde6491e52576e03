/** Outages to be tried: services that refuse calls until they are let go again. Not kept over a restart. */
import { AwsError, type AwsRequest, type AwsService } from './parts.ts';

export interface Outage {
  /** `events`, or one operation of it as `events:PutEvents`. */
  refuse: string[];
  /** Only calls whose body holds this text. */
  holding?: string | undefined;
  /** The error's name; without it the service is unavailable, and a client tries again. */
  error?: string | undefined;
}
export interface Faults {
  /** From now on this is refused, instead of what was. */
  set(outage: Outage): void;
  now(): Outage;
  /** The service as it answers while it may be refused. */
  over(service: AwsService): AwsService;
}

export function createFaults(): Faults {
  let outage: Outage = { refuse: [] };
  const refusal = (): AwsError =>
    outage.error
      ? new AwsError(outage.error, 'Refused for now.')
      : new AwsError('ServiceUnavailableException', 'Refused for now.', 503);
  return {
    set: (next) => {
      outage = next;
    },
    now: () => outage,
    over: ({ signingName, handle }) => ({
      signingName,
      handle: async (request: AwsRequest) => {
        const { refuse, holding } = outage;
        const named = refuse.includes(signingName) || refuse.includes(`${signingName}:${request.operation}`);
        if (named && (holding === undefined || request.body.includes(holding))) throw refusal();
        return handle(request);
      },
    }),
  };
}
