import { beforeEach, describe, expect, test } from '@jest/globals';
import { createIdentity } from '../../../local/http/identity.ts';
import type { AwsService } from '../../../local/parts.ts';
import { groundOf, identityResources, poolId } from './ground.ts';

let service: AwsService;
beforeEach(() => {
  service = createIdentity(groundOf(identityResources()).ground, '').service;
});

type Client = Record<'ClientId' | 'ClientName' | 'ClientSecret', string>;
interface Answer {
  UserPoolClient: Client;
  UserPoolClients: Client[];
  NextToken?: string;
}

async function call(operation: string, input: unknown): Promise<Answer> {
  const body = Buffer.from(typeof input === 'string' ? input : JSON.stringify(input));
  const request = { method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, caller: undefined };
  return (await service.handle({ ...request, body, operation })).body as Answer;
}
const machine = {
  UserPoolId: poolId,
  ClientName: 'Partner 7',
  GenerateSecret: true,
  AllowedOAuthFlows: ['client_credentials'],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthScopes: ['cosell/things:read'],
};

test('a client is made, described, changed, listed and deleted', async () => {
  const { UserPoolClient: made } = await call('CreateUserPoolClient', machine);
  const { GenerateSecret: _, ...kept } = machine;
  expect(made).toMatchObject({ ...kept, ClientId: expect.stringMatching(/^[a-z0-9]{26}$/) });
  expect(made.ClientSecret).toMatch(/^[a-z0-9]{51}$/);
  const which = { UserPoolId: poolId, ClientId: made.ClientId };
  expect(await call('DescribeUserPoolClient', which)).toEqual({ UserPoolClient: made });

  const { UserPoolClient: changed } = await call('UpdateUserPoolClient', { ...which, ClientName: 'Renamed' });
  expect(changed).toMatchObject({ ClientName: 'Renamed', ClientSecret: made.ClientSecret });
  expect(changed).not.toHaveProperty('AllowedOAuthFlows');

  const { UserPoolClients: all } = await call('ListUserPoolClients', { UserPoolId: poolId, MaxResults: 60 });
  expect(all.map((one) => one.ClientName).sort()).toEqual(['Renamed', 'seed']);
  expect(await call('DeleteUserPoolClient', which)).toEqual({});
  await expect(call('DescribeUserPoolClient', which)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('lists come in pages', async () => {
  for (const ClientName of ['a', 'b', 'c', 'd'])
    await call('CreateUserPoolClient', { ...machine, ClientName });
  const seen: string[] = [];
  let NextToken: string | undefined;
  do {
    const page: Answer = await call('ListUserPoolClients', { UserPoolId: poolId, MaxResults: 2, NextToken });
    expect(page.UserPoolClients.length).toBeLessThanOrEqual(2);
    seen.push(...page.UserPoolClients.map((one) => one.ClientName));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(seen.sort()).toEqual(['a', 'b', 'c', 'd', 'seed']);
});

describe('refusals', () => {
  test.each<[string, string, object, RegExp]>([
    ['ResourceNotFoundException', 'CreateUserPoolClient', { UserPoolId: 'eu_None' }, /does not exist/],
    ['InvalidParameterException', 'CreateUserPoolClient', { ClientName: '' }, /clientName/],
    [
      'InvalidParameterException',
      'CreateUserPoolClient',
      { AllowedOAuthFlows: ['token'] },
      /allowedOAuthFlows/,
    ],
    ['InvalidParameterException', 'CreateUserPoolClient', { AllowedOAuthScopes: [] }, /are required/],
    ['InvalidOAuthFlowException', 'CreateUserPoolClient', { GenerateSecret: false }, /client secret/],
    [
      'InvalidOAuthFlowException',
      'CreateUserPoolClient',
      { AllowedOAuthFlows: ['client_credentials', 'code'] },
      /along with/,
    ],
    [
      'InvalidOAuthFlowException',
      'CreateUserPoolClient',
      { AllowedOAuthScopes: ['openid'] },
      /openid is not supported/,
    ],
    [
      'ScopeDoesNotExistException',
      'CreateUserPoolClient',
      { AllowedOAuthScopes: ['cosell/none'] },
      /cosell\/none/,
    ],
    ['InvalidParameterException', 'CreateUserPoolClient', { AccessTokenValidity: 25 }, /token validity/],
    ['InvalidParameterException', 'ListUserPoolClients', { MaxResults: 61 }, /maxResults/],
    ['ResourceNotFoundException', 'DeleteUserPoolClient', { ClientId: 'none' }, /does not exist/],
    ['ResourceNotFoundException', 'UpdateUserPoolClient', { ClientId: 'none' }, /does not exist/],
    ['UnknownOperationException', 'AdminCreateUser', {}, /AdminCreateUser/],
  ])('%s by %s with %j', async (name, operation, input, message) => {
    await expect(call(operation, { ...machine, ...input })).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  test('what is not JSON', async () => {
    await expect(call('CreateUserPoolClient', '{')).rejects.toMatchObject({ name: 'SerializationException' });
  });
});
