import type { Report } from '../approvals/reports.ts';
import { MARK_TAG } from '../platform/mail.ts';

/**
 * The `detail` of an SES event, as far as we read it.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
interface Detail {
  eventType?: string;
  mail?: { timestamp?: string; destination?: string[]; tags?: Record<string, string[]> };
  bounce?: { bounceType?: string; bounceSubType?: string; timestamp?: string };
  complaint?: { complaintFeedbackType?: string | null; timestamp?: string };
  deliveryDelay?: { timestamp?: string };
}
type Said = Pick<Report, 'status' | 'reason'> & { at?: string | undefined };

const lastingReasons: Record<string, string> = {
  Suppressed: 'The mail service has the address on its list of addresses that bounce.',
  OnAccountSuppressionList: 'The mail service has the address on its list of addresses that are not mailed.',
};
const passingReasons: Record<string, string> = {
  MailboxFull: 'The mailbox is full.',
  MessageTooLarge: 'The mail was too large for the mailbox.',
  ContentRejected: 'The mailbox refused what the mail says.',
  AttachmentRejected: 'The mailbox refused what the mail brings.',
};

/** Any other kind than Permanent may pass: the mail did not arrive, or its reader is away. */
const bounced = ({ bounceType, bounceSubType = '', timestamp }: NonNullable<Detail['bounce']>): Said =>
  bounceType === 'Permanent'
    ? {
        status: 'bounced',
        reason: lastingReasons[bounceSubType] ?? 'The address does not exist, or takes no mail.',
        at: timestamp,
      }
    : {
        status: 'soft_bounced',
        reason: passingReasons[bounceSubType] ?? 'The mail came back, perhaps because its reader is away.',
        at: timestamp,
      };

const saidBy = ({ eventType, bounce, complaint, deliveryDelay }: Detail): Said | undefined => {
  switch (eventType) {
    case 'Bounce':
      return bounced(bounce ?? {});
    case 'Complaint':
      // Some providers also report that somebody took a mail out of the spam folder.
      return complaint?.complaintFeedbackType === 'not-spam'
        ? undefined
        : { status: 'complained', reason: 'A mail was marked as spam.', at: complaint?.timestamp };
    case 'DeliveryDelay':
      return {
        status: 'delayed',
        reason: 'The mail service is still trying to deliver it.',
        at: deliveryDelay?.timestamp,
      };
    case 'Reject':
    case 'Rendering Failure':
      return { status: 'refused', reason: 'The mail service refused to send it.' };
    default:
      return undefined;
  }
};

/** What an SES event says of a mail of ours; undefined where there is nothing to note, or the mail bears no mark. */
export const readReport = (detail: unknown): Report | undefined => {
  const { mail = {}, ...event } = (detail ?? {}) as Detail;
  const said = saidBy(event);
  const mark = mail.tags?.[MARK_TAG]?.[0];
  const address = mail.destination?.[0];
  const time = Date.parse(said?.at ?? mail.timestamp ?? '');
  if (!said || !mark || !address || Number.isNaN(time)) return undefined;
  return {
    ...{ mark, address: address.toLowerCase(), status: said.status, reason: said.reason },
    at: new Date(time).toISOString(),
  };
};
