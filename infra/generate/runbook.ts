import { type AlarmSpec, alarmList } from '../alarm-list.ts';
import { stages } from '../stage.ts';

const entry = ({ name, watches, threshold, unit, means, remedy }: AlarmSpec): string => `### ${name}

Goes off at ${threshold} ${unit} or more: ${watches}.

${means}

${remedy.map((step, at) => `${at + 1}. ${step}`).join('\n')}
`;

const namespaces = Object.keys(stages)
  .map((stage) => `\`Cosell/${stage}\``)
  .join(', ');

/** docs/runbook.md: what each alarm means and what to do, from the list that the alarms are made of. */
export const runbook = (): string => `# Runbook

For whoever is woken. Generated from [alarm-list.ts](../infra/alarm-list.ts), which the alarms and the dashboard \`Cosell-<stage>\` are made of too.

Alarms go by e-mail to the stage's \`operatorEmail\`, when they go off and when it is over. AWS mails a question first: nothing arrives until it
is confirmed. What Cosell counts itself stands in the namespace ${namespaces}. Alarms look at five minutes, those of SES at an hour.

## Follow one request

Every problem document, and the header \`apigw-requestid\` of every answer, has a request id. In CloudWatch Logs Insights, over all log groups of the stack:

\`\`\`
fields @timestamp, @log, message, status, record, approval, reason
| filter @message like "<request id>"
| sort @timestamp
\`\`\`

That finds the gateway's line, the handler's, the relay's for each event and workflow that the request set going, those of the workflow's tasks, and \`mail sent\` with
SES's own id of the mail. The id stays the same until the record is settled, days later; what an approver does on the page is a request of its own, and wakes the
workflow under its own id. A line without a request id is nobody's request: a schedule's. An execution's name begins with the record's id, its input has the request's.
X-Ray shows a function's own time, and an execution with the functions it called: the machines and functions write traces. An HTTP API
[has no tracing of its own](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html): a trace begins at the function.

## Alarms

${alarmList.map(entry).join('\n')}
## Taking it away

\`npx cdk destroy -c stage=<stage>\`. What the stage keeps ([template.md](template.md)) stays in the account: table and user pool cannot be
deleted while their deletion protection is on. A new stack does not take up the old ones: restore the table's content into the new table.
`;
