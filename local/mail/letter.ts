/** Reads what a SendEmail request wants sent. */
import { AwsError, type Properties } from '../parts.ts';

export interface Letter {
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  replyTo: string[];
  subject: string;
  text: string;
  html: string;
  /** Further headers of the message, in order. */
  headers: { name: string; value: string }[];
}

/** Of all recipients of a message together. */
const mostRecipients = 50;
const badRequest = (message: string): AwsError => new AwsError('BadRequestException', message);

/**
 * Simple messages only: a raw one would need a MIME parser, and nothing here sends any.
 * @throws AwsError BadRequestException for a request that SES would refuse
 */
export function readLetter(input: Properties): Letter {
  const { Content, Destination = {}, FromEmailAddress: from } = input;
  if (typeof from !== 'string' || !from.includes('@'))
    throw badRequest('Missing required parameter FromEmailAddress.');
  if (!Content || !('Simple' in Content)) {
    const given = Object.keys(Content ?? {}).join(', ') || 'none';
    throw badRequest(`The local runner's SES takes Content.Simple; given: ${given}.`);
  }
  const { Subject, Body = {}, Headers = [] } = Content.Simple;
  if (typeof Subject?.Data !== 'string')
    throw badRequest('Missing required parameter Content.Simple.Subject.');
  const text = Body.Text?.Data;
  const html = Body.Html?.Data;
  if (text === undefined && html === undefined)
    throw badRequest('The message has neither a text nor an HTML body.');
  const [to, cc, bcc] = [Destination.ToAddresses, Destination.CcAddresses, Destination.BccAddresses].map(
    addresses,
  );
  const recipients = [...(to as string[]), ...(cc as string[]), ...(bcc as string[])];
  if (recipients.length === 0) throw badRequest('The message has no recipient.');
  if (recipients.length > mostRecipients) throw badRequest(`Recipient count exceeds ${mostRecipients}.`);
  const strange = recipients.find((address) => !isAddress(address));
  if (strange !== undefined) throw badRequest(`Illegal address: ${strange}`);
  return {
    from,
    to: to as string[],
    cc: cc as string[],
    bcc: bcc as string[],
    replyTo: addresses(input.ReplyToAddresses),
    subject: Subject.Data,
    text: text ?? '',
    html: html ?? '',
    headers: Headers.map(({ Name, Value }: Properties) => ({ name: String(Name), value: String(Value) })),
  };
}

/** With or without a name before it; at most 64 characters before the @ (RFC 5321, 4.5.3.1.1). */
const isAddress = (address: string): boolean => /^(?:[^@]*<)?[^@<]{0,64}@[^@\s>]+>?$/.test(address);
const addresses = (given: unknown): string[] => (Array.isArray(given) ? given.map(String) : []);
