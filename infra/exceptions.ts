/** A finding of cdk-nag's rules (AwsSolutions) that we leave as it is. */
export interface Exception {
  rule: string;
  /** What exactly was found, where the rule finds several things. */
  finding?: RegExp;
  /** Path of the construct, from the stack on. */
  where: RegExp;
  /** Why it is right so, or why the rule does not fit. */
  reason: string;
}

/** Every one, with its reason. A test fails at a finding that is not here, and at an entry that nothing needs any more. */
export const exceptions: readonly Exception[] = [
  {
    rule: 'AwsSolutions-COG2',
    where: /^UserPool\//,
    reason:
      'Nobody signs in: the pool has API clients and no people, so there is no second factor to ask for.',
  },
  {
    rule: 'AwsSolutions-COG8',
    where: /^UserPool\//,
    reason: 'The plus plan watches sign-ins of people. The pool has none.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    where: /^Api\/(?:GET|HEAD|POST)--approve--|^Api\/GET--(?:docs|openapi|asyncapi|events)/,
    reason:
      'Public by declaration: the approval page is guarded by its link of 256 bits; the contract tells everybody the same.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    where: /^Api\/NotFound\//,
    reason: 'Answers 404 to every path for which there is no route, and reads nothing.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    finding: /^Resource::\*$/,
    where: /Role\//,
    reason:
      'X-Ray and the log delivery of Step Functions know no resources. A test names each action that is allowed so.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    finding: /^Resource::arn:.*:execution:.*\*$/,
    where: /-workflow\/Role\//,
    reason:
      'A machine may describe and stop the approvals that it started; executions have no names before they run.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    finding: /^Resource::<Attachments\w+\.Arn>\/attachments\/\*$/,
    where: /Role\//,
    reason: 'The files of the attachments; each has its own key below this one prefix, made by the handler.',
  },
  {
    rule: 'AwsSolutions-S1',
    where: /^Attachments\//,
    reason:
      'Files are reached only by URLs that a handler signed and logged. The access log would be one more bucket, of addresses of people.',
  },
  {
    rule: 'AwsSolutions-SF1',
    where: /-workflow\/Machine\//,
    reason:
      'Step Functions keeps the whole history of a Standard execution for 90 days. The log holds what failed; each step twice would only cost.',
  },
  {
    rule: 'AwsSolutions-SQS3',
    where: /^RelayDeadLetters\//,
    reason:
      'It is the dead-letter queue: the rule does not see that the event source sets aside to it. An alarm watches it.',
  },
];
