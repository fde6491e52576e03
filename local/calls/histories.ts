/** The calls that a state machine made, read from the histories of its executions. */
import type { Call, ExecutionView, Properties } from '../parts.ts';
import { parseResource, startsExecution } from '../states/resource.ts';
import { type Around, type Need, needsOf } from './needs.ts';

const signingNames: Record<string, string> = { sfn: 'states', eventbridge: 'events', sesv2: 'ses' };

/** The rule that Step Functions keeps in the account to hear how nested executions end. */
const endRule = 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule';

/** @param machineArn by which the machine's role is found. */
export function taskCalls(machineArn: string, { history, status }: ExecutionView, around: Around): Call[] {
  const calls: Call[] = [];
  let nested: string | undefined;
  const record = (action: string, resource: string): void =>
    void calls.push({ by: machineArn, action, resource });
  for (const event of history) {
    const details = detailsOf(event);
    if (event.type === 'LambdaFunctionScheduled') record('lambda:InvokeFunction', details.resource);
    if (event.type === 'TaskScheduled')
      for (const need of scheduled(details, around)) calls.push({ by: machineArn, ...need });
    // Polled where the event of its end does not come.
    if (event.type === 'TaskSubmitted' && /^startExecution\.sync/.test(details.resource)) {
      nested = String(JSON.parse(details.output).ExecutionArn);
      record('states:DescribeExecution', nested);
    }
    if (nested && (event.type === 'TaskTimedOut' || status === 'ABORTED' || status === 'TIMED_OUT'))
      record('states:StopExecution', nested);
  }
  return calls;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html#sync-async-iam-policies */
function scheduled({ resourceType, resource, parameters }: Properties, around: Around): Need[] {
  const { region, account } = around.stack;
  const input = JSON.parse(parameters) as Properties;
  const task = parseResource(`arn:aws:states:${region}:${account}:${resourceType}:${resource}`);
  if (task.service === 'lambda') {
    const name = String(input.FunctionName);
    const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
    return [{ action: 'lambda:InvokeFunction', resource: arn }];
  }
  if (startsExecution(task)) {
    const start = { action: 'states:StartExecution', resource: String(input.StateMachineArn) };
    if (!task.pattern.startsWith('sync')) return [start];
    const rule = `arn:aws:events:${region}:${account}:${endRule}`;
    const hearing = ['PutTargets', 'PutRule', 'DescribeRule'];
    return [start, ...hearing.map((action) => ({ action: `events:${action}`, resource: rule }))];
  }
  const operation = task.action.charAt(0).toUpperCase() + task.action.slice(1);
  return needsOf(signingNames[task.service] ?? task.service, { operation, path: '/', input }, around);
}

/** The details object of an event: `taskScheduledEventDetails` and the like. */
function detailsOf(event: Properties): Properties {
  const name = Object.keys(event).find((key) => key.endsWith('EventDetails'));
  return name ? event[name] : {};
}
