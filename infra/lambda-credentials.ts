import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for the SDK's chain of credential providers in the bundles: a Lambda function's credentials are in its
 * environment, always, and the other providers (profiles, SSO, web identity, instance metadata) are a third of the code.
 */
export const defaultProvider = (): ReturnType<typeof fromEnv> => fromEnv();
