import { type Case, from } from '../cases.ts';
import { page } from '../sources.ts';

export interface Given {
  routes: readonly string[];
  request: string;
}
/** The route that is chosen and its path parameters; null for 404. */
export type Chosen = { route: string; parameters?: Record<string, string> } | null;

const guide = [
  'GET /pets/dog/1',
  'GET /pets/dog/{id}',
  'GET /pets/{proxy+}',
  'ANY /{proxy+}',
  '$default',
] as const;
const over = (
  routes: readonly string[],
  rows: [request: string, chosen: Chosen][],
): [string, Given, Chosen][] =>
  rows.map(([request, chosen]) => [`${request} of ${routes.join(', ')}`, { routes, request }, chosen]);
const deep = ['GET /a/{one}/b/{two}', 'GET /a/{id}/{rest+}', 'GET /a/{only}'];
const single = ['GET /a/{id}'];

/** A full match, then a greedy variable, then $default; of several, the most specific. */
export const routes: Case<Given, Chosen>[] = from(page.apiRoutes, [
  ...over(guide, [
    ['GET /pets/dog/1', { route: 'GET /pets/dog/1' }],
    ['GET /pets/dog/2', { route: 'GET /pets/dog/{id}', parameters: { id: '2' } }],
    ['GET /pets/cat/1', { route: 'GET /pets/{proxy+}', parameters: { proxy: 'cat/1' } }],
    ['POST /test/5', { route: 'ANY /{proxy+}', parameters: { proxy: 'test/5' } }],
    ['POST /pets/dog/1', { route: 'ANY /{proxy+}', parameters: { proxy: 'pets/dog/1' } }],
    ['GET /', { route: '$default' }],
  ]),
  ...over(
    ['ANY /a', 'GET /a', 'POST /b', 'GET /{x}'],
    [
      ['GET /a', { route: 'GET /a' }],
      ['PUT /a', { route: 'ANY /a' }],
      ['GET /b', { route: 'GET /{x}', parameters: { x: 'b' } }],
    ],
  ),
  ...over(deep, [
    ['GET /a/1/b/2', { route: 'GET /a/{one}/b/{two}', parameters: { one: '1', two: '2' } }],
    ['GET /a/1/b/2/3', { route: 'GET /a/{id}/{rest+}', parameters: { id: '1', rest: 'b/2/3' } }],
    ['GET /a/1', { route: 'GET /a/{only}', parameters: { only: '1' } }],
  ]),
  ...over(single, [
    ['GET /a/x%20y%2Fz', { route: 'GET /a/{id}', parameters: { id: 'x y/z' } }],
    ['GET /a/%C3%A9', { route: 'GET /a/{id}', parameters: { id: 'é' } }],
    ['HEAD /a/1', null],
    ['GET /a', null],
    ['GET /a/', null],
    ['GET /a/1/', null],
    ['GET //a/1', null],
    ['GET /A/1', null],
  ]),
]);
