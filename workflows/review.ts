import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { getDecision } from './proposal.ts';
import { origin, retryQuietly, type Workflow } from './workflow.ts';

/** A task of the record's room; its output is how long the record rests, `{ waitSeconds, revision }`. */
const invoke = (
  scope: Construct,
  id: string,
  task: IFunction,
  name: string,
  outputs: string,
): tasks.LambdaInvoke => {
  const state = tasks.LambdaInvoke.jsonata(scope, id, {
    lambdaFunction: task,
    payload: sfn.TaskInput.fromObject({
      task: name,
      recordId: '{% $states.context.Execution.Input.recordId %}',
      approvalId:
        '{% $exists($states.context.Execution.Input.approvalId) ? $states.context.Execution.Input.approvalId : null %}',
      startedAt: '{% $states.context.Execution.StartTime %}',
      requestId: origin,
    }),
    outputs,
    taskTimeout: sfn.Timeout.duration(retryQuietly.timeout),
    retryOnServiceExceptions: false,
  });
  state.addRetry({ ...retryQuietly.policy, errors: ['States.ALL'] });
  return state;
};

const RESULT = '{% $states.result.Payload %}';

/**
 * Rests until a step over the API wakes it or the next thing is due, follows up, and rests again, until nothing is left
 * to come. The table has the truth: whatever wakes or times out, it reads there what the record needs.
 */
const waiting = (
  scope: Construct,
  task: IFunction,
): { followUp: sfn.INextable & sfn.IChainable; rest: sfn.Choice } => {
  const followUp = invoke(scope, 'Follow up', task, 'followUp', RESULT);
  const wait = tasks.LambdaInvoke.jsonata(scope, 'Wait for what comes next', {
    lambdaFunction: task,
    integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    payload: sfn.TaskInput.fromObject({
      task: 'wait',
      recordId: '{% $states.context.Execution.Input.recordId %}',
      seenRevision: '{% $states.input.revision %}',
      taskToken: '{% $states.context.Task.Token %}',
      requestId: origin,
    }),
    taskTimeout: sfn.Timeout.jsonata('{% $states.input.waitSeconds %}'),
    retryOnServiceExceptions: false,
  });
  wait.addRetry({ errors: ['MovedOn'], maxAttempts: 0 });
  wait.addRetry(retryQuietly.policy);
  wait.addCatch(followUp, { errors: ['States.Timeout', 'MovedOn'] });
  wait.next(followUp);
  const rest = sfn.Choice.jsonata(scope, 'Anything to come?')
    .when(sfn.Condition.jsonata('{% $states.input.waitSeconds > 0 %}'), wait)
    .otherwise(sfn.Succeed.jsonata(scope, 'Nothing to come'));
  followUp.next(rest);
  return { followUp, rest };
};

/**
 * A record that its reviewers decide on, and that goes on living afterwards: sees the approval through, settles the
 * record by it, and follows it to its end. Input `{ recordId, approvalId, waitSeconds }`, or, from an execution that
 * has lived long and hands over, `{ recordId, approvalId, resumed: true }`.
 */
export const reviewed = (name: string, room: string): Workflow => ({
  name,
  tasks: room,
  nests: 'approval',
  waits: true,
  define: (scope, { task, approval }) => {
    if (!approval) throw new Error(`workflow ${name} needs the approval machine`);
    const { followUp, rest } = waiting(scope, task);
    const begin = invoke(scope, 'Begin the review', task, 'begin', '{% $states.input %}');
    const settle = invoke(scope, 'Settle it', task, 'settle', RESULT);
    begin.next(getDecision(scope, approval)).next(settle).next(rest);
    return sfn.Choice.jsonata(scope, 'Handed over?')
      .when(sfn.Condition.jsonata('{% $exists($states.input.resumed) %}'), followUp)
      .otherwise(begin);
  },
});

/** A record that nobody has to approve, but that waits for steps and days. Input `{ recordId }`. */
export const followed = (name: string, room: string): Workflow => ({
  name,
  tasks: room,
  waits: true,
  define: (scope, { task }) => waiting(scope, task).followUp,
});

export const fundProposal = reviewed('fund_proposal', 'fund-proposals');
export const fundClaim = reviewed('fund_claim', 'fund-claims');
export const payout = followed('payout', 'payouts');
