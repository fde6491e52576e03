import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IChainable, IStateMachine, RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/** One Step Functions machine (JSONata, Standard), declared once: the stack, its golden ASL and its diagram derive from it. */
export interface Workflow {
  name: string;
  /** The room whose tasks.ts implements its code states. */
  tasks: string;
  /** Runs the shared approval inside. */
  nests?: 'approval';
  /** Has a state that the relay wakes by its task token. */
  waits?: true;
  /** Starts it by itself, without input: an EventBridge schedule expression, in UTC. */
  schedule?: `rate(${string})` | `cron(${string})`;
  define: (scope: Construct, given: { task: IFunction; approval?: IStateMachine }) => IChainable;
}

/** The request that set the execution going, for the logs of its tasks; null where nobody asked, or it was started before it was told. */
export const origin =
  '{% $exists($states.context.Execution.Input.requestId) ? $states.context.Execution.Input.requestId : null %}';

/** For states that run code which may run twice: tries again for over an hour before it fails aloud. */
export const retryQuietly: { policy: RetryProps; timeout: Duration } = {
  policy: {
    errors: ['States.TaskFailed'],
    interval: Duration.seconds(1),
    backoffRate: 2.5,
    maxAttempts: 10,
    maxDelay: Duration.minutes(30),
  },
  timeout: Duration.minutes(2),
};
