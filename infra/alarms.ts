import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/** What wakes the operator: events that were set aside, workflows that failed, a relay that lags, faults of ours. */
export const createAlarms = (
  scope: Construct,
  watched: {
    api: HttpApi;
    relay: LambdaFunction;
    setAside: IQueue;
    machines: Iterable<[string, StateMachine]>;
  },
): void => {
  const alarm = (id: string, metric: cloudwatch.IMetric, threshold: number, alarmDescription: string) =>
    new cloudwatch.Alarm(scope, id, {
      metric,
      threshold,
      alarmDescription,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  const period = Duration.minutes(5);
  alarm(
    'EventsSetAside',
    watched.setAside.metricApproximateNumberOfMessagesVisible({ period }),
    1,
    'Events could not be relayed for a day and were set aside.',
  );
  alarm(
    'RelayLags',
    watched.relay.metric('IteratorAge', { period, statistic: 'Maximum' }),
    60_000,
    'The relay is more than a minute behind the table.',
  );
  alarm(
    'ServerFaults',
    watched.api.metricServerError({ period, statistic: 'Sum' }),
    1,
    'The API answered with a fault of ours.',
  );
  for (const [name, machine] of watched.machines)
    alarm(
      `${name}Failed`,
      machine.metricFailed({ period }),
      1,
      `An execution of the workflow ${name} failed.`,
    );
};
