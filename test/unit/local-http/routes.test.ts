import { expect, test } from '@jest/globals';
import { Routes } from '../../../local/http/routes.ts';

function routesOf(...keys: string[]): Routes<string> {
  const routes = new Routes<string>();
  for (const key of keys) routes.add(key, key);
  return routes;
}

test('a parameter that cannot be decoded', () => {
  expect(() => routesOf('GET /a/{id}').match('GET', '/a/%zz')).toThrow(URIError);
});

test('a key that is none or there twice is refused', () => {
  const routes = routesOf('GET /a/{x}');
  expect(() => routes.add('GET /a/{y}', 'again')).toThrow('twice');
  expect(() => routes.add('GET', 'no path')).toThrow('Not a route key');
  expect(() => routes.add('get /a', 'small')).toThrow('Not a route key');
});
