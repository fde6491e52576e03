import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import type { Stage } from './stage.ts';

const domainOf = (stage: Stage): string => /@([^>]+)/.exec(stage.mailFrom)?.[1] ?? stage.mailFrom;

/** The domain that mail comes from; the operator proves it by the DNS records that SES names. */
export const createSender = (scope: Construct, stage: Stage): ses.EmailIdentity =>
  new ses.EmailIdentity(scope, 'Sender', { identity: ses.Identity.domain(domainOf(stage)) });

/** Lets a function send mail from that domain, and from no other. */
export const allowMail = (scope: Construct, stage: Stage, sender: LambdaFunction): void => {
  const { partition, region, account } = Stack.of(scope);
  sender.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['ses:SendEmail'],
      resources: [`arn:${partition}:ses:${region}:${account}:identity/${domainOf(stage)}`],
    }),
  );
};
