import { workflows } from '../../workflows/catalogue.ts';
import type { Workflow } from '../../workflows/workflow.ts';
import { relayed } from '../relay.ts';
import { type Rights, rights } from '../rights.ts';

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
const actions = (service: string, ...names: string[]): string =>
  code(names.map((name) => `${service}:${name}`));

const functionRow = ([name, { items = [], queries = [], mail, apiClients }]: [string, Rights]): string => {
  const more = [
    ...(mail ? [`${actions('ses', 'SendEmail')} from the stage's address`] : []),
    ...(apiClients
      ? [`${actions('cognito-idp', 'CreateUserPoolClient', 'DeleteUserPoolClient')} in the user pool`]
      : []),
  ];
  return `| ${name} | ${code(items)} | ${code(queries)} | ${more.join('; ')} |`;
};
const machineRow = ({ name, tasks, nests }: Workflow): string => {
  const nested = nests
    ? `${actions('states', 'StartExecution')} of ${nests}, ${actions('states', 'DescribeExecution', 'StopExecution')} of its executions; ${actions('events', 'PutTargets', 'PutRule', 'DescribeRule')} of the rule by which Step Functions hears that they ended`
    : '';
  return `| ${name} | ${tasks}-tasks | ${nested} |`;
};
const namesOf = (machines: readonly Workflow[]): string => machines.map(({ name }) => name).join(', ');

/** The page that tells what every role may do, from where it is declared. */
export const permissionsPage = (): string => {
  const { starts, wakes } = relayed(workflows);
  return `# What each function and machine may do

Every function and every machine has a role of its own, with what stands here and nothing else. \`npm run verify:iam\`
compares the policies with what was done while the tests ran ([security.md](security.md#what-each-function-may-do)).
This page is generated from [infra/rights.ts](../infra/rights.ts) and [the workflows](../workflows/catalogue.ts).

## Functions

Items and queries are actions of DynamoDB on the one table; a query is of the table itself or of the named indexes. A
transaction is allowed by its parts.

| Function | Items | Queries | Besides |
|---|---|---|---|
${Object.entries(rights).map(functionRow).join('\n')}
| contract | | | |
| relay | | | ${actions('events', 'PutEvents')} on the bus; ${actions('states', 'StartExecution')} of ${namesOf(starts)}; ${actions('states', 'SendTaskSuccess')} to ${namesOf(wakes)} |

Lambda uses the relay's role to read the table's stream (${actions('dynamodb', 'DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams')}) and
to set aside what could not be relayed (${actions('sqs', 'SendMessage')} to the dead-letter queue). It uses every function's role to write the
function's own log (${actions('logs', 'CreateLogStream', 'PutLogEvents')}) and its traces (${actions('xray', 'PutTraceSegments', 'PutTelemetryRecords')}; X-Ray knows no resources).

## Machines

| Machine | \`lambda:InvokeFunction\` | Besides |
|---|---|---|
${workflows.map(machineRow).join('\n')}

Step Functions uses a machine's role to deliver its log and its traces. These actions know no resources either.

## Who may call a function

API Gateway, for the routes of this API: the functions behind it. Nobody else by a function's own policy; machines call
their tasks by their own right.
`;
};
