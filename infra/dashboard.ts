import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Watched } from './alarm-list.ts';
import type { Stage } from './stage.ts';

const COLUMNS = 3;
const size = { width: 24 / COLUMNS, height: 5 };
const period = Duration.minutes(5);

/** One page: how the alarms stand, what the API does, and each alarm's metric with the line that it may not cross. */
export const createDashboard = (
  scope: Construct,
  stage: Stage,
  { api, table }: Watched,
  alarms: cloudwatch.Alarm[],
): void => {
  const requests = new cloudwatch.GraphWidget({
    ...size,
    title: 'Requests',
    left: [api.metricCount({ period }), api.metricClientError({ period })],
  });
  const latency = new cloudwatch.GraphWidget({
    ...size,
    title: 'Time to answer, ms',
    left: ['p50', 'p99'].map((statistic) => api.metricLatency({ period, statistic, label: statistic })),
  });
  const units = new cloudwatch.GraphWidget({
    ...size,
    title: 'Units of the table',
    left: [
      table.metricConsumedReadCapacityUnits({ period }),
      table.metricConsumedWriteCapacityUnits({ period }),
    ],
  });
  const graphs = alarms.map((alarm) => new cloudwatch.AlarmWidget({ ...size, title: alarm.node.id, alarm }));
  const rows = Array.from({ length: Math.ceil(graphs.length / COLUMNS) }, (_, row) =>
    graphs.slice(row * COLUMNS, (row + 1) * COLUMNS),
  );
  new cloudwatch.Dashboard(scope, 'Dashboard', {
    dashboardName: `Cosell-${stage.name}`,
    defaultInterval: Duration.hours(12),
    widgets: [
      [new cloudwatch.AlarmStatusWidget({ width: 24, height: 3, title: 'Alarms', alarms })],
      [requests, latency, units],
      ...rows,
    ],
  });
};
