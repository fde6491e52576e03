import { expect } from '@jest/globals';
import { openEndpoint } from '../../../local/endpoint.ts';
import { apiResources, identityResources, standUp } from '../../unit/local-http/ground.ts';
import type { DifferenceId } from '../differences.ts';

/** The differences of the HTTP API, of permissions and of tokens, as they show. */
export const http = {
  iam: async () => {
    const endpoint = await openEndpoint({ answered: () => {}, failed: () => {} });
    endpoint.add({ signingName: 'sqs', handle: async () => ({ status: 200, body: { done: true } }) });
    const authorization =
      'AWS4-HMAC-SHA256 Credential=nobody/20260101/us-east-1/sqs/aws4_request, Signature=none';
    const answer = await fetch(endpoint.url, { method: 'POST', headers: { authorization } });
    endpoint.close();
    expect(await answer.json()).toEqual({ done: true });
  },
  'api-address': async () => {
    const stand = await standUp();
    await fetch(`${stand.base}/open/x`);
    await stand.close();
    expect(stand.base).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(stand.events[0]).toMatchObject({
      headers: { 'x-forwarded-proto': 'http' },
      requestContext: { domainName: '127.0.0.1' },
    });
  },
  'api-throttling': async () => {
    const DefaultRouteSettings = { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 1 };
    const limited = [...apiResources(), ...identityResources()].map((one) =>
      one.type.endsWith('::Stage')
        ? { ...one, properties: { ...one.properties, DefaultRouteSettings } }
        : one,
    );
    const stand = await standUp(limited);
    const answers = await Promise.all(Array.from({ length: 10 }, () => fetch(`${stand.base}/open/x`)));
    await stand.close();
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  },
  'cognito-grants': async () => {
    const code = { AllowedOAuthFlows: ['code'], ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] };
    const stand = await standUp([...apiResources(), ...identityResources(code)]);
    const basic = btoa(`seedclient:${stand.identity.secretOf('seedclient')}`);
    const answers = await Promise.all(
      ['authorization_code', 'refresh_token'].map((grant_type) =>
        fetch(`${stand.base}/oauth2/token`, {
          method: 'POST',
          headers: { authorization: `Basic ${basic}` },
          body: new URLSearchParams({ grant_type }),
        }),
      ),
    );
    const said = await Promise.all(answers.map((answer) => answer.json()));
    await stand.close();
    expect(said).toEqual(Array(2).fill({ error: 'unauthorized_client' }));
  },
} satisfies Partial<Record<DifferenceId, () => unknown>>;
