import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IPublicHostedZone } from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { isExample, type Stage } from './stage.ts';

/** `no-reply@cosell.example` of `Cosell <no-reply@cosell.example>`. */
const addressOf = (stage: Stage): string => /<([^>]+)>/.exec(stage.mailFrom)?.[1] ?? stage.mailFrom;
const domainOf = (stage: Stage): string => addressOf(stage).replace(/^.*@/, '');

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

/** Lets a function send mail from the stage's address, and from no other of that domain. */
export const allowMail = (scope: Construct, stage: Stage, sender: LambdaFunction): void => {
  const { partition, region, account } = Stack.of(scope);
  sender.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['ses:SendEmail'],
      resources: [`arn:${partition}:ses:${region}:${account}:identity/${domainOf(stage)}`],
      conditions: { StringEquals: { 'ses:FromAddress': addressOf(stage) } },
    }),
  );
};
