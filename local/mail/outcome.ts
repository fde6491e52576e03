/**
 * What becomes of a mail. The addresses of the mailbox simulator do what they do at Amazon SES
 * (https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator), with or without
 * a +label; every other address takes its mail.
 */
import { randomUUID } from 'node:crypto';
import type { Properties } from '../parts.ts';

/** One event that SES publishes: its name in an event destination, on the bus and in `detail`, and what it says. */
export interface Outcome {
  matching: string;
  detailType: string;
  eventType: string;
  /** Name of the part that says more, and the part. */
  part: [string, Properties];
}

const simulator = /^([a-z]+)(?:\+[^@]*)?@simulator\.amazonses\.com$/i;

/** What is published of a mail to this address, in order. `at` is RFC 3339. */
export function outcomesOf(address: string, at: string): Outcome[] {
  const sent: Outcome = { matching: 'SEND', detailType: 'Email Sent', eventType: 'Send', part: ['send', {}] };
  switch (simulator.exec(address)?.[1]?.toLowerCase()) {
    case 'bounce':
      return [sent, bounce(address, at, 'Permanent', 'General')];
    case 'suppressionlist':
      return [sent, bounce(address, at, 'Permanent', 'Suppressed')];
    case 'ooto':
      return [sent, delivery(address, at), bounce(address, at, 'Transient', 'General')];
    case 'complaint':
      return [sent, delivery(address, at), complaint(address, at)];
    default:
      return [sent, delivery(address, at)];
  }
}

const delivery = (address: string, timestamp: string): Outcome => ({
  matching: 'DELIVERY',
  detailType: 'Email Delivered',
  eventType: 'Delivery',
  part: [
    'delivery',
    {
      ...{ timestamp, processingTimeMillis: 1, recipients: [address] },
      ...{ smtpResponse: '250 2.6.0 Message received', reportingMTA: 'local.smtp-out.amazonses.com' },
    },
  ],
});

const failed = { action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' };

const bounce = (address: string, timestamp: string, type: string, subType: string): Outcome => ({
  matching: 'BOUNCE',
  detailType: 'Email Bounced',
  eventType: 'Bounce',
  part: [
    'bounce',
    {
      ...{ feedbackId: `${randomUUID()}-000000`, bounceType: type, bounceSubType: subType, timestamp },
      bouncedRecipients: [{ emailAddress: address, ...(type === 'Permanent' && failed) }],
      reportingMTA: 'dns; local.smtp-out.amazonses.com',
    },
  ],
});

const complaint = (address: string, timestamp: string): Outcome => ({
  matching: 'COMPLAINT',
  detailType: 'Email Complaint Received',
  eventType: 'Complaint',
  part: [
    'complaint',
    {
      ...{ feedbackId: `${randomUUID()}-000000`, complaintSubType: null, timestamp },
      complainedRecipients: [{ emailAddress: address }],
      ...{ userAgent: 'Amazon SES Mailbox Simulator', complaintFeedbackType: 'abuse' },
      arrivalDate: timestamp,
    },
  ],
});
