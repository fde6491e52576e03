import { describe, expect, test } from '@jest/globals';
import type { MediaType } from '../../../functions/platform/attachments/attachment.ts';
import { isOfType } from '../../../functions/platform/attachments/content.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const office = 'application/vnd.openxmlformats-officedocument';
const docx = `${office}.wordprocessingml.document` as MediaType;
const xlsx = `${office}.spreadsheetml.sheet` as MediaType;
const pptx = `${office}.presentationml.presentation` as MediaType;
const zip = bytes('PK\x03\x04\x14\x00');
const listing = (...names: string[]): Uint8Array =>
  bytes(names.map((name) => `PK\x01\x02\x14\x00${name}`).join(''));

describe.each([
  ['application/pdf', bytes('%PDF-1.7\n%\xe2\xe3')],
  ['image/png', bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
  ['image/jpeg', bytes('\xff\xd8\xff\xe0\0\x10JFIF')],
  ['image/webp', bytes('RIFF\x24\0\0\0WEBPVP8 ')],
  ['text/plain', utf8('Grüße, 平和\r\n\tEnde')],
  ['text/csv', utf8('\uFEFFname;amount\nFöö;1,50\n')],
] as [MediaType, Uint8Array][])('%s', (mediaType, head) => {
  test('is known by its marks', () => {
    expect(isOfType(mediaType, head)).toBe(true);
  });
  test.each([
    ['a page', utf8('<!DOCTYPE html><script>alert(1)</script>')],
    ['a page after white space', utf8('\n  <html>')],
    ['a drawing', utf8('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['XML', utf8('<?xml version="1.0"?>')],
    ['a program', bytes('MZ\x90\0\x03')],
    ['an archive', zip],
    ['zeroes', new Uint8Array(64)],
    ['no more than two bytes', head.subarray(0, 2)],
  ])('is not %s', (what, other) => {
    const isShortText = what === 'no more than two bytes' && mediaType.startsWith('text/');
    expect(isOfType(mediaType, other)).toBe(isShortText);
  });
});

describe('text', () => {
  test('may be cut through in the middle of a character, but only at its end', () => {
    const cut = utf8('Preis: 5 €').subarray(0, -1);
    expect(isOfType('text/plain', cut)).toBe(true);
    expect(isOfType('text/plain', Buffer.concat([cut, utf8(' und mehr Text')]))).toBe(false);
  });
  test('may speak of less than', () => {
    expect(isOfType('text/plain', utf8('a < b, <3 and so on'))).toBe(true);
    expect(isOfType('text/csv', utf8('< 5;10'))).toBe(true);
  });
  test('is not Latin-1, and not UTF-16', () => {
    expect(isOfType('text/plain', bytes('Gr\xfc\xdfe und mehr'))).toBe(false);
    expect(isOfType('text/plain', Buffer.from('hello', 'utf16le'))).toBe(false);
  });
});

describe('an Office document', () => {
  const parts = { [docx]: 'word/document.xml', [xlsx]: 'xl/workbook.xml', [pptx]: 'ppt/presentation.xml' };
  test.each(Object.entries(parts) as [MediaType, string][])('%s is known by its parts', (mediaType, part) => {
    expect(isOfType(mediaType, zip, listing('[Content_Types].xml', part))).toBe(true);
    for (const [other] of Object.entries(parts).filter(([one]) => one !== mediaType))
      expect(isOfType(other as MediaType, zip, listing('[Content_Types].xml', part))).toBe(false);
  });
  test('is not any archive, nor one with macros, nor a list of parts without an archive', () => {
    expect(isOfType(docx, zip, listing('word/document.xml'))).toBe(false);
    expect(
      isOfType(docx, zip, listing('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin')),
    ).toBe(false);
    expect(isOfType(docx, bytes('MZ\x90\0'), listing('[Content_Types].xml', 'word/document.xml'))).toBe(
      false,
    );
  });
});
