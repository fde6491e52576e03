import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
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
      definitionBody: sfn.DefinitionBody.fromChainable(chain),
      queryLanguage: sfn.QueryLanguage.JSONATA,
      stateMachineType: sfn.StateMachineType.STANDARD,
      tracingEnabled: true,
      role: new OwnRole(home, 'Role', 'states.amazonaws.com'),
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
