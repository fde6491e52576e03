import { AwsError } from '../parts.ts';
import { accessTokenSeconds } from './access-tokens.ts';
import type { ClientSettings } from './pool-clients.ts';
import type { Pool } from './pools.ts';

const flows = ['implicit', 'client_credentials', 'code'];
/** Scopes that every pool has; they are about a user, so none goes with client credentials. */
const userScopes = new Set(['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin']);

/**
 * Refuses settings that Cognito refuses for an app client: InvalidParameterException (name, flow or token validity out of
 * range, flows without scopes), InvalidOAuthFlowException (client credentials beside another flow, without a secret,
 * or with a user's scope), ScopeDoesNotExistException.
 * Source: Cognito API reference, CreateUserPoolClient.
 */
export function checkClient(settings: ClientSettings, withSecret: boolean, pool: Pool): void {
  if (!/^[\w\s+=,.@-]{1,128}$/.test(settings.ClientName ?? '')) {
    throw invalid(`Value '${settings.ClientName ?? 'null'}' at 'clientName' failed to satisfy constraint`);
  }
  const asked = settings.AllowedOAuthFlows ?? [];
  if (asked.some((flow) => !flows.includes(flow))) {
    throw invalid(
      `Value '[${asked.join(', ')}]' at 'allowedOAuthFlows' failed to satisfy constraint: ` +
        `Member must satisfy constraint: [Member must satisfy enum value set: [${flows.join(', ')}]]`,
    );
  }
  const scopes = settings.AllowedOAuthScopes ?? [];
  if (settings.AllowedOAuthFlowsUserPoolClient === true && (asked.length === 0 || scopes.length === 0)) {
    throw new AwsError(
      'InvalidParameterException',
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
    );
  }
  if (asked.includes('client_credentials')) checkMachine(asked, scopes, withSecret);
  const unknown = scopes.find((scope) => !pool.scopes.has(scope) && !userScopes.has(scope));
  if (unknown !== undefined) {
    throw new AwsError('ScopeDoesNotExistException', `Invalid scope requested: ${unknown}`);
  }
  checkValidity(settings);
}

function checkMachine(asked: string[], scopes: string[], withSecret: boolean): void {
  if (asked.length > 1) {
    const message = 'client_credentials flow can not be selected along with code flow or implicit flow.';
    throw new AwsError('InvalidOAuthFlowException', message);
  }
  if (!withSecret) {
    const message = 'client_credentials flow can not be selected if client does not have a client secret.';
    throw new AwsError('InvalidOAuthFlowException', message);
  }
  const personal = scopes.find((scope) => userScopes.has(scope));
  if (personal !== undefined) {
    throw new AwsError(
      'InvalidOAuthFlowException',
      `${personal} is not supported with client_credentials flow`,
    );
  }
}

/** Access tokens are good for 5 minutes to 1 day. */
function checkValidity(settings: ClientSettings): void {
  const unit = settings.TokenValidityUnits?.AccessToken;
  if (unit !== undefined && !['seconds', 'minutes', 'hours', 'days'].includes(unit)) {
    throw invalid(`Value '${unit}' at 'tokenValidityUnits.accessToken' failed to satisfy constraint`);
  }
  const seconds = accessTokenSeconds(settings);
  if (!(seconds >= 300 && seconds <= 86_400)) {
    throw new AwsError('InvalidParameterException', 'Invalid range for token validity.');
  }
}

const invalid = (what: string): AwsError =>
  new AwsError('InvalidParameterException', `1 validation error detected: ${what}`);
