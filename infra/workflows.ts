import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Workflow } from '../workflows/workflow.ts';
import { createLog, vendedLogs } from './logs.ts';
import { OwnRole } from './roles.ts';
import type { Stage } from './stage.ts';

/** Every workflow as a Standard machine with logs and traces; gives them by name, and their log. */
export const createWorkflows = (
  scope: Construct,
  stage: Stage,
  workflows: readonly Workflow[],
  taskOf: (room: string) => IFunction,
): { machines: Map<string, sfn.StateMachine>; workflowLog: ILogGroup } => {
  const workflowLog = createLog(scope, 'WorkflowLogs', stage, vendedLogs(stage, 'workflows'));
  const machines = new Map<string, sfn.StateMachine>();
  for (const workflow of workflows) {
    const home = new Construct(scope, `${workflow.name}-workflow`);
    const nested = workflow.nests && machines.get(workflow.nests);
    const chain = workflow.define(home, {
      task: taskOf(workflow.tasks),
      ...(nested && { approval: nested }),
    });
    const machine = new sfn.StateMachine(home, 'Machine', {
      role: roleOf(home, taskOf(workflow.tasks), nested).withoutPolicyUpdates(),
      definitionBody: sfn.DefinitionBody.fromChainable(chain),
      queryLanguage: sfn.QueryLanguage.JSONATA,
      stateMachineType: sfn.StateMachineType.STANDARD,
      tracingEnabled: true,
      logs: { level: sfn.LogLevel.ERROR, destination: workflowLog },
    });
    if (workflow.schedule) runByItself(home, machine, workflow.schedule);
    machines.set(workflow.name, machine);
  }
  return { machines, workflowLog };
};

/** A rule that starts the machine when its time comes, by a role that may do just that. */
const runByItself = (home: Construct, machine: sfn.StateMachine, schedule: string): void => {
  new events.Rule(home, 'Schedule', {
    schedule: events.Schedule.expression(schedule),
    targets: [
      new targets.SfnStateMachine(machine, {
        input: events.RuleTargetInput.fromObject({}),
        role: new OwnRole(home, 'ScheduleRole', 'events.amazonaws.com'),
      }),
    ],
  });
};

/**
 * What a machine may do: run its tasks, see a nested machine through, deliver its log and its traces. CDK's own role could
 * also run other versions of the task, and look into machines whose names begin alike.
 */
const roleOf = (home: Construct, task: IFunction, nested: sfn.StateMachine | undefined): iam.Role => {
  const arn = (service: string, resource: string, resourceName: string, arnFormat: ArnFormat): string =>
    Stack.of(home).formatArn({ service, resource, resourceName, arnFormat });
  // For a machine of this account alone, in whose name Step Functions takes it.
  const role = new OwnRole(home, 'Role', 'states.amazonaws.com', {
    StringEquals: { 'aws:SourceAccount': Stack.of(home).account },
    ArnLike: { 'aws:SourceArn': arn('states', 'stateMachine', '*', ArnFormat.COLON_RESOURCE_NAME) },
  });
  const allow = (resource: string, ...actions: string[]): void => {
    role.addToPolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
  };
  allow(task.functionArn, 'lambda:InvokeFunction');
  if (nested) {
    allow(nested.stateMachineArn, 'states:StartExecution');
    allow(
      arn('states', 'execution', `${nested.stateMachineName}:*`, ArnFormat.COLON_RESOURCE_NAME),
      ...['states:DescribeExecution', 'states:StopExecution'],
    );
    allow(
      arn('events', 'rule', END_RULE, ArnFormat.SLASH_RESOURCE_NAME),
      ...['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
    );
  }
  // Neither knows resources. https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html, …/concepts-xray-tracing.html
  allow('*', ...LOG_DELIVERY.map((action) => `logs:${action}`));
  allow('*', ...TRACES.map((action) => `xray:${action}`));
  return role;
};

/** The rule by which Step Functions hears how nested executions end. */
const END_RULE = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';
const LOG_DELIVERY = [
  'CreateLogDelivery',
  'GetLogDelivery',
  'UpdateLogDelivery',
  'DeleteLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'DescribeResourcePolicies',
  'DescribeLogGroups',
];
const TRACES = ['PutTraceSegments', 'PutTelemetryRecords', 'GetSamplingRules', 'GetSamplingTargets'];
