import * as z from 'zod';
import { idOf, instantSchema, line, recordFields } from '../fields.ts';
import type { RecordHead } from '../record.ts';
import { ok, type Result, refused } from '../result.ts';

/** What may be attached, and how its files are called. Nothing that a browser or a system runs: no HTML, SVG, scripts, archives. */
export const mediaTypes = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/webp': ['webp'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'text/csv': ['csv'],
  'text/plain': ['txt'],
} as const satisfies Record<string, readonly string[]>;
export type MediaType = keyof typeof mediaTypes;

export const MOST_BYTES = 25 * 1024 * 1024;
/** How many a record holds, unless its process says otherwise. */
export const MOST_ATTACHMENTS = 20;

export const attachmentStatuses = ['awaiting_upload', 'stored', 'refused', 'expired', 'removed'] as const;
export type AttachmentStatus = (typeof attachmentStatuses)[number];
/** Why an upload was not taken. */
export const refusalReasons = [
  'size_differs',
  'checksum_differs',
  'media_type_differs',
  'content_is_not_of_its_type',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

const mediaTypeSchema = z.enum(Object.keys(mediaTypes) as [MediaType, ...MediaType[]]);
const fileNameSchema = line(200, '/\\\\')
  .refine((name) => !/[/\\]/.test(name), {
    error: 'may not hold path separators',
    params: { code: 'path_separator' },
  })
  .meta({ examples: ['invoice-2026-11.pdf'] });
const fields = {
  fileName: fileNameSchema,
  mediaType: mediaTypeSchema,
  sizeBytes: z.int().min(1).max(MOST_BYTES),
  checksumSha256: z
    .string()
    // 32 bytes: the last of 43 characters carries four bits only.
    .regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, 'must be the SHA-256 of the file in base64')
    .meta({
      description: 'SHA-256 of the file, in base64',
      examples: ['47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
    }),
};

const endsLike = ({ fileName, mediaType }: { fileName: string; mediaType: MediaType }): boolean =>
  mediaTypes[mediaType].some((ending) => fileName.toLowerCase().endsWith(`.${ending}`));

/** What is sent to attach something to a record of this name, for one of these purposes. */
export const newAttachmentSchema = <const Purpose extends string>(
  name: string,
  purposes: readonly [Purpose, ...Purpose[]],
) =>
  z
    .strictObject({ purpose: z.enum(purposes), ...fields })
    .refine(endsLike, {
      path: ['fileName'],
      error: 'must end as files of its media type do',
      params: { code: 'wrong_extension' },
    })
    .meta({
      id: `New${name}Attachment`,
      examples: [
        {
          purpose: purposes[0],
          fileName: 'invoice-2026-11.pdf',
          mediaType: 'application/pdf',
          sizeBytes: 182_044,
          checksumSha256: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
        },
      ],
    });
export type NewAttachment = z.output<ReturnType<typeof newAttachmentSchema>>;

export const attachmentSchema = z
  .strictObject({
    id: idOf('attachment'),
    subject: z
      .strictObject({ type: z.string(), id: z.string() })
      .meta({ description: 'The record it is attached to' }),
    partnershipId: idOf('partnership'),
    ownerId: idOf('organization').meta({ description: 'Who attached it' }),
    purpose: z.string().meta({ description: 'What it is for', examples: ['other'] }),
    ...fields,
    status: z.enum(attachmentStatuses),
    reasonCode: z.enum(refusalReasons).nullable().meta({ description: 'Why it was refused' }),
    completeBy: instantSchema.meta({ description: 'Not completed by then, it has expired' }),
    storedAt: instantSchema.nullable(),
    ...recordFields,
  })
  .meta({ id: 'Attachment' });
export type ShownAttachment = z.output<typeof attachmentSchema>;

const signedUrl = z.string().meta({
  examples: [
    'https://bucket.s3.eu-west-1.amazonaws.com/attachments/att_01JD0000000000000000000001?X-Amz-Signature=…',
  ],
});
export const uploadSchema = z.strictObject({
  method: z.literal('PUT'),
  url: signedUrl,
  headers: z
    .record(z.string(), z.string())
    .meta({ description: 'Send each as it is: all are signed. A browser sets `content-length` by itself' }),
  expiresAt: instantSchema,
});
export type Upload = z.output<typeof uploadSchema>;
export const downloadSchema = z.strictObject({ url: signedUrl, expiresAt: instantSchema });
export type Download = z.output<typeof downloadSchema>;

/** As it is kept: with the version of the object that was checked, which is the only one ever served. */
export interface Attachment extends Omit<ShownAttachment, keyof RecordHead>, RecordHead {
  versionId: string | null;
}

/** An upload is to be completed within a day. */
export const COMPLETE_WITHIN_MS = 86_400_000;

/** How it stands now: one that was not completed in time has expired, whether or not that was written down. */
export const statusAt = ({ status, completeBy }: Attachment, nowMs: number): AttachmentStatus =>
  status === 'awaiting_upload' && Date.parse(completeBy) <= nowMs ? 'expired' : status;

/** What an organisation may see: its own whatever their state; of the other side what was stored, and what was taken back since. */
export const mayRead = (attachment: Attachment, organizationId: string): boolean =>
  attachment.ownerId === organizationId || attachment.storedAt !== null;

/** Whether this organisation may take the step now. */
export const mayDo = (
  verb: 'complete' | 'remove',
  attachment: Attachment,
  organizationId: string,
  nowMs: number,
): Result<AttachmentStatus> => {
  if (attachment.ownerId !== organizationId)
    return refused({ code: 'wrong_side', detail: `Only who attached it can ${verb} it.` });
  const status = statusAt(attachment, nowMs);
  // Done before is done: a repeat changes nothing.
  const from = verb === 'complete' ? ['awaiting_upload', 'stored'] : ['awaiting_upload', 'stored', 'removed'];
  return from.includes(status)
    ? ok(status)
    : refused({
        code: 'transition_not_allowed',
        detail: `It is ${status}; to ${verb} it, it must be awaiting_upload or stored.`,
      });
};

/** What the store found at the key, against what was declared: the first thing that is not so. */
export const faultOf = (
  attachment: Pick<Attachment, 'sizeBytes' | 'checksumSha256' | 'mediaType'>,
  found: { sizeBytes: number; checksumSha256: string | undefined; mediaType: string },
  isOfItsType: boolean,
): RefusalReason | undefined => {
  if (found.sizeBytes !== attachment.sizeBytes) return 'size_differs';
  if (found.checksumSha256 !== attachment.checksumSha256) return 'checksum_differs';
  if (found.mediaType !== attachment.mediaType) return 'media_type_differs';
  return isOfItsType ? undefined : 'content_is_not_of_its_type';
};
