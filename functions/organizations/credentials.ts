import { AwsClient } from 'aws4fetch';

/**
 * App clients of the user pool, over Cognito's own API: two calls do not justify its SDK client, which weighs as much as
 * the rest of the bundle. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/
 */
const call = async <Answer>(operation: string, input: object): Promise<Answer> => {
  const env = process.env;
  const aws = new AwsClient({
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
    service: 'cognito-idp',
    region: env.AWS_REGION ?? '',
    retries: 3,
  });
  const endpoint = env.AWS_ENDPOINT_URL ?? `https://cognito-idp.${env.AWS_REGION}.amazonaws.com`;
  const response = await aws.fetch(`${endpoint}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(input),
  });
  const answer = await response.json();
  if (response.ok) return answer as Answer;
  const { message, __type: name } = answer as { message?: string; __type?: string };
  const failure = new Error(message ?? String(response.status));
  failure.name = name ?? 'CognitoError';
  throw failure;
};

export interface Credential {
  clientId: string;
  secret: string;
}

/** Prefix of every scope in a token: the resource server's identifier. */
export const SCOPE_PREFIX = 'cosell/';

/** Makes a client-credentials app client whose tokens may carry these scopes and live for an hour. */
export const issueCredential = async (name: string, scopes: readonly string[]): Promise<Credential> => {
  const answer = await call<{ UserPoolClient: { ClientId: string; ClientSecret: string } }>(
    'CreateUserPoolClient',
    {
      UserPoolId: process.env.USER_POOL_ID,
      ClientName: name.replaceAll(/[^\w\s+=,.@-]/g, ' ').slice(0, 128),
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: scopes.map((scope) => `${SCOPE_PREFIX}${scope}`),
      AccessTokenValidity: 1,
      TokenValidityUnits: { AccessToken: 'hours' },
    },
  );
  return { clientId: answer.UserPoolClient.ClientId, secret: answer.UserPoolClient.ClientSecret };
};

/** Takes an app client away; one that is gone already is fine. */
export const revokeCredential = async (clientId: string): Promise<void> => {
  try {
    await call<object>('DeleteUserPoolClient', { UserPoolId: process.env.USER_POOL_ID, ClientId: clientId });
  } catch (thrown) {
    if (!String((thrown as Error).name).includes('ResourceNotFoundException')) throw thrown;
  }
};
