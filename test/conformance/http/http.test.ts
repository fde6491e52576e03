import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll } from '@jest/globals';
import { answerOf } from '../../../local/http/function-answer.ts';
import { JwtAuthorizer } from '../../../local/http/jwt-authorizer.ts';
import { Routes } from '../../../local/http/routes.ts';
import {
  apiResources,
  identityResources,
  region,
  resource,
  type Stand,
  standUp,
} from '../../unit/local-http/ground.ts';
import { conforms } from '../cases.ts';
import { type Judged as Answered, type Given as Asked, authorizers } from './authorizers.ts';
import { answers, headers, ownAnswers, type Request, requests } from './payload.ts';
import { type Chosen, routes } from './routes.ts';
import { audience, issuer, type Judged, now, publicKey, tokens } from './tokens.ts';

conforms('routes', routes, ({ routes: keys, request }): Chosen => {
  const table = new Routes<string>();
  for (const key of keys) table.add(key, key);
  const [method = '', path = ''] = request.split(' ');
  const found = table.match(method, path);
  return found ? { route: found.route, ...(found.parameters && { parameters: found.parameters }) } : null;
});

const authorizerArn = `arn:aws:lambda:${region}:111122223333:function:authorizer`;
const custom = { AuthorizationType: 'CUSTOM', AuthorizerId: 'custom' };
let stand: Stand;
beforeAll(async () => {
  stand = await standUp([
    ...apiResources(),
    ...identityResources(),
    resource('AWS::ApiGatewayV2::Authorizer', 'custom', {
      AuthorizerType: 'REQUEST',
      AuthorizerUri: authorizerArn,
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 60,
      IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
    }),
    resource('AWS::ApiGatewayV2::Route', 'custom', {
      RouteKey: 'GET /custom',
      Target: 'integrations/int',
      ...custom,
    }),
  ]);
});
afterAll(() => stand.close());

interface Reply {
  status: number;
  body: string;
}
/** By Node's own client, which sends a header as often as it is told to. */
const send = ({ path = '/open/x', headers: sent = {}, body }: Request): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const outgoing = httpRequest(stand.base + path, { method, headers: sent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    outgoing.on('error', reject).end(body);
  });
const eventOf = async (request: Request): Promise<Record<string, unknown>> => {
  stand.events.length = 0;
  await send(request);
  return stand.events[0] ?? {};
};
conforms('payload 2.0: the event', requests, eventOf, { partly: true });
conforms('payload 2.0: headers', headers, async (request) => (await eventOf(request)).headers, {
  partly: true,
});
conforms("payload 2.0: the function's answer", answers, answerOf);
conforms("API Gateway's own answers", ownAnswers, async (request) => {
  const { status, body } = await send(request);
  return { status, ...JSON.parse(body) };
});

conforms('JWT authorizers', tokens, async ({ identity, scopes = [] }): Promise<Judged> => {
  const clock = {
    now: () => now * 1000,
    at: () => () => {},
    advance: async () => {},
    offset: new SharedArrayBuffer(8),
  };
  const known = (iss: string, kid: string) => (iss === issuer && kid === 'k1' ? publicKey : undefined);
  const authorizer = new JwtAuthorizer({ Issuer: issuer, Audience: audience }, clock, known);
  const judged = await authorizer.authorize(identity, scopes);
  if (judged.ok) return { scopes: judged.authorizer.jwt.scopes };
  return { status: judged.status, says: judged.challenge };
});

let round = 0;
conforms(
  'Lambda authorizers',
  authorizers,
  async ({ requests: sent, answer, seconds = 0 }: Asked): Promise<Answered> => {
    stand.answer(answer, authorizerArn);
    stand.events.length = 0;
    round += 1;
    const statuses: number[] = [];
    for (const authorization of sent) {
      const value = authorization && `${authorization}${round}`;
      const { status } = await send({
        path: '/custom',
        headers: value === undefined ? {} : { authorization: value },
      });
      statuses.push(status);
      await stand.clock.advance(seconds * 1000);
    }
    return { statuses, asked: stand.events.filter(({ type }) => type === 'REQUEST').length };
  },
);
