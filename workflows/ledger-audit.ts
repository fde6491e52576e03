import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { retryQuietly, type Workflow } from './workflow.ts';

/**
 * Every night, recomputes every balance of every fund from its entries. Goes on from where the last task stopped, so
 * that no number of funds is too many for it; fails aloud where a ledger does not hold, which is an alarm.
 */
export const ledgerAudit: Workflow = {
  name: 'ledger_audit',
  tasks: 'funds',
  schedule: 'cron(0 2 * * ? *)',
  define: (scope, { task }) => {
    const audit = tasks.LambdaInvoke.jsonata(scope, 'Audit further ledgers', {
      lambdaFunction: task,
      payload: sfn.TaskInput.fromObject({
        position: '{% $exists($states.input.position) ? $states.input.position : null %}',
      }),
      outputs: '{% $states.result.Payload %}',
      taskTimeout: sfn.Timeout.duration(retryQuietly.timeout),
      retryOnServiceExceptions: false,
    });
    audit.addRetry({ ...retryQuietly.policy, errors: ['States.ALL'] });
    const broken = sfn.Fail.jsonata(scope, 'A ledger does not hold', {
      error: 'LedgerDoesNotHold',
      cause:
        "{% 'Funds whose balances are not what their entries add up to: ' & $string($states.input.broken) %}",
    });
    const further = sfn.Choice.jsonata(scope, 'All audited?')
      .when(sfn.Condition.jsonata('{% $states.input.position != null %}'), audit)
      .when(sfn.Condition.jsonata('{% $count($states.input.broken) > 0 %}'), broken)
      .otherwise(sfn.Succeed.jsonata(scope, 'Every ledger holds'));
    return audit.next(further);
  },
};
