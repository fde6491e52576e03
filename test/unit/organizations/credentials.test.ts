import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

process.env.AWS_REGION = 'eu-west-1';
process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
process.env.AWS_SECRET_ACCESS_KEY = 'not-a-secret';
process.env.USER_POOL_ID = 'eu-west-1_pool';
delete process.env.AWS_ENDPOINT_URL;
const { issueCredential, revokeCredential } = await import('../../../functions/organizations/credentials.ts');

let answers: Response[] = [];
const calls: Request[] = [];
const answer = (status: number, body: object = {}) => new Response(JSON.stringify(body), { status });
beforeEach(() => {
  answers = [];
  calls.length = 0;
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    calls.push(new Request(input, init));
    return answers.shift() ?? answer(200);
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});
const sent = async (position = 0) => (await calls[position]?.clone().json()) as Record<string, unknown>;
const made = () => answer(200, { UserPoolClient: { ClientId: 'client1', ClientSecret: 'told once' } });

describe('a credential', () => {
  test('is a machine’s own client of the pool, with its scopes and for an hour', async () => {
    answers = [made()];
    expect(await issueCredential('CRM connector', ['referrals:read', 'members:read'])).toEqual({
      clientId: 'client1',
      secret: 'told once',
    });
    expect(calls[0]?.url).toBe('https://cognito-idp.eu-west-1.amazonaws.com/');
    expect(calls[0]?.headers.get('x-amz-target')).toBe(
      'AWSCognitoIdentityProviderService.CreateUserPoolClient',
    );
    expect(calls[0]?.headers.get('authorization')).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\//);
    expect(await sent()).toEqual({
      UserPoolId: 'eu-west-1_pool',
      ClientName: 'CRM connector',
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: ['cosell/referrals:read', 'cosell/members:read'],
      AccessTokenValidity: 1,
      TokenValidityUnits: { AccessToken: 'hours' },
    });
  });

  test('has a name that the pool takes, whatever the organisation called it', async () => {
    answers = [made()];
    await issueCredential(`Größe/“CRM” <b>${'x'.repeat(200)}`, ['referrals:read']);
    expect((await sent()).ClientName).toMatch(/^[\w\s+=,.@-]{1,128}$/);
  });

  test('is tried again while the service is not well', async () => {
    answers = [answer(500), answer(429), made()];
    expect(await issueCredential('CRM', [])).toMatchObject({ clientId: 'client1' });
    expect(calls).toHaveLength(3);
  });

  test('that cannot be made is an error by the service’s own name, without the keys', async () => {
    answers = [answer(400, { __type: 'LimitExceededException', message: 'too many clients' })];
    await expect(issueCredential('CRM', [])).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'too many clients',
    });
  });
});

describe('taking a credential away', () => {
  test('names it', async () => {
    await revokeCredential('client1');
    expect(await sent()).toEqual({ UserPoolId: 'eu-west-1_pool', ClientId: 'client1' });
    expect(calls[0]?.headers.get('x-amz-target')).toMatch(/DeleteUserPoolClient$/);
  });
  test('is fine where it is gone already: the request can be sent again', async () => {
    answers = [answer(400, { __type: 'ResourceNotFoundException' })];
    await revokeCredential('client1');
    expect(calls).toHaveLength(1);
  });
  test('is not where it was not allowed', async () => {
    answers = [answer(400, { __type: 'AccessDeniedException' })];
    await expect(revokeCredential('client1')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
