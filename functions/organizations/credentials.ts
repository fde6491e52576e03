import { awsCall } from '../platform/aws-call.ts';

/** App clients of the user pool. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/ */
const cognito = <Answer>(operation: string, body: object): Promise<Answer> =>
  awsCall<Answer>({
    host: 'cognito-idp',
    service: 'cognito-idp',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body,
  });

export interface Credential {
  clientId: string;
  secret: string;
}

/** Prefix of every scope in a token: the resource server's identifier. */
const SCOPE_PREFIX = 'cosell/';

/** Makes a client-credentials app client whose tokens may carry these scopes and live for an hour. */
export const issueCredential = async (name: string, scopes: readonly string[]): Promise<Credential> => {
  const { UserPoolClient } = await cognito<{ UserPoolClient: { ClientId: string; ClientSecret: string } }>(
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
  return { clientId: UserPoolClient.ClientId, secret: UserPoolClient.ClientSecret };
};

/** Takes an app client away; one that is gone already is fine. */
export const revokeCredential = async (clientId: string): Promise<void> => {
  try {
    await cognito('DeleteUserPoolClient', { UserPoolId: process.env.USER_POOL_ID, ClientId: clientId });
  } catch (thrown) {
    if (!String((thrown as Error).name).includes('ResourceNotFoundException')) throw thrown;
  }
};
