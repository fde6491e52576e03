import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { alarmList, type Watched } from './alarm-list.ts';
import { createDashboard } from './dashboard.ts';
import { metricsOf, type Stage } from './stage.ts';

/**
 * Where alarms go: to the operator's mailbox. Its key is ours, because CloudWatch may not use AWS's own key of SNS.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
const createTopic = (scope: Construct, stage: Stage): sns.Topic => {
  const { account } = Stack.of(scope);
  const masterKey = new kms.Key(scope, 'AlarmKey', {
    description: `Cosell ${stage.name}: alarms on their way to the operator`,
    enableKeyRotation: true,
    pendingWindow: Duration.days(7),
  });
  masterKey.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  const topic = new sns.Topic(scope, 'AlarmTopic', { masterKey, enforceSSL: true });
  topic.addSubscription(new EmailSubscription(stage.operatorEmail));
  return topic;
};

/** A metric that counts the lines of a log that fit. */
const countLines = (
  scope: Construct,
  stage: Stage,
  name: string,
  logGroup: ILogGroup,
  filterPattern: ReturnType<typeof FilterPattern.any>,
): cloudwatch.IMetric =>
  new MetricFilter(scope, `${name}Lines`, {
    ...{ logGroup, filterPattern, metricName: name, metricNamespace: metricsOf(stage) },
    metricValue: '1',
  }).metric({ period: Duration.minutes(5), statistic: 'Sum' });

/** What wakes the operator: every alarm of the list, sent to the operator, and shown on one dashboard. */
export const createAlarms = (
  scope: Construct,
  stage: Stage,
  given: Omit<Watched, 'workflowsFailed' | 'requestsThrottled' | 'counted'> & {
    workflowLog: ILogGroup;
    accessLog: ILogGroup;
  },
): void => {
  const ended = ['ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted'].map((type) =>
    FilterPattern.stringValue('$.type', '=', type),
  );
  const watched: Watched = {
    ...given,
    workflowsFailed: countLines(
      scope,
      stage,
      'WorkflowsFailed',
      given.workflowLog,
      FilterPattern.any(...ended),
    ),
    requestsThrottled: countLines(
      ...([scope, stage, 'RequestsThrottled', given.accessLog] as const),
      FilterPattern.numberValue('$.status', '=', 429),
    ),
    counted: (metricName) =>
      new cloudwatch.Metric({
        ...{ namespace: metricsOf(stage), metricName, period: Duration.minutes(5), statistic: 'Sum' },
      }),
  };
  const toOperator = new SnsAction(createTopic(scope, stage));
  const alarms = alarmList.map(({ name, metric, threshold, means }) => {
    const alarm = new cloudwatch.Alarm(scope, name, {
      metric: metric(watched),
      threshold,
      alarmDescription: `${means} See ${name} in docs/runbook.md.`,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(toOperator);
    alarm.addOkAction(toOperator);
    return alarm;
  });
  createDashboard(scope, stage, watched, alarms);
};
