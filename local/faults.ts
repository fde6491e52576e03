/** Outages to be tried: services that refuse every call until they are let go again. Not kept over a restart. */
import { AwsError, type AwsRequest, type AwsService } from './parts.ts';

export interface Faults {
  /** What is refused from now on, instead of what was: `events`, or one operation of it as `events:PutEvents`. */
  refuse(what: string[]): void;
  refused(): string[];
  /** The service as it answers while it may be refused. */
  over(service: AwsService): AwsService;
}

export function createFaults(): Faults {
  let down = new Set<string>();
  return {
    refuse: (what) => {
      down = new Set(what);
    },
    refused: () => [...down],
    over: ({ signingName, handle }) => ({
      signingName,
      handle: async (request: AwsRequest) => {
        const names = [signingName, `${signingName}:${request.operation}`];
        if (names.some((name) => down.has(name)))
          throw new AwsError('ServiceUnavailableException', `${signingName} is refused for now.`, 503);
        return handle(request);
      },
    }),
  };
}
