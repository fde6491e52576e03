import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { origin, retryQuietly, type Workflow } from './workflow.ts';

/**
 * The approval that every process shares. Asks, waits for the decision until something is due, follows up (reminder,
 * escalation, expiry), and waits again, until the approval is settled. The table has the truth: whatever wakes or
 * times out this machine, it reads there how things stand.
 *
 * Input `{ recordId, approvalId, waitSeconds }`; output `{ outcome, waitSeconds }`, outcome being the approval's status.
 */
export const approval: Workflow = {
  name: 'approval',
  tasks: 'approvals',
  waits: true,
  define: (scope: Construct, { task }) => {
    const approvalId = '{% $states.context.Execution.Input.approvalId %}';

    const ask = tasks.LambdaInvoke.jsonata(scope, 'Ask for a decision', {
      lambdaFunction: task,
      integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      payload: sfn.TaskInput.fromObject({
        task: 'ask',
        approvalId,
        requestId: origin,
        taskToken: '{% $states.context.Task.Token %}',
        enteredAt: '{% $states.context.State.EnteredTime %}',
      }),
      taskTimeout: sfn.Timeout.jsonata('{% $states.input.waitSeconds %}'),
      retryOnServiceExceptions: false,
    });
    const followUp = tasks.LambdaInvoke.jsonata(scope, 'Follow up', {
      lambdaFunction: task,
      payload: sfn.TaskInput.fromObject({ task: 'followUp', approvalId, requestId: origin }),
      outputs: '{% $states.result.Payload %}',
      taskTimeout: sfn.Timeout.duration(retryQuietly.timeout),
      retryOnServiceExceptions: false,
    });
    // Says aloud that asking has failed for over an hour; then it is tried again, until the deadline.
    const askingFailed = tasks.LambdaInvoke.jsonata(scope, 'Say that asking failed', {
      lambdaFunction: task,
      payload: sfn.TaskInput.fromObject({
        task: 'askingFailed',
        approvalId,
        error: '{% $states.input.Error %}',
        requestId: origin,
      }),
      outputs: '{% $states.result.Payload %}',
      taskTimeout: sfn.Timeout.duration(retryQuietly.timeout),
      retryOnServiceExceptions: false,
    });
    const settled = sfn.Choice.jsonata(scope, 'Settled?')
      .when(sfn.Condition.jsonata("{% $states.input.outcome = 'pending' %}"), ask)
      .otherwise(sfn.Succeed.jsonata(scope, 'Done'));

    // Asked about what is settled already: nothing to repeat, "Follow up" reads how it ended.
    ask.addRetry({ errors: ['AlreadySettled'], maxAttempts: 0 });
    ask.addRetry(retryQuietly.policy);
    ask.addCatch(followUp, { errors: ['States.Timeout', 'AlreadySettled'] });
    ask.addCatch(askingFailed, { errors: ['States.ALL'] });
    for (const state of [followUp, askingFailed])
      state.addRetry({ ...retryQuietly.policy, errors: ['States.ALL'] });

    ask.next(settled);
    followUp.next(settled);
    askingFailed.next(settled);
    return ask;
  },
};
