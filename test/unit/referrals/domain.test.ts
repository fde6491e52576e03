import { describe, expect, test } from '@jest/globals';
import { customerSchema } from '../../../functions/referrals/customer.ts';
import { registrableDomain } from '../../../functions/referrals/domain.ts';

describe('a customer is known by its registrable domain', () => {
  test.each([
    ['contoso-foods.com', 'contoso-foods.com'],
    ['CONTOSO-Foods.COM', 'contoso-foods.com'],
    [' contoso.pt ', 'contoso.pt'],
    ['contoso.com.', 'contoso.com'],
    ['www.contoso.pt', 'contoso.pt'],
    ['https://shop.contoso.co.uk/', 'contoso.co.uk'],
    ['shop.contoso.com.br', 'contoso.com.br'],
    ['a.b.contoso.com.au', 'contoso.com.au'],
    ['http://contoso.io:8443/path?x=1#y', 'contoso.io'],
    ['https://user:secret@shop.contoso.fr/', 'contoso.fr'],
    ['rita@contoso.eu', 'contoso.eu'],
    ['contoso.dev', 'contoso.dev'],
    ['contoso.cloud', 'contoso.cloud'],
    ['contoso.xn--p1ai', 'contoso.xn--p1ai'],
    // Private suffixes do not count: a page at github.io is a customer of github.io, not a company.
    ['contoso.github.io', 'github.io'],
    // An exception of the list: city.kawasaki.jp can be registered though *.kawasaki.jp is a suffix.
    ['a.b.city.kawasaki.jp', 'city.kawasaki.jp'],
    ['www.contoso.example', 'contoso.example'],
    ['contoso.test', 'contoso.test'],
    // What stands before the at sign, or in the path, is not the host.
    ['https://evil.com/x@brand.example', 'evil.com'],
    ['https://brand.example@evil.com/', 'evil.com'],
    ['https://evil.com/brand.example', 'evil.com'],
  ])('%s is %s', (text, domain) => {
    expect(registrableDomain(text)).toBe(domain);
  });

  test('one that has letters of its own script is the same in both forms', () => {
    expect(registrableDomain('www.münchen.de')).toBe('xn--mnchen-3ya.de');
    expect(registrableDomain('xn--mnchen-3ya.de')).toBe('xn--mnchen-3ya.de');
    expect(registrableDomain('contoso.рф')).toBe('contoso.xn--p1ai');
  });

  test.each([
    '',
    ' ',
    'contoso',
    'com',
    'co.uk',
    'x.kobe.jp',
    'localhost',
    'example',
    '192.168.0.1',
    'http://1.2.3.4/contoso.example',
    '[::1]',
    '2001:db8::1',
    'server.local',
    'wiki.contoso.internal',
    'contoso.onion',
    '4.3.2.1.in-addr.arpa',
    '-x.com',
    'con toso.com',
    `${'a'.repeat(64)}.com`,
  ])('%j is none', (text) => {
    expect(registrableDomain(text)).toBeUndefined();
  });
});

test('a customer with a wrong domain is refused with its place and a stable code', () => {
  const { error } = customerSchema.safeParse({ name: 'Contoso', domain: 'localhost', country: 'PT' });
  expect(error?.issues).toMatchObject([{ path: ['domain'], params: { code: 'not_registrable' } }]);
});

test('a customer is kept under its registrable domain', () => {
  expect(
    customerSchema.parse({ name: 'Contoso', domain: 'https://shop.contoso.co.uk/', country: 'GB' }),
  ).toMatchObject({ domain: 'contoso.co.uk' });
});
