/**
 * Amazon SES v2's SendEmail on one machine: mail goes into a mailbox that everyone here may read, and stays there
 * over restarts. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
import { randomBytes } from 'node:crypto';
import type { BusEvent } from '../bus/transform.ts';
import { AwsError, type AwsService, type Ground, type Properties } from '../parts.ts';
import { type Letter, readLetter } from './letter.ts';
import { publishedOf, readPosting } from './publishing.ts';

export interface Mail extends Letter {
  id: string;
  /** RFC 3339. */
  sentAt: string;
}
export interface Mailbox {
  service: AwsService;
  /** Takes a SendEmail request. @throws AwsError of the API's name. */
  send(input: Properties): { MessageId: string };
  /** Oldest first; those that came after the mail of that id, where one is named. */
  list(after?: string): Mail[];
}

const schema = `CREATE TABLE IF NOT EXISTS mail (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, sent_at TEXT NOT NULL, letter TEXT NOT NULL)`;

/** `publish` puts an event of SES's onto a bus. */
export function createMailbox(
  { store, clock, stack }: Ground,
  publish: (bus: string, event: BusEvent) => void,
): Mailbox {
  store.exec(schema);
  const insert = store.prepare('INSERT INTO mail (id, sent_at, letter) VALUES (?, ?, ?)');
  const since = store.prepare(`SELECT id, sent_at AS sentAt, letter FROM mail
    WHERE sequence > coalesce((SELECT sequence FROM mail WHERE id = ?), 0) ORDER BY sequence`);
  store.exec('CREATE INDEX IF NOT EXISTS mail_by_id ON mail (id)');
  const verified = new Set(stack.ofType('AWS::SES::EmailIdentity').map(({ ref }) => ref.toLowerCase()));

  const send = (input: Properties): { MessageId: string } => {
    const letter = readLetter(input);
    const posting = readPosting(input, stack);
    if (verified.size > 0 && !mayFrom(letter.from, verified)) {
      const message = `Email address is not verified. The following identities failed the check in region ${stack.region.toUpperCase()}: ${letter.from}`;
      throw new AwsError('MessageRejected', message);
    }
    const id = `${randomBytes(8).toString('hex')}-${randomBytes(4).toString('hex')}`;
    const sentAt = new Date(clock.now()).toISOString();
    insert.run(id, sentAt, JSON.stringify(letter));
    for (const { bus, event } of publishedOf(stack, posting, letter, { id, sentAt })) publish(bus, event);
    return { MessageId: id };
  };
  return {
    send,
    list: (after = '') =>
      since.all(after).map(({ id, sentAt, letter }) => ({
        id: String(id),
        sentAt: String(sentAt),
        ...JSON.parse(String(letter)),
      })),
    service: {
      signingName: 'ses',
      handle: async ({ method, path, body }) => {
        if (method !== 'POST' || path !== '/v2/email/outbound-emails') {
          throw new AwsError(
            'NotFoundException',
            `The local runner's SES does not offer ${method} ${path}.`,
            404,
          );
        }
        return { status: 200, body: send(parsed(body)) };
      },
    },
  };
}

/** An address may send when it or its domain is an identity of the template. */
function mayFrom(from: string, verified: ReadonlySet<string>): boolean {
  const address = (/<([^>]+)>/.exec(from)?.[1] ?? from).trim().toLowerCase();
  return verified.has(address) || verified.has(address.slice(address.indexOf('@') + 1));
}

function parsed(body: Buffer): Properties {
  try {
    return JSON.parse(body.toString('utf8')) as Properties;
  } catch {
    throw new AwsError('BadRequestException', 'The request body is not JSON.');
  }
}
