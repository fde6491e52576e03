import { AwsError, type AwsService } from '../parts.ts';
import { checkClient } from './client-rules.ts';
import type { ClientSettings, PoolClient, PoolClients } from './pool-clients.ts';
import type { Pool } from './pools.ts';

type Input = ClientSettings & {
  UserPoolId?: string;
  ClientId?: string;
  GenerateSecret?: boolean;
  MaxResults?: number;
  NextToken?: string;
};

/**
 * Cognito's API for app clients: Create, Describe, Update, Delete and ListUserPoolClients. As at AWS, an update says
 * everything anew: what it leaves out goes back to its default; the secret stays.
 * Refuses ResourceNotFoundException for an unknown pool or client, and what checkClient refuses.
 * Source: Cognito API reference.
 */
export function createCognitoService(pools: ReadonlyMap<string, Pool>, clients: PoolClients): AwsService {
  const operations: Record<string, (input: Input, pool: Pool) => unknown> = {
    CreateUserPoolClient(input, pool) {
      const { settings, generateSecret } = read(input);
      checkClient(settings, generateSecret, pool);
      return { UserPoolClient: describe(clients.create(pool.id, settings, generateSecret)) };
    },
    DescribeUserPoolClient: (input, pool) => ({ UserPoolClient: describe(find(clients, input, pool)) }),
    UpdateUserPoolClient(input, pool) {
      const client = find(clients, input, pool);
      const { settings } = read({
        ...input,
        ClientName: input.ClientName ?? client.settings.ClientName ?? '',
      });
      checkClient(settings, client.secret !== undefined, pool);
      return { UserPoolClient: describe(clients.update(client, settings)) };
    },
    DeleteUserPoolClient(input, pool) {
      clients.remove(find(clients, input, pool));
      return {};
    },
    ListUserPoolClients: (input, pool) => list(clients, input, pool),
  };
  return {
    signingName: 'cognito-idp',
    async handle(request) {
      const operation = operations[request.operation ?? ''];
      if (operation === undefined) {
        throw new AwsError(
          'UnknownOperationException',
          `${request.operation ?? request.path} is not served here`,
        );
      }
      const input = inputOf(request.body);
      const pool = pools.get(input.UserPoolId ?? '');
      if (pool === undefined) {
        throw new AwsError('ResourceNotFoundException', `User pool ${input.UserPoolId} does not exist.`);
      }
      return { status: 200, body: operation(input, pool) };
    },
  };
}

function inputOf(body: Buffer): Input {
  try {
    const input: unknown = JSON.parse(body.toString('utf8'));
    if (typeof input === 'object' && input !== null) return input as Input;
  } catch {
    // Answered below: what is not JSON is not an input either.
  }
  throw new AwsError('SerializationException', 'Start of structure or map found where not expected');
}

/** Splits an input into what is kept of it and what only steers the call. */
function read(input: Input): { settings: ClientSettings; generateSecret: boolean } {
  const { UserPoolId: _, ClientId: __, GenerateSecret, ...settings } = input;
  return { settings, generateSecret: GenerateSecret === true };
}

function find(clients: PoolClients, input: Input, pool: Pool): PoolClient {
  const client = clients.get(input.ClientId ?? '');
  if (client === undefined || client.poolId !== pool.id) {
    throw new AwsError('ResourceNotFoundException', `User pool client ${input.ClientId} does not exist.`);
  }
  return client;
}

function describe(client: PoolClient): Record<string, unknown> {
  return {
    RefreshTokenValidity: 30,
    AllowedOAuthFlowsUserPoolClient: false,
    EnableTokenRevocation: true,
    ...client.settings,
    UserPoolId: client.poolId,
    ClientId: client.id,
    ...(client.secret === undefined ? {} : { ClientSecret: client.secret }),
    // AWS JSON 1.1: seconds since the epoch.
    CreationDate: client.createdAt / 1000,
    LastModifiedDate: client.modifiedAt / 1000,
  };
}

/** Pages of 1 to 60; the token is the id after which the next page begins. */
function list(clients: PoolClients, input: Input, pool: Pool): unknown {
  const most = input.MaxResults ?? 60;
  if (!Number.isInteger(most) || most < 1 || most > 60) {
    const message = `1 validation error detected: Value '${most}' at 'maxResults' failed to satisfy constraint`;
    throw new AwsError('InvalidParameterException', message);
  }
  const rest = clients.list(pool.id).filter((client) => client.id > (input.NextToken ?? ''));
  const page = rest.slice(0, most);
  return {
    UserPoolClients: page.map((client) => ({
      ClientId: client.id,
      ClientName: client.settings.ClientName,
      UserPoolId: client.poolId,
    })),
    ...(rest.length > page.length ? { NextToken: page.at(-1)?.id } : {}),
  };
}
