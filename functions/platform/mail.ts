import { awsCall } from './aws-call.ts';
import { log } from './log.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

const part = (text: string) => ({ Data: text, Charset: 'UTF-8' });

/**
 * Sends over SES v2 from the deployment's sender identity (environment MAIL_FROM). SES has no idempotency: a task that
 * runs again may send again. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export const sendMail = async ({ to, subject, text, html }: Mail): Promise<void> => {
  const { MessageId } = await awsCall<{ MessageId?: string }>({
    host: 'email',
    service: 'ses',
    path: '/v2/email/outbound-emails',
    headers: { 'content-type': 'application/json' },
    body: {
      FromEmailAddress: process.env.MAIL_FROM,
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
  // SES's own name for it, by which its events and its support know it.
  log('info', 'mail sent', { mail: MessageId });
};
