import { awsCall } from './aws-call.ts';
import { log } from './log.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Comes back with what is heard of this mail later. Letters, digits, _ and -; no secret, and nothing of a person. */
  mark?: string;
}

const part = (text: string) => ({ Data: text, Charset: 'UTF-8' });

/** The name of the tag that carries the mark. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html */
export const MARK_TAG = 'cosell_mark';

/**
 * Sends over SES v2 from the deployment's sender identity (environment MAIL_FROM). SES has no idempotency: a task that
 * runs again may send again. Throws an error with SES's error name, and without its text, which may hold the address.
 * What becomes of the mail is published through the configuration set (environment CONFIGURATION_SET). https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export const sendMail = async ({ to, subject, text, html, mark }: Mail): Promise<void> => {
  const sending = awsCall<{ MessageId?: string }>({
    host: 'email',
    service: 'ses',
    path: '/v2/email/outbound-emails',
    headers: { 'content-type': 'application/json' },
    body: {
      FromEmailAddress: process.env.MAIL_FROM,
      ConfigurationSetName: process.env.CONFIGURATION_SET,
      ...(mark && { EmailTags: [{ Name: MARK_TAG, Value: mark }] }),
      Destination: { ToAddresses: [to] },
      // A line break would end the header: what people typed must not write headers of its own.
      Content: {
        Simple: {
          Subject: part(subject.replaceAll(/\s+/g, ' ').slice(0, 250)),
          Body: { Text: part(text), Html: part(html) },
        },
      },
    },
  });
  const { MessageId } = await sending.catch((thrown) => {
    throw Object.assign(new Error('the mail was not sent'), { name: nameOf(thrown) });
  });
  // SES's own name for it, by which its events and its support know it.
  log('info', 'mail sent', { mail: MessageId });
};

const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : 'Error');

/** Whether SES will never send this mail: to try again is of no use. */
export const isRefusedForGood = (thrown: unknown): boolean =>
  ['MessageRejected', 'BadRequestException'].includes(nameOf(thrown));
