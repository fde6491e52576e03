import type { MediaType } from './attachment.ts';

/** How much of a file's beginning is looked at, and of the end of those that have their contents listed there. */
export const HEAD_BYTES = 4096;
export const TAIL_BYTES = 65_536;

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const beginsWith = (bytes: Uint8Array, pattern: readonly number[], at = 0): boolean =>
  pattern.every((byte, position) => bytes[at + position] === byte);

/** Text: UTF-8 without control characters, that no browser would take for a page. */
const isText = (bytes: Uint8Array): boolean => {
  try {
    // As a stream: the last character may be cut through.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return !/[^\P{Cc}\t\n\r]/u.test(text) && !/^\s*<(?:[a-z!?]|\/)/i.test(text);
  } catch {
    return false;
  }
};

/** An Office document is a zip archive whose directory, at its end, names the parts (ECMA-376, part 2). */
const isOffice =
  (folder: string) =>
  (head: Uint8Array, tail: Uint8Array): boolean => {
    const listed = new TextDecoder('latin1').decode(tail);
    return (
      beginsWith(head, [0x50, 0x4b, 0x03, 0x04]) &&
      listed.includes('[Content_Types].xml') &&
      listed.includes(`${folder}/`) &&
      !listed.includes('vbaProject.bin')
    );
  };

/** The marks by which files of each type are known (their own specifications; magic numbers of RFC 9649 for WebP). */
const marks: Record<MediaType, (head: Uint8Array, tail: Uint8Array) => boolean> = {
  'application/pdf': (head) => beginsWith(head, ascii('%PDF-')),
  'image/png': (head) => beginsWith(head, [0x89, ...ascii('PNG'), 0x0d, 0x0a, 0x1a, 0x0a]),
  'image/jpeg': (head) => beginsWith(head, [0xff, 0xd8, 0xff]),
  'image/webp': (head) => beginsWith(head, ascii('RIFF')) && beginsWith(head, ascii('WEBP'), 8),
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': isOffice('word'),
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': isOffice('xl'),
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': isOffice('ppt'),
  'text/csv': isText,
  'text/plain': isText,
};

/** Whether the parts of the name are to be read from the end as well. */
export const needsTail = (mediaType: MediaType): boolean =>
  mediaType.startsWith('application/vnd.openxmlformats-officedocument.');

/** Whether a file that begins and ends like this is of its type. Only its marks are looked at: it is no search for malware. */
export const isOfType = (mediaType: MediaType, head: Uint8Array, tail: Uint8Array = head): boolean =>
  marks[mediaType](head, tail);
