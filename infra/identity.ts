import { Aws, Duration, Fn, RemovalPolicy } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Stage } from './stage.ts';

export interface Identity {
  pool: cognito.UserPool;
  issuer: string;
  /** Where the public keys of its tokens are. */
  keysUrl: string;
  tokenUrl: string;
  operator: cognito.UserPoolClient;
}

/** Machine-to-machine identity: a pool without people, a scope for each right, and the operator's own client. */
export const createIdentity = (scope: Construct, stage: Stage, scopes: readonly string[]): Identity => {
  const pool = new cognito.UserPool(scope, 'UserPool', {
    selfSignUpEnabled: false,
    // Nobody has a password here; should somebody ever be given one, it is a long one.
    passwordPolicy: {
      minLength: 16,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
    },
    removalPolicy: stage.keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    deletionProtection: stage.keep,
    signInAliases: { email: true },
  });
  const resourceScopes = scopes.map(
    (name) => new cognito.ResourceServerScope({ scopeName: name, scopeDescription: name }),
  );
  const server = pool.addResourceServer('Scopes', { identifier: 'cosell', scopes: resourceScopes });
  const domain = pool.addDomain('Domain', {
    cognitoDomain: { domainPrefix: `cosell-${Aws.ACCOUNT_ID}-${Aws.REGION}` },
  });
  const operatorScope = resourceScopes.find((one) => one.scopeName === 'operator');
  if (!operatorScope) throw new Error('no route asks for the scope operator');
  const operator = pool.addClient('Operator', {
    generateSecret: true,
    authFlows: {},
    accessTokenValidity: Duration.hours(1),
    oAuth: {
      flows: { clientCredentials: true },
      scopes: [cognito.OAuthScope.resourceServer(server, operatorScope)],
    },
  });
  const keysUrl = Fn.join('', [
    'https://cognito-idp.',
    Aws.REGION,
    '.amazonaws.com/',
    pool.userPoolId,
    '/.well-known/jwks.json',
  ]);
  return {
    pool,
    issuer: `https://cognito-idp.${Aws.REGION}.amazonaws.com/${pool.userPoolId}`,
    keysUrl,
    tokenUrl: `${domain.baseUrl()}/oauth2/token`,
    operator,
  };
};

/** Lets a function make API clients in the pool, and take them away. */
export const allowClients = ({ pool }: Identity, grantee: IGrantable): void => {
  pool.grant(grantee, 'cognito-idp:CreateUserPoolClient', 'cognito-idp:DeleteUserPoolClient');
};
