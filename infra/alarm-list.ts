import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Counted } from '../functions/platform/log.ts';

/** What the alarms look at. */
export interface Watched {
  api: HttpApi;
  table: ITableV2;
  relay: LambdaFunction;
  setAside: IQueue;
  /** Made of the logs of the machines and of the gateway. */
  workflowsFailed: cloudwatch.IMetric;
  requestsThrottled: cloudwatch.IMetric;
  /** Of what the functions count in their logs. */
  counted: (name: Counted) => cloudwatch.IMetric;
}

/** One alarm: the alarm itself, its place on the dashboard and its entry in the runbook are made of this. */
export interface AlarmSpec {
  name: string;
  /** What is watched, for the reader of the runbook. */
  watches: string;
  /** A plain metric, never an expression: an alarm of one is understood everywhere. */
  metric: (watched: Watched) => cloudwatch.IMetric;
  /** Goes off at this value or above. */
  threshold: number;
  unit: string;
  means: string;
  remedy: readonly string[];
}

const period = Duration.minutes(5);
const sum = { period, statistic: 'Sum' };
/** What AWS publishes about the whole account. */
const ofAccount = (namespace: string, metricName: string, more: Partial<cloudwatch.MetricProps> = {}) =>
  new cloudwatch.Metric({ namespace, metricName, ...sum, ...more });
const rate = { period: Duration.hours(1), statistic: 'Maximum' };

/** Every alarm, the most urgent first. */
export const alarmList: readonly AlarmSpec[] = [
  {
    name: 'EventsSetAside',
    watches: 'messages in the relay’s dead-letter queue',
    metric: ({ setAside }) => setAside.metricApproximateNumberOfMessagesVisible({ period }),
    threshold: 1,
    unit: 'messages',
    means:
      'Changes were written, but for a day nobody could be told: events are missing on the bus, and workflows were not started or woken.',
    remedy: [
      'Read the relay’s log for `relay failed`: its `error` says which service refused, `requestId` and `record` say what.',
      'Mend that first (a quota, a permission, a deleted machine). Nothing is lost: each message names the shard and the positions that were set aside, and the outbox keeps its items for 35 days.',
      'Stream records live 24 hours. Within them, a second event source mapping of the same stream, with the same filter and from `TRIM_HORIZON`, sends all of them again; delete it when it has caught up. After that, put the outbox items (`pk` begins with `EVENT#`) again under a new sort key: the relay sends what is inserted. Whoever listens gets some events twice, with the same `id`.',
      'Delete the messages when it is done.',
    ],
  },
  {
    name: 'WorkflowsFailed',
    watches: 'executions that failed, timed out or were aborted, counted from the machines’ log',
    metric: ({ workflowsFailed }) => workflowsFailed,
    threshold: 1,
    unit: 'executions',
    means: 'A record waits for a decision or an expiry that no execution will bring about any more.',
    remedy: [
      'Open the execution in Step Functions: its name is the record’s id and revision. A task is tried for over an hour before it fails, so the cause has lasted.',
      'Mend the cause, then redrive the execution from the console (possible for 14 days). Every task may run again: it reads in the table what is done already.',
    ],
  },
  {
    name: 'ApprovalsWithNobody',
    watches: 'approvals for which nobody is left who may decide or is reached by mail, escalation included',
    metric: ({ counted }) => counted('ApprovalsWithNobody'),
    threshold: 1,
    unit: 'approvals',
    means:
      'The policy names nobody who may decide this one: all are barred (they proposed it), inactive or gone. Or no mail reaches any of them. The step says which, as `trouble`. It expires at its deadline.',
    remedy: [
      'The log line `nobody may decide` names approval and organisation; the operator’s mail says the same.',
      'Ask the organisation to add a member with the role, or to change its policy. The next reminder or escalation asks whoever is there then.',
    ],
  },
  {
    name: 'ApprovalsLate',
    watches: 'reminders, escalations and expiries that came more than 15 minutes after they were due',
    metric: ({ counted }) => counted('ApprovalsLate'),
    threshold: 1,
    unit: 'approvals',
    means: 'Workflows run, but late: people are asked and records settled after the time that was promised.',
    remedy: [
      'Look whether Step Functions or Lambda were throttled (`FunctionsThrottled`), and at the approval’s execution: its history shows which state waited.',
      'One late line after an outage is its echo, and needs nothing.',
    ],
  },
  {
    name: 'RelayLags',
    watches: 'age of the oldest change that the relay has not sent on',
    metric: ({ relay }) => relay.metric('IteratorAge', { period, statistic: 'Maximum' }),
    threshold: 60_000,
    unit: 'ms',
    means: 'Mail and events are late by that much. After a day what cannot be sent is set aside.',
    remedy: [
      'Read the relay’s log for `relay failed`. One record that cannot be sent holds up those behind it in its shard.',
      'No error, but a growing age: the relay is short of instances (`relayConcurrency` in the stage) or throttled by the bus or Step Functions.',
    ],
  },
  {
    name: 'ServerFaults',
    watches: 'answers of the API with a status of 500 or more',
    metric: ({ api }) => api.metricServerError(sum),
    threshold: 1,
    unit: 'answers',
    means: 'A bug of ours, or a service below us that failed. The caller was told nothing but a request id.',
    remedy: [
      'Find the request ids in the access log (`status` 500 or more); `integrationError` is there when the function did not answer at all.',
      'Follow one of them (below). A handler’s line with `"level":"error"` has name, reason and stack.',
      'Whatever was written was written whole or not at all. The caller can send the request again with the same Idempotency-Key.',
    ],
  },
  {
    name: 'FunctionsThrottled',
    watches: 'invocations that Lambda refused, of all functions of the account and region',
    metric: () => ofAccount('AWS/Lambda', 'Throttles'),
    threshold: 1,
    unit: 'invocations',
    means:
      'The account’s instances are used up, by us or by something else that runs in it. Callers get 503; tasks and the relay try again.',
    remedy: [
      'Look at ConcurrentExecutions by function. Ask for a higher quota of concurrent executions (Service Quotas, Lambda), or run Cosell in an account of its own.',
    ],
  },
  {
    name: 'RequestsThrottled',
    watches: 'requests that the gateway answered with 429, counted from its access log',
    metric: ({ requestsThrottled }) => requestsThrottled,
    threshold: 10,
    unit: 'requests',
    means:
      'More requests came than the account’s quota for API Gateway allows. Well-behaved clients wait and repeat.',
    remedy: [
      'See in the handlers’ logs which `client` sends most, and talk to its organisation.',
      'If it is true demand, ask for a higher quota (Service Quotas, API Gateway, throttle rate).',
    ],
  },
  {
    name: 'TableReadsThrottled',
    watches: 'reads that DynamoDB throttled',
    metric: ({ table }) => table.metric('ReadThrottleEvents', sum),
    threshold: 1,
    unit: 'reads',
    means:
      'Reads of one key or partition came faster than DynamoDB serves them (3,000 units a second a partition), or the table grew faster than it splits.',
    remedy: [
      'CloudWatch Contributor Insights on the table shows the hot key. Whose is it? One organisation’s lists, or one record?',
      'It passes by itself while the table splits. If it stays, the table’s on-demand limit has to be raised.',
    ],
  },
  {
    name: 'TableWritesThrottled',
    watches: 'writes that DynamoDB throttled',
    metric: ({ table }) => table.metric('WriteThrottleEvents', sum),
    threshold: 1,
    unit: 'writes',
    means:
      'Writes of one key or partition came faster than DynamoDB takes them (1,000 units a second a partition). Callers get `busy` and repeat.',
    remedy: [
      'As with TableReadsThrottled. An import that writes one organisation’s records at once is the usual cause.',
    ],
  },
  {
    name: 'MailRefused',
    watches: 'mails that SES refused for good',
    metric: ({ counted }) => counted('MailRefused'),
    threshold: 1,
    unit: 'mails',
    means: 'A member’s address is none, or SES does not let us send: that person was not asked.',
    remedy: [
      'The log line `mail refused` names approval and member. Have the organisation correct the member’s address.',
      'All mail refused? The sender’s identity is not verified, or the account is still in the SES sandbox, where only verified addresses receive mail.',
    ],
  },
  {
    name: 'MailBounces',
    watches: 'the account’s bounce rate at SES',
    metric: () => ofAccount('AWS/SES', 'Reputation.BounceRate', rate),
    threshold: 0.05,
    unit: 'of all mail',
    means:
      'SES puts an account under review at 5 %, and may stop its mail at 10 %. Without mail, nobody is asked.',
    remedy: [
      'SES’s account dashboard and suppression list show which addresses bounced. Have their organisations correct or deactivate the members.',
    ],
  },
  {
    name: 'MailComplaints',
    watches: 'the account’s complaint rate at SES',
    metric: () => ofAccount('AWS/SES', 'Reputation.ComplaintRate', rate),
    threshold: 0.001,
    unit: 'of all mail',
    means: 'People marked our mail as spam. SES reviews at 0.1 %, and may stop mail at 0.5 %.',
    remedy: [
      'Find out which organisation added people who do not know why they are asked, and deactivate those members.',
    ],
  },
];
