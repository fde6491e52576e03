import { commit, type Step } from '../change.ts';
import { instant } from '../clock.ts';
import { paged } from '../http/paged.ts';
import type { Context, Handlers } from '../http/serve.ts';
import { newId } from '../ids.ts';
import { changed, newHead } from '../record.ts';
import { ok, type Result, refused } from '../result.ts';
import type { Table } from '../table.ts';
import {
  type Attachment,
  COMPLETE_WITHIN_MS,
  faultOf,
  MOST_ATTACHMENTS,
  mayDo,
  mayRead,
  type NewAttachment,
  type ShownAttachment,
  statusAt,
} from './attachment.ts';
import { downloadOf, keep, lookAt, readPart, takeAway, uploadOf } from './bucket.ts';
import { HEAD_BYTES, isOfType, needsTail, TAIL_BYTES } from './content.ts';
import * as items from './items.ts';
import type { AttachmentRoutes } from './routes.ts';

/** What a process says about its records that things are attached to. */
export interface Holding<Subject extends { id: string; partnershipId: string }> {
  /** As it stands in an attachment: `opportunity`. */
  type: string;
  /** The record as this organisation may see it; undefined where it may not. */
  find: (organizationId: string, table: Table, id: string) => Promise<Subject | undefined>;
  /** Why nothing may be added or taken away by the caller now; or what must hold in the transaction that does it. */
  hold: (subject: Subject, context: Context) => Result<Step[]>;
  /** How many attachments a record holds at most. */
  most?: number;
}
type Ids = { params: { id: string; attachmentId: string } };

const missing = refused({ code: 'not_found' });
const shown = ({ versionId: _, ...attachment }: Attachment, { clock }: Context): ShownAttachment => ({
  ...attachment,
  status: statusAt({ ...attachment, versionId: null }, clock.now()),
});
const answered = (attachment: Attachment, context: Context) => ({
  body: shown(attachment, context),
  revision: attachment.revision,
});

/** The handlers of `attachmentRoutes`: spread them into those of the process. */
export const attachmentHandlers = <
  const Name extends string,
  Subject extends { id: string; partnershipId: string },
>(
  name: Name,
  holding: Holding<Subject>,
) => {
  const all = {
    [`create${name}Attachment`]: (asked: { params: { id: string }; body: NewAttachment }, context: Context) =>
      attach(holding, asked.params.id, asked.body, context),

    [`list${name}Attachments`]: async (
      { params, query }: { params: { id: string }; query: { limit: number; cursor?: string | undefined } },
      context: Context,
    ) => {
      const { caller, table } = context;
      if (!(await holding.find(caller.organizationId, table, params.id))) return missing;
      const page = await items.listAttachments(table, params.id, query);
      if (!page.ok) return page;
      const entries = page.value.entries as unknown as Attachment[];
      const seen = entries.filter((one) => mayRead(one, caller.organizationId));
      return paged(ok({ ...page.value, entries: seen as unknown as Record<string, unknown>[] }), (entry) =>
        shown(entry as unknown as Attachment, context),
      );
    },

    [`get${name}Attachment`]: async ({ params }: Ids, context: Context) => {
      const found = await find(holding, params, context);
      if (!found) return missing;
      const { body, revision } = answered(found.attachment, context);
      return ok({ body: { ...body, download: await downloadOf(found.attachment, context.clock) }, revision });
    },

    [`complete${name}Attachment`]: ({ params }: Ids, context: Context) => complete(holding, params, context),
    [`remove${name}Attachment`]: ({ params }: Ids, context: Context) => remove(holding, params, context),
  };
  // biome-ignore lint/suspicious/noExplicitAny: the purposes of the routes are known where both meet, in the process's `serve`
  return all as unknown as Handlers<AttachmentRoutes<Name, any>>;
};

const find = async <Subject extends { id: string; partnershipId: string }>(
  { find: findSubject }: Holding<Subject>,
  { id, attachmentId }: Ids['params'],
  { caller, table }: Context,
): Promise<{ subject: Subject; attachment: Attachment } | undefined> => {
  const [subject, attachment] = await Promise.all([
    findSubject(caller.organizationId, table, id),
    items.getAttachment(table, id, attachmentId),
  ]);
  return subject && attachment && mayRead(attachment, caller.organizationId)
    ? { subject, attachment }
    : undefined;
};

const attach = async <Subject extends { id: string; partnershipId: string }>(
  { type, find: findSubject, hold, most = MOST_ATTACHMENTS }: Holding<Subject>,
  id: string,
  given: NewAttachment,
  context: Context,
) => {
  const { caller, table, clock } = context;
  const subject = await findSubject(caller.organizationId, table, id);
  if (!subject) return missing;
  const held = hold(subject, context);
  if (!held.ok) return held;
  const attachment: Attachment = {
    ...newHead(newId('attachment', clock), caller.clientId, clock),
    subject: { type, id: subject.id },
    partnershipId: subject.partnershipId,
    ownerId: caller.organizationId,
    ...given,
    status: 'awaiting_upload',
    reasonCode: null,
    completeBy: instant(clock.now() + COMPLETE_WITHIN_MS),
    storedAt: null,
    versionId: null,
  };
  const upload = await uploadOf(attachment, clock);
  if (await items.isFull(table, subject.id, most)) await items.expireUnfinished(table, subject.id, clock);
  return ok({
    body: { ...shown(attachment, context), upload },
    revision: attachment.revision,
    change: [...items.addSteps(table, attachment, most), ...held.value],
  });
};

const complete = async <Subject extends { id: string; partnershipId: string }>(
  holding: Holding<Subject>,
  ids: Ids['params'],
  context: Context,
) => {
  const { caller, table, clock, ifMatch } = context;
  const found = await find(holding, ids, context);
  if (!found) return missing;
  const { subject, attachment: before } = found;
  const may = mayDo('complete', before, caller.organizationId, clock.now());
  if (!may.ok) return may;
  // Nothing is left to do but to keep the answer with its key.
  if (may.value === 'stored') return ok({ ...answered(before, context), change: [] });
  if (before.revision !== ifMatch)
    return refused({ code: 'stale_revision', detail: `The current revision is ${before.revision}.` });
  const held = holding.hold(subject, context);
  if (!held.ok) return held;
  const checked = await check(before, context);
  if (!checked)
    return refused({
      code: 'not_uploaded',
      detail: 'Nothing was uploaded yet, or its upload is still under way.',
    });
  const after = changed(before, checked, caller.clientId, clock);
  return ok({
    ...answered(after, context),
    change: [...items.changeSteps(table, before, after), ...held.value],
  });
};

/** Looks at what was uploaded. What is well is kept by the bucket from now on; undefined: there is nothing. */
const check = async (
  attachment: Attachment,
  { clock }: Context,
): Promise<Partial<Attachment> | undefined> => {
  const found = await lookAt(attachment, clock);
  if (!found) return undefined;
  const read = (range: string) => readPart(attachment, found.versionId, range, clock);
  const [head, tail] = await Promise.all([
    read(`0-${HEAD_BYTES - 1}`),
    needsTail(attachment.mediaType) ? read(`-${TAIL_BYTES}`) : undefined,
  ]);
  const reasonCode = faultOf(attachment, found, isOfType(attachment.mediaType, head, tail));
  if (reasonCode) return { status: 'refused', reasonCode };
  await keep(attachment, found.versionId, clock);
  return { status: 'stored', storedAt: instant(clock.now()), versionId: found.versionId };
};

const remove = async <Subject extends { id: string; partnershipId: string }>(
  holding: Holding<Subject>,
  ids: Ids['params'],
  context: Context,
) => {
  const { caller, table, clock } = context;
  const found = await find(holding, ids, context);
  if (!found) return missing;
  const { subject, attachment: before } = found;
  const may = mayDo('remove', before, caller.organizationId, clock.now());
  if (!may.ok) return may;
  if (may.value !== 'removed') {
    const held = holding.hold(subject, context);
    if (!held.ok) return held;
    const after = changed(before, { status: 'removed' }, caller.clientId, clock);
    // Committed here and not with the answer: the file may go only when the record says so.
    const outcome = await commit(table, [...items.changeSteps(table, before, after), ...held.value]);
    if (!outcome.done) return refused('code' in outcome.because ? outcome.because : { code: 'busy' });
  }
  await takeAway(before, clock);
  return ok({ body: undefined });
};
