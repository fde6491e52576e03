import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IPublicHostedZone } from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { isExample, type Stage } from './stage.ts';

/** `no-reply@cosell.example` of `Cosell <no-reply@cosell.example>`. */
const addressOf = (stage: Stage): string => /<([^>]+)>/.exec(stage.mailFrom)?.[1] ?? stage.mailFrom;
const domainOf = (stage: Stage): string => addressOf(stage).replace(/^.*@/, '');

/** The configuration set that all mail goes through. */
export const mailSet = (stage: Stage): string => `cosell-${stage.name}`;

/** The bad news about a mail, as SES publishes it and as EventBridge names it. */
const news: readonly (readonly [ses.EmailSendingEvent, string])[] = [
  [ses.EmailSendingEvent.BOUNCE, 'Email Bounced'],
  [ses.EmailSendingEvent.COMPLAINT, 'Email Complaint Received'],
  [ses.EmailSendingEvent.REJECT, 'Email Rejected'],
  [ses.EmailSendingEvent.RENDERING_FAILURE, 'Email Rendering Failed'],
  [ses.EmailSendingEvent.DELIVERY_DELAY, 'Email Delivery Delayed'],
];

/**
 * The domain that mail comes from. SES proves it by three DNS records: made by the stack where the stage's zone holds
 * that domain, else named in the outputs, to be set by hand.
 */
export const createSender = (
  scope: Construct,
  stage: Stage,
  zone: IPublicHostedZone | undefined,
): ses.EmailIdentity => {
  const inZone = zone && zone.zoneName === domainOf(stage) ? zone : undefined;
  const sender = new ses.EmailIdentity(scope, 'Sender', {
    identity: inZone ? ses.Identity.publicHostedZone(inZone) : ses.Identity.domain(domainOf(stage)),
  });
  if (!inZone && !isExample(stage.mailFrom))
    sender.dkimRecords.forEach(({ name, value }, at) => {
      new CfnOutput(scope, `SenderRecord${at + 1}`, { value: `${name} CNAME ${value}` });
    });
  return sender;
};

/** What SES says became of a mail reaches `hears`. SES publishes on the account's default bus alone. */
export const hearOfMail = (scope: Construct, stage: Stage, hears: LambdaFunction): void => {
  const bus = events.EventBus.fromEventBusName(scope, 'DefaultBus', 'default');
  const set = new ses.ConfigurationSet(scope, 'Mail', { configurationSetName: mailSet(stage) });
  set.addEventDestination('BadNews', {
    destination: ses.EventDestination.eventBus(bus),
    events: news.map(([event]) => event),
  });
  new events.Rule(scope, 'MailReports', {
    eventBus: bus,
    eventPattern: {
      source: ['aws.ses'],
      detailType: news.map(([, type]) => type),
      // The bus is the account's: mail of other stages, and of other products, passes by here.
      detail: { mail: { tags: { 'ses:configuration-set': [mailSet(stage)] } } },
    },
    targets: [new targets.LambdaFunction(hears)],
  });
};

/** Lets a function send mail from the stage's address, and from no other of that domain, through that configuration set. */
export const allowMail = (scope: Construct, stage: Stage, sender: LambdaFunction): void => {
  const { partition, region, account } = Stack.of(scope);
  const arn = (rest: string): string => `arn:${partition}:ses:${region}:${account}:${rest}`;
  sender.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['ses:SendEmail'],
      resources: [arn(`identity/${domainOf(stage)}`), arn(`configuration-set/${mailSet(stage)}`)],
      conditions: { StringEquals: { 'ses:FromAddress': addressOf(stage) } },
    }),
  );
};
