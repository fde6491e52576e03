import { requestId } from './trace.ts';

/** Structured logs, one line an operation, with the request it is part of. Never a token, a link, a person's data or a body. */
export const log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Record<string, unknown> = {},
): void => {
  process.stdout.write(`${JSON.stringify({ level, message, requestId: requestId(), ...fields })}\n`);
};

/** What CloudWatch counts from our log lines, so that an alarm can watch it. */
export type Counted = 'ApprovalsWithNobody' | 'ApprovalsLate' | 'MailRefused';

/**
 * A log line that is also counted, in CloudWatch's embedded metric format: the log makes the metric, no call is needed.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const logCounted = (
  counted: Counted,
  level: 'warn' | 'error',
  message: string,
  fields: Record<string, unknown>,
): void => {
  const metrics = {
    Namespace: process.env.METRICS ?? 'Cosell',
    Dimensions: [[]],
    Metrics: [{ Name: counted, Unit: 'Count' }],
  };
  log(level, message, {
    ...fields,
    [counted]: 1,
    _aws: { Timestamp: Date.now(), CloudWatchMetrics: [metrics] },
  });
};

/** What may be said of a thrown value in a log: its name, its message and where it came from. */
export const describe = (thrown: unknown): Record<string, unknown> =>
  thrown instanceof Error
    ? { error: thrown.name, reason: thrown.message, stack: thrown.stack }
    : { error: typeof thrown };
