import { Duration } from 'aws-cdk-lib';
import type { ITable, ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  FilterCriteria,
  FilterRule,
  type IEventSourceDlq,
  type Function as LambdaFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Workflow } from '../workflows/workflow.ts';
import { setAsideName } from './redrive/names.ts';
import type { Stage } from './stage.ts';

/** Feeds the relay from the table's stream: only outbox items, in order per record, tried for a day, then set aside. */
export const feedRelay = (
  scope: Construct,
  stage: Stage,
  relay: LambdaFunction,
  table: ITableV2,
): sqs.Queue => {
  const setAside = new sqs.Queue(scope, 'RelayDeadLetters', {
    queueName: setAsideName(stage),
    enforceSSL: true,
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    retentionPeriod: Duration.days(14),
  });
  relay.addEventSource(
    new DynamoEventSource(table as ITable, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      parallelizationFactor: 2,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      maxRecordAge: Duration.days(1),
      onFailure: sendingTo(setAside),
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { NewImage: { entity: { S: FilterRule.or('event', 'wake') } } },
        }),
      ],
    }),
  );
  return setAside;
};

/** Like CDK's SqsDlq, but with the one right that Lambda uses. */
const sendingTo = ({ queueArn }: sqs.IQueue): IEventSourceDlq => ({
  bind: (_, relay) => {
    allow(relay, 'sqs:SendMessage', queueArn);
    return { destination: queueArn };
  },
});

/** Events start the workflows that no other nests and no schedule starts; decisions wake those that wait for a token. */
export const relayed = (workflows: readonly Workflow[]): { starts: Workflow[]; wakes: Workflow[] } => {
  const nested = new Set(workflows.map(({ nests }) => nests as string | undefined));
  return {
    starts: workflows.filter(({ name, schedule }) => !nested.has(name) && !schedule),
    wakes: workflows.filter(({ waits }) => waits),
  };
};

export const allowRelay = (
  relay: LambdaFunction,
  workflows: readonly Workflow[],
  machines: ReadonlyMap<string, StateMachine>,
): void => {
  const { starts, wakes } = relayed(workflows);
  const arnsOf = (wanted: readonly Workflow[]): string[] =>
    wanted.flatMap(({ name }) => machines.get(name)?.stateMachineArn ?? []);
  allow(relay, 'states:StartExecution', ...arnsOf(starts));
  allow(relay, 'states:SendTaskSuccess', ...arnsOf(wakes));
};

const allow = (relay: iam.IGrantable, action: string, ...resources: string[]): void => {
  relay.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({ actions: [action], resources }));
};
