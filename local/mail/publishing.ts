/**
 * The events that SES publishes of a mail, through the event destinations of its configuration set, onto a bus.
 * https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html
 */
import { randomUUID } from 'node:crypto';
import type { BusEvent } from '../bus/transform.ts';
import { AwsError, type Properties, type Stack } from '../parts.ts';
import { busName } from '../template/identity.ts';
import type { Letter } from './letter.ts';
import { type Outcome, outcomesOf } from './outcome.ts';

/** What a SendEmail request says beside the letter: the configuration set, and the tags that come back in the events. */
export interface Posting {
  configurationSet: string | undefined;
  tags: Record<string, string[]>;
}

const tagText = /^[\w.@-]{1,256}$/;

/** @throws AwsError NotFoundException for a configuration set that is not in the template, BadRequestException for a tag that SES refuses. */
export function readPosting(input: Properties, stack: Stack): Posting {
  const configurationSet: string | undefined = input.ConfigurationSetName;
  const sets = stack.ofType('AWS::SES::ConfigurationSet').map(({ ref }) => ref);
  if (configurationSet !== undefined && !sets.includes(configurationSet)) {
    throw new AwsError('NotFoundException', `Configuration set <${configurationSet}> does not exist.`, 404);
  }
  const tags: Record<string, string[]> = {};
  for (const { Name, Value } of input.EmailTags ?? []) {
    if (![Name, Value].every((text) => tagText.test(String(text))) || String(Name).startsWith('ses:')) {
      throw new AwsError('BadRequestException', `Invalid email tag: ${Name}.`);
    }
    tags[Name] = [Value];
  }
  return { configurationSet, tags };
}

/** Whether a destination of the template is for this set, enabled, and leads to a bus. */
const leadsToBus =
  (configurationSet: string) =>
  ({ properties }: { properties: Properties }): boolean =>
    properties.ConfigurationSetName === configurationSet &&
    properties.EventDestination.Enabled !== false &&
    properties.EventDestination.EventBridgeDestination !== undefined;

/** All that is published of a letter, each event with the name of its bus. */
export function publishedOf(
  stack: Stack,
  { configurationSet, tags }: Posting,
  letter: Letter,
  message: { id: string; sentAt: string },
): { bus: string; event: BusEvent }[] {
  if (configurationSet === undefined) return [];
  const destinations = stack
    .ofType('AWS::SES::ConfigurationSetEventDestination')
    .filter(leadsToBus(configurationSet))
    .map(({ properties }) => properties.EventDestination);
  const recipients = [...letter.to, ...letter.cc, ...letter.bcc];
  const outcomes = recipients.flatMap((address) => outcomesOf(bare(address), message.sentAt));
  const mail = mailPart(stack, letter, message, { 'ses:configuration-set': [configurationSet], ...tags });
  return destinations.flatMap(({ MatchingEventTypes, EventBridgeDestination }) =>
    outcomes
      .filter(({ matching }) => namesOf(MatchingEventTypes).includes(matching))
      .map((outcome) => ({
        bus: busName(EventBridgeDestination.EventBusArn),
        event: eventOf(stack, configurationSet, outcome, mail, message.sentAt),
      })),
  );
}

/** CloudFormation takes `renderingFailure` and `RENDERING_FAILURE` alike. */
const namesOf = (types: string[]): string[] =>
  types.map((type) => (/^[A-Z_]+$/.test(type) ? type : type.replace(/[A-Z]/g, '_$&').toUpperCase()));

const bare = (address: string): string => /<([^>]+)>/.exec(address)?.[1] ?? address;

function mailPart(
  { account, region }: Stack,
  letter: Letter,
  { id, sentAt }: { id: string; sentAt: string },
  tags: Record<string, string[]>,
): Properties {
  const from = bare(letter.from);
  const headers = [
    { name: 'From', value: letter.from },
    { name: 'To', value: letter.to.join(', ') },
    { name: 'Subject', value: letter.subject },
    ...letter.headers,
  ];
  return {
    ...{ timestamp: sentAt, source: letter.from, messageId: id, sendingAccountId: account },
    sourceArn: `arn:aws:ses:${region}:${account}:identity/${from.slice(from.indexOf('@') + 1)}`,
    destination: [...letter.to, ...letter.cc, ...letter.bcc].map(bare),
    ...{ headersTruncated: false, headers, tags },
    commonHeaders: { from: [letter.from], to: letter.to, messageId: id, subject: letter.subject },
  };
}

const eventOf = (
  { account, region }: Stack,
  configurationSet: string,
  { detailType, eventType, part: [name, said] }: Outcome,
  mail: Properties,
  at: string,
): BusEvent => ({
  version: '0',
  id: randomUUID(),
  'detail-type': detailType,
  source: 'aws.ses',
  account,
  time: `${at.slice(0, 19)}Z`,
  region,
  resources: [`arn:aws:ses:${region}:${account}:configuration-set/${configurationSet}`],
  detail: { eventType, [name]: said, mail },
});
