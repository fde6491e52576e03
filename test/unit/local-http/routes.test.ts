import { describe, expect, test } from '@jest/globals';
import { Routes } from '../../../local/http/routes.ts';

function routesOf(...keys: string[]): Routes<string> {
  const routes = new Routes<string>();
  for (const key of keys) routes.add(key, key);
  return routes;
}

describe('the order of precedence in the developer guide', () => {
  const routes = routesOf(
    'GET /pets/dog/1',
    'GET /pets/dog/{id}',
    'GET /pets/{proxy+}',
    'ANY /{proxy+}',
    '$default',
  );
  test.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', undefined],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
    ['POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
    ['POST', '/pets/dog/1', 'ANY /{proxy+}', { proxy: 'pets/dog/1' }],
    ['GET', '/', '$default', undefined],
  ])('%s %s -> %s', (method, path, route, parameters) => {
    expect(routes.match(method, path)).toEqual({ route, parameters });
  });
});

test('a method goes before ANY, and a path that only another method has does not hide a variable one', () => {
  const routes = routesOf('ANY /a', 'GET /a', 'POST /b', 'GET /{x}');
  expect(routes.match('GET', '/a')?.route).toBe('GET /a');
  expect(routes.match('PUT', '/a')?.route).toBe('ANY /a');
  expect(routes.match('GET', '/b')).toEqual({ route: 'GET /{x}', parameters: { x: 'b' } });
});

test('variables may have other names on other routes; a wrong turn leaves no value behind', () => {
  const routes = routesOf('GET /a/{one}/b/{two}', 'GET /a/{id}/{rest+}', 'GET /a/{only}');
  expect(routes.match('GET', '/a/1/b/2')?.parameters).toEqual({ one: '1', two: '2' });
  expect(routes.match('GET', '/a/1/b/2/3')?.parameters).toEqual({ id: '1', rest: 'b/2/3' });
  expect(routes.match('GET', '/a/1')?.parameters).toEqual({ only: '1' });
});

test('parameters are decoded; an encoded slash does not make two segments', () => {
  const routes = routesOf('GET /a/{id}');
  expect(routes.match('GET', '/a/x%20y%2Fz')?.parameters).toEqual({ id: 'x y/z' });
  expect(() => routes.match('GET', '/a/%zz')).toThrow(URIError);
});

test.each([
  ['HEAD', '/a/1'],
  ['GET', '/a'],
  ['GET', '/a/'],
  ['GET', '/a/1/'],
  ['GET', '//a/1'],
  ['GET', '/A/1'],
])('%s %s finds nothing', (method, path) => {
  expect(routesOf('GET /a/{id}').match(method, path)).toBeUndefined();
});

test('a key that is none or there twice is refused', () => {
  const routes = routesOf('GET /a/{x}');
  expect(() => routes.add('GET /a/{y}', 'again')).toThrow('twice');
  expect(() => routes.add('GET', 'no path')).toThrow('Not a route key');
  expect(() => routes.add('get /a', 'small')).toThrow('Not a route key');
});
