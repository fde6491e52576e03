import { describe, expect, test } from '@jest/globals';
import {
  type Attachment,
  faultOf,
  MOST_BYTES,
  mayDo,
  mayRead,
  mediaTypes,
  newAttachmentSchema,
  statusAt,
} from '../../../functions/platform/attachments/attachment.ts';
import { faultsOf } from '../../../functions/platform/http/faults.ts';

const schema = newAttachmentSchema('Unit', ['invoice', 'other']);
const [good = {}] = (schema.meta()?.examples ?? []) as Record<string, unknown>[];
const faultsIn = (changes: Record<string, unknown>): string[] => {
  const parsed = schema.safeParse({ ...good, ...changes });
  return parsed.success
    ? []
    : faultsOf('body', parsed.error).map(({ pointer, code }) => `${pointer} ${code}`);
};

describe('what may be declared', () => {
  test.each([
    [{}, []],
    [{ sizeBytes: 1 }, []],
    [{ sizeBytes: MOST_BYTES }, []],
    [{ sizeBytes: 0 }, ['#/sizeBytes too_small']],
    [{ sizeBytes: MOST_BYTES + 1 }, ['#/sizeBytes too_big']],
    [{ sizeBytes: 1.5 }, ['#/sizeBytes wrong_type']],
    [{ purpose: 'selfie' }, ['#/purpose not_allowed']],
    [{ mediaType: 'text/html', fileName: 'page.html' }, ['#/mediaType not_allowed']],
    [{ mediaType: 'image/svg+xml', fileName: 'logo.svg' }, ['#/mediaType not_allowed']],
    [{ mediaType: 'application/zip', fileName: 'all.zip' }, ['#/mediaType not_allowed']],
    [{ fileName: 'INVOICE.PDF' }, []],
    [{ fileName: 'Fatura março №7.pdf' }, []],
    [{ fileName: 'فاتورة.pdf' }, []],
    [{ fileName: '' }, ['#/fileName too_small', '#/fileName wrong_extension']],
    [{ fileName: `${'a'.repeat(196)}.pdf` }, []],
    [{ fileName: `${'a'.repeat(197)}.pdf` }, ['#/fileName too_big']],
    [{ fileName: '../../etc/passwd.pdf' }, ['#/fileName path_separator']],
    [{ fileName: 'C:\\invoice.pdf' }, ['#/fileName path_separator']],
    [{ fileName: 'in\u0000voice.pdf' }, ['#/fileName control_character']],
    [{ fileName: 'line\nbreak.pdf' }, ['#/fileName control_character']],
    [{ fileName: 'invoice\u202Efdp.exe.pdf' }, ['#/fileName control_character']],
    [{ fileName: 'invoice.exe' }, ['#/fileName wrong_extension']],
    [{ fileName: 'invoice.pdf.html', mediaType: 'text/plain' }, ['#/fileName wrong_extension']],
    [{ fileName: 'pdf' }, ['#/fileName wrong_extension']],
    [{ checksumSha256: 'abc' }, ['#/checksumSha256 wrong_format']],
    [
      { checksumSha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
      ['#/checksumSha256 wrong_format'],
    ],
    // 43 characters whose last holds bits of a 33rd byte: no SHA-256 is written so.
    [{ checksumSha256: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=' }, ['#/checksumSha256 wrong_format']],
  ])('%j: %j', (changes, expected) => {
    expect(faultsIn(changes)).toEqual(expected);
  });
  test('no type that a browser runs, or that carries anything', () => {
    expect(
      Object.keys(mediaTypes).filter((type) => /html|svg|xml$|script|zip|octet|msdownload/.test(type)),
    ).toEqual([]);
  });
});

const NOW = Date.parse('2026-11-23T09:00:00.000Z');
const attachment = (changes: Partial<Attachment> = {}): Attachment => ({
  id: 'att_01JD0000000000000000000001',
  subject: { type: 'opportunity', id: 'opp_01JD0000000000000000000001' },
  partnershipId: 'prt_01JD0000000000000000000001',
  ownerId: 'org_01JD0000000000000000000001',
  ...schema.parse(good),
  status: 'awaiting_upload',
  reasonCode: null,
  completeBy: '2026-11-24T09:00:00.000Z',
  storedAt: null,
  versionId: null,
  revision: 1,
  createdAt: '2026-11-23T09:00:00.000Z',
  createdBy: 'client',
  updatedAt: '2026-11-23T09:00:00.000Z',
  updatedBy: 'client',
  ...changes,
});
const owner = attachment().ownerId;
const other = 'org_01JD0000000000000000000002';
const DAY_MS = 86_400_000;

describe('who may do what, when', () => {
  const verdict = (verb: 'complete' | 'remove', of: Attachment, by = owner, nowMs = NOW): string => {
    const result = mayDo(verb, of, by, nowMs);
    return result.ok ? result.value : result.refusal.code;
  };
  test.each([
    ['complete', 'awaiting_upload', 'awaiting_upload'],
    ['complete', 'stored', 'stored'],
    ['complete', 'refused', 'transition_not_allowed'],
    ['complete', 'expired', 'transition_not_allowed'],
    ['complete', 'removed', 'transition_not_allowed'],
    ['remove', 'awaiting_upload', 'awaiting_upload'],
    ['remove', 'stored', 'stored'],
    ['remove', 'refused', 'transition_not_allowed'],
    ['remove', 'expired', 'transition_not_allowed'],
    ['remove', 'removed', 'removed'],
  ] as const)('%s while %s: %s', (verb, status, expected) => {
    expect(verdict(verb, attachment({ status }))).toBe(expected);
    expect(verdict(verb, attachment({ status }), other)).toBe('wrong_side');
  });
  test('it expires at the instant by which it was to be completed, written down or not', () => {
    expect(statusAt(attachment(), NOW + DAY_MS - 1)).toBe('awaiting_upload');
    expect(statusAt(attachment(), NOW + DAY_MS)).toBe('expired');
    expect(verdict('complete', attachment(), owner, NOW + DAY_MS)).toBe('transition_not_allowed');
    expect(statusAt(attachment({ status: 'stored' }), NOW + 400 * DAY_MS)).toBe('stored');
  });
  test('the other side sees what was stored once, and nothing that never was', () => {
    const storedAt = '2026-11-23T09:05:00.000Z';
    expect(mayRead(attachment(), owner)).toBe(true);
    expect(mayRead(attachment(), other)).toBe(false);
    expect(mayRead(attachment({ status: 'refused' }), other)).toBe(false);
    expect(mayRead(attachment({ status: 'stored', storedAt }), other)).toBe(true);
    expect(mayRead(attachment({ status: 'removed', storedAt }), other)).toBe(true);
    expect(mayRead(attachment({ status: 'removed' }), other)).toBe(false);
  });
});

test('what was uploaded is held to each thing that was declared', () => {
  const declared = attachment();
  const found = {
    sizeBytes: declared.sizeBytes,
    checksumSha256: declared.checksumSha256,
    mediaType: declared.mediaType as string,
  };
  expect(faultOf(declared, found, true)).toBeUndefined();
  expect(faultOf(declared, found, false)).toBe('content_is_not_of_its_type');
  expect(faultOf(declared, { ...found, sizeBytes: 1 }, true)).toBe('size_differs');
  expect(faultOf(declared, { ...found, checksumSha256: undefined }, true)).toBe('checksum_differs');
  expect(faultOf(declared, { ...found, mediaType: 'text/html' }, true)).toBe('media_type_differs');
});
