import { page } from './sources.ts';

/** Where the runner does otherwise than AWS. The list only gets shorter: what is mended is taken off. */
export interface Difference {
  id: string;
  area: string;
  /** What AWS does. */
  aws: string;
  /** What the runner does. */
  here: string;
  source: string;
  /** Why it is left so. */
  why: string;
}

/** Each is shown by a case in differences.test.ts, which fails once the runner does as AWS does. */
export const differences = [
  {
    id: 'iam',
    area: 'Permissions',
    aws: 'A call is carried out if the policies of its caller and of the resource allow it.',
    here: 'Every call that names an access key is carried out: neither policies nor, outside S3, signatures are checked.',
    source: page.iam,
    why: 'Policies are held by tests of the template; only a deployment proves them.',
  },
  {
    id: 'kms',
    area: 'Permissions',
    aws: 'What is stored is encrypted; KMS keys can be used, disabled and shared.',
    here: 'Nothing is encrypted at rest, and there is no KMS.',
    source: page.kms,
    why: 'The data directory belongs to the one who runs it.',
  },
  {
    id: 'cloudwatch',
    area: 'Observation',
    aws: 'Metrics, alarms and dashboards are kept by CloudWatch.',
    here: 'There are none.',
    source: page.alarms,
    why: 'An alarm is proved by its definition and by the deployed stack.',
  },
  {
    id: 'logs',
    area: 'Observation',
    aws: 'Functions, workflows and the API log to CloudWatch Logs, and trace to X-Ray.',
    here: 'Functions log to a file of the data directory; log groups, access logs and traces are not there. The console shows executions.',
    source: page.statesLogs,
    why: 'A file and the console serve one machine better.',
  },
  {
    id: 'api-address',
    area: 'HTTP API',
    aws: 'The API answers HTTPS at its own name, or at a custom domain.',
    here: 'It answers plain HTTP on the loopback address; events say so (domainName, x-forwarded-proto).',
    source: page.apiDomains,
    why: 'One machine has no certificate to prove its name with.',
  },
  {
    id: 'api-throttling',
    area: 'HTTP API',
    aws: 'Requests beyond the rate and burst of the stage or account get 429.',
    here: 'No request is throttled.',
    source: page.apiThrottling,
    why: 'Measurements on one machine would meet the limit, not the product.',
  },
  {
    id: 'cognito-grants',
    area: 'HTTP API',
    aws: 'The token endpoint takes authorization codes and refresh tokens, too.',
    here: 'It takes client credentials alone; there are no users.',
    source: page.cognitoTokens,
    why: 'The product has machine clients only.',
  },
  {
    id: 'lambda-concurrency',
    area: 'Functions',
    aws: 'Each call gets an environment of its own, up to the reserved concurrency; beyond it calls are throttled.',
    here: 'A function gets at most ten workers, fewer on few cores; calls wait for one (up to 1,000) rather than being throttled.',
    source: page.lambdaConcurrency,
    why: 'A laptop has room for so many.',
  },
  {
    id: 'lambda-event-settings',
    area: 'Functions',
    aws: 'An asynchronous Invoke is repeated as often as its EventInvokeConfig says; what fails for good goes to the dead letters.',
    here: 'Through the Invoke API it is repeated twice, and then dropped with a line in the log. Events from the bus do follow the settings.',
    source: page.lambdaAsync,
    why: 'The product invokes nothing asynchronously by itself.',
  },
  {
    id: 'stream-retention',
    area: 'Functions',
    aws: 'A stream keeps records for 24 hours; what is not handled by then is lost.',
    here: 'They are kept until they are handled, unless the mapping has a maximum age.',
    source: page.streamRetention,
    why: 'A machine that was off for a weekend should go on where it was.',
  },
  {
    id: 'ttl-delay',
    area: 'Table',
    aws: 'An expired item goes within a few days.',
    here: 'It goes within seconds.',
    source: page.ttl,
    why: 'A moved clock should show what it leads to. Nothing in the product leans on the delay or on its absence.',
  },
  {
    id: 'states-kinds',
    area: 'Workflows',
    aws: 'States may use JSONPath, Maps may be distributed, machines may be Express.',
    here: 'Such a machine is refused at the start, by name.',
    source: page.statesTypes,
    why: 'The product has Standard machines in JSONata.',
  },
  {
    id: 'states-validation',
    area: 'Workflows',
    aws: 'A definition is checked when the machine is created.',
    here: 'Most faults of a definition show when the state is entered.',
    source: page.recordedScenarios,
    why: 'Definitions are linted by a test of the template.',
  },
  {
    id: 'states-redrive',
    area: 'Workflows',
    aws: 'A failed execution can be redriven from where it failed.',
    here: 'RedriveExecution is not offered.',
    source: page.statesRedrive,
    why: 'An operator redrives in the account (docs/runbook.md); here the execution is started anew.',
  },
  {
    id: 'states-variables',
    area: 'Workflows',
    aws: 'The variables of an execution hold 10 MiB together.',
    here: 'Each Assign is held to 256 KiB, their sum is not.',
    source: page.statesVariables,
    why: 'No machine of the product comes near it.',
  },
  {
    id: 'states-history',
    area: 'Workflows',
    aws: 'A failed query follows the event before the state’s entry; an execution fails at 25,000 events.',
    here: 'It follows the entry; an execution fails some ten events earlier.',
    source: page.recordedAssign,
    why: 'The names, the causes and the order agree.',
  },
  {
    id: 'bus-archive',
    area: 'Events',
    aws: 'An archive can be replayed.',
    here: 'All events are kept and shown in the console; none can be replayed.',
    source: page.archives,
    why: 'No part of the product asks for it.',
  },
  {
    id: 'bus-targets',
    area: 'Events',
    aws: 'A rule can reach many kinds of targets.',
    here: 'It reaches functions, queues, state machines and other buses. A log group takes the event and keeps nothing; others fail.',
    source: page.patternSyntax,
    why: 'These are what stacks like this one use.',
  },
  {
    id: 'bus-dots',
    area: 'Events',
    aws: 'In a pattern, {"a.b": …} and {"a": {"b": …}} are the same.',
    here: 'A dot is a character of the name.',
    source: page.recordedPatterns,
    why: 'No event of the product has a dot in a name.',
  },
  {
    id: 'bus-complexity',
    area: 'Events',
    aws: 'A pattern with too many wildcards is refused.',
    here: 'It is taken.',
    source: page.recordedPatterns,
    why: 'How AWS counts is not documented.',
  },
  {
    id: 'queue-redrive',
    area: 'Queues',
    aws: 'StartMessageMoveTask moves dead letters back.',
    here: 'It is not offered; receive and send them.',
    source: page.sqsMoveTask,
    why: 'It is done in the account, where the alarms are.',
  },
  {
    id: 'queue-fifo',
    area: 'Queues',
    aws: 'A FIFO queue keeps order and drops duplicates.',
    here: 'It is refused at the start, by name.',
    source: page.sqsFifo,
    why: 'The product has standard queues.',
  },
  {
    id: 'mail',
    area: 'Mail',
    aws: 'A mail leaves; it may bounce, or be held back by the suppression list.',
    here: 'Every mail lies in the mailbox of the console. What the mailbox simulator’s addresses bring about is published through the configuration set; no other mail bounces, and nothing is held back.',
    source: page.ses,
    why: 'Nothing on one machine should mail people.',
  },
  {
    id: 's3-operations',
    area: 'Objects',
    aws: 'Objects can be listed, copied, tagged anew, and uploaded in parts.',
    here: 'They can be put whole, read and deleted; the rest is NotImplemented.',
    source: page.s3Operations,
    why: 'The product uses no more.',
  },
  {
    id: 's3-lifecycle',
    area: 'Objects',
    aws: 'A lifecycle rule acts at the midnight (UTC) after its days have passed.',
    here: 'It acts when they have passed, to the second.',
    source: page.s3Lifecycle,
    why: 'A moved clock should show what it leads to.',
  },
] as const satisfies readonly Difference[];

export type DifferenceId = (typeof differences)[number]['id'];
