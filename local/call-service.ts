/** The service integrations of workflows: an API action by name, answered by the same stand-ins as everything else. */
import type { DatabaseClient } from './database/client.ts';
import { AwsError, type AwsService, type Properties } from './parts.ts';

/** How workflows and the SDK name the services that the signature names otherwise. */
const signingNames: Record<string, string> = { eventbridge: 'events', sfn: 'states', sesv2: 'ses' };
/** Services whose actions are paths, not names. */
const paths: Record<string, string> = { 'ses SendEmail': '/v2/email/outbound-emails' };

/** @returns a function that @throws AwsError (or the database's) of the API's name. */
export function serviceCaller(
  database: () => DatabaseClient,
  service: (signingName: string) => AwsService | undefined,
): (name: string, action: string, input: unknown) => Promise<unknown> {
  return async (name, action, input) => {
    const operation = action.charAt(0).toUpperCase() + action.slice(1);
    if (name === 'dynamodb') return database().call(operation, input);
    const signingName = signingNames[name] ?? name;
    const found = service(signingName);
    if (!found) {
      throw new AwsError(
        'UnknownServiceException',
        `The local runner has no stand-in for the AWS service "${name}".`,
      );
    }
    const path = paths[`${signingName} ${operation}`];
    const answer = await found.handle({
      method: 'POST',
      path: path ?? '/',
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.from(JSON.stringify(input ?? {})),
      operation: path ? undefined : operation,
      caller: 'states',
    });
    return (answer.body ?? {}) as Properties;
  };
}
