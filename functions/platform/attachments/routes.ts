import * as z from 'zod';
import { idOf, pageOf, pageQuery } from '../fields.ts';
import type { Kind } from '../ids.ts';
import type { RefusalCode } from '../refusals.ts';
import type { Route } from '../route.ts';
import { attachmentSchema, downloadSchema, newAttachmentSchema, uploadSchema } from './attachment.ts';

const withUpload = attachmentSchema.extend({ upload: uploadSchema }).meta({ id: 'AttachmentToUpload' });
const withDownload = attachmentSchema
  .extend({ download: downloadSchema.nullable().meta({ description: 'Only while it is stored' }) })
  .meta({ id: 'AttachmentToDownload' });

const HOW_TO_UPLOAD =
  'Answers where to upload it: send the file with `method`, `url` and all `headers` of `upload`, without a token, within 15 minutes. Then complete it. An upload that finds its file there already is answered 412: go on to complete it.';

/** A kind of record that things are attached to. */
export interface Attached<Purpose extends string> {
  /** Kind of its id. */
  kind: Kind;
  /** Its path: `/v1/opportunities/{id}`. */
  path: `/v1/${string}/{id}`;
  /** What its scopes begin with: `opportunities`. */
  records: string;
  /** What an attachment may be for. */
  purposes: readonly [Purpose, ...Purpose[]];
  /** What its process refuses when something is added or taken away, beside what all refuse. */
  refusals: readonly RefusalCode[];
}

const declared = <Purpose extends string>(
  name: string,
  { kind, path, records, purposes, refusals }: Attached<Purpose>,
) => {
  const params = z.strictObject({ id: idOf(kind) });
  const one = params.extend({ attachmentId: idOf('attachment') });
  const read = `${records}:read` as const;
  const write = `${records}:write` as const;
  const within = `${path}/attachments` as const;
  return {
    create: {
      kind: 'create',
      method: 'POST',
      path: within,
      scope: write,
      summary: 'Attach a file',
      description: HOW_TO_UPLOAD,
      params,
      body: newAttachmentSchema(name, purposes),
      output: withUpload,
      status: 201,
      refusals: ['too_many_attachments', ...refusals],
    },
    list: {
      kind: 'list',
      method: 'GET',
      path: within,
      scope: read,
      summary: 'List what is attached',
      description: 'Newest first. Of the other side’s attachments, those that were stored.',
      params,
      query: z.strictObject(pageQuery),
      output: pageOf(attachmentSchema),
    },
    get: {
      kind: 'read',
      method: 'GET',
      path: `${within}/{attachmentId}`,
      scope: read,
      summary: 'Read an attachment, and where to download it',
      description:
        'While it is stored, `download.url` gives its file for 5 minutes, without a token; read the attachment again for a new one.',
      params: one,
      output: withDownload,
    },
    complete: {
      kind: 'act',
      method: 'POST',
      path: `${within}/{attachmentId}/complete`,
      scope: write,
      summary: 'Say that the file is uploaded',
      description:
        'The file is checked: size, SHA-256, media type, and whether its content is of that type. The answer’s `status` is `stored`, or `refused` with a `reasonCode`.',
      params: one,
      body: z.strictObject({}),
      output: attachmentSchema,
      refusals: ['wrong_side', 'transition_not_allowed', 'not_uploaded', ...refusals],
    },
    remove: {
      kind: 'remove',
      method: 'DELETE',
      path: `${within}/{attachmentId}`,
      scope: write,
      summary: 'Take an attachment back',
      params: one,
      status: 204,
      refusals: ['wrong_side', 'transition_not_allowed', 'busy', ...refusals],
    },
  } as const satisfies Record<string, Route>;
};

type Declared<Purpose extends string> = ReturnType<typeof declared<Purpose>>;
/** The routes by their names, for a record called `Opportunity`: `createOpportunityAttachment`, `listOpportunityAttachments` … */
export type AttachmentRoutes<Name extends string, Purpose extends string> = {
  [Verb in keyof Declared<Purpose> as Verb extends 'list'
    ? `list${Name}Attachments`
    : `${Verb}${Name}Attachment`]: Declared<Purpose>[Verb];
};

/** The five routes of a kind of record that takes attachments: spread them into its process's own. */
export const attachmentRoutes = <const Name extends string, const Purpose extends string>(
  name: Name,
  attached: Attached<Purpose>,
): AttachmentRoutes<Name, Purpose> =>
  Object.fromEntries(
    Object.entries(declared(name, attached)).map(([verb, route]) => [
      verb === 'list' ? `list${name}Attachments` : `${verb}${name}Attachment`,
      route,
    ]),
  ) as AttachmentRoutes<Name, Purpose>;
