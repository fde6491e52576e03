import { type Seeded, seed } from '../../local/start/seed.ts';
import type { LocalSettings } from '../support/stack.ts';
import type { Outputs } from './cdk.ts';
import type { MiniStack } from './ministack.ts';

/** One call of Cognito as its API has it. */
const cognito = async <Answer>({ url }: MiniStack, operation: string, body: object): Promise<Answer> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${operation} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
};

/** The operator's credential, read as the operator of an AWS account reads it. */
const operatorOf = async (stack: MiniStack, clientId: string) => {
  const { UserPools } = await cognito<{ UserPools: { Id: string }[] }>(stack, 'ListUserPools', {
    MaxResults: 10,
  });
  const { UserPoolClient } = await cognito<{ UserPoolClient: { ClientSecret: string } }>(
    stack,
    'DescribeUserPoolClient',
    { UserPoolId: UserPools[0]?.Id, ClientId: clientId },
  );
  return { clientId, clientSecret: UserPoolClient.ClientSecret };
};

/** Makes the demo ecosystem in a deployment over its API; gives the settings by which tests find it. */
export const prepare = async (
  stack: MiniStack,
  { BaseUrl: baseUrl, OperatorClientId }: Outputs,
): Promise<LocalSettings> => {
  const operator = await operatorOf(stack, OperatorClientId);
  const tokenUrl = `${stack.url}/oauth2/token`;
  const seeded: Seeded = await seed({ baseUrl, tokenUrl, operator, progress: () => {} });
  return {
    baseUrl,
    tokenUrl,
    mailboxUrl: `${baseUrl}/_local/mail`,
    consoleUrl: `${baseUrl}/_local/health`,
    operator,
    ...seeded,
  };
};
