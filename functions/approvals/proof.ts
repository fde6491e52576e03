import { downloadOf } from '../platform/attachments/bucket.ts';
import { getAttachment } from '../platform/attachments/items.ts';
import type { HttpAnswer } from '../platform/http/problem.ts';
import type { HttpEvent } from '../platform/http/request.ts';
import type { Ground } from '../platform/http/serve.ts';
import * as endings from './endings.ts';
import { follow } from './link.ts';

/** A file that the question shows, for whoever may decide: leads to a download that is good for five minutes. */
export const openProof = async (event: HttpEvent, ground: Ground): Promise<HttpAnswer> => {
  const opened = await follow(event, ground);
  if ('statusCode' in opened) return opened;
  const id = event.pathParameters?.attachmentId;
  const fact = opened.held.approval.ask.facts.find((one) => 'attachment' in one && one.attachment.id === id);
  if (!fact || !('attachment' in fact)) return endings.wrongLink();
  const attachment = await getAttachment(ground.table, fact.attachment.subjectId, fact.attachment.id);
  const download = attachment && (await downloadOf(attachment, ground.clock));
  if (!download) return endings.proofGone();
  return {
    statusCode: 303,
    headers: { location: download.url, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    body: '',
  };
};
