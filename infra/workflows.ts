import { RemovalPolicy } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { workflows } from '../workflows/catalogue.ts';
import type { Stage } from './stage.ts';

/** Every workflow as a Standard machine with logs and traces; gives them by name. */
export const createWorkflows = (
  scope: Construct,
  stage: Stage,
  taskOf: (room: string) => IFunction,
): Map<string, sfn.StateMachine> => {
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
      logs: {
        level: sfn.LogLevel.ERROR,
        destination: new logs.LogGroup(home, 'Logs', {
          retention: stage.logDays as number as logs.RetentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
    machines.set(workflow.name, machine);
  }
  return machines;
};
