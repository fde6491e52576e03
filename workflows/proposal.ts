import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { origin, retryQuietly, type Workflow } from './workflow.ts';

/** A waiting state always has an end: longer than all steps of a policy together, shorter than the year that an execution can live. */
const LONGEST = Duration.days(360);

/** Runs the shared approval inside, and waits for its end. */
export const getDecision = (
  scope: Construct,
  approval: sfn.IStateMachine,
): tasks.StepFunctionsStartExecution =>
  tasks.StepFunctionsStartExecution.jsonata(scope, 'Get the decision', {
    stateMachine: approval,
    integrationPattern: sfn.IntegrationPattern.RUN_JOB,
    name: '{% $states.context.Execution.Name %}',
    input: sfn.TaskInput.fromObject({
      recordId: '{% $states.input.recordId %}',
      approvalId: '{% $states.input.approvalId %}',
      waitSeconds: '{% $states.input.waitSeconds %}',
      requestId: origin,
    }),
    associateWithParent: true,
    taskTimeout: sfn.Timeout.duration(LONGEST),
  });

/**
 * A record that one side proposes and the other answers: sees the approval through, then settles the record by it.
 * Input `{ recordId, approvalId, waitSeconds }`; output `{ status }`, the record's status.
 */
const proposal = (name: string, room: string): Workflow => ({
  name,
  tasks: room,
  nests: 'approval',
  define: (scope, { task, approval }) => {
    if (!approval) throw new Error(`workflow ${name} needs the approval machine`);
    const decision = getDecision(scope, approval);
    const settle = tasks.LambdaInvoke.jsonata(scope, `Settle the ${name}`, {
      lambdaFunction: task,
      payload: sfn.TaskInput.fromObject({
        recordId: '{% $states.context.Execution.Input.recordId %}',
        approvalId: '{% $states.context.Execution.Input.approvalId %}',
        requestId: origin,
      }),
      outputs: '{% $states.result.Payload %}',
      taskTimeout: sfn.Timeout.duration(retryQuietly.timeout),
      retryOnServiceExceptions: false,
    });
    settle.addRetry({ ...retryQuietly.policy, errors: ['States.ALL'] });
    return decision.next(settle);
  },
});

export const referral = proposal('referral', 'referrals');
export const partnership = proposal('partnership', 'partners');
