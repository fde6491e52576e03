import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { indexes, projected } from '../functions/platform/table.ts';
import type { Stage } from './stage.ts';

const text = (name: string): dynamodb.Attribute => ({ name, type: dynamodb.AttributeType.STRING });

/** The one table: the stack's own, or the restored one that takes its place. */
export const createTable = (scope: Construct, stage: Stage): dynamodb.ITableV2 =>
  stage.restoredTable
    ? dynamodb.TableV2.fromTableAttributes(scope, 'RestoredTable', {
        tableName: stage.restoredTable.name,
        tableStreamArn: stage.restoredTable.streamArn,
      })
    : (ownTable(scope, stage) as dynamodb.ITableV2);

/** Its indexes are those that the code lists from; they carry summaries, not records. */
const ownTable = (scope: Construct, stage: Stage): dynamodb.TableV2 =>
  new dynamodb.TableV2(scope, 'Table', {
    partitionKey: text('pk'),
    sortKey: text('sk'),
    billing: dynamodb.Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: stage.keep,
    removalPolicy: stage.keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
    dynamoStream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
    timeToLiveAttribute: 'expiresAt',
    globalSecondaryIndexes: Object.entries(indexes).map(([indexName, { pk, sk }]) => ({
      indexName,
      partitionKey: text(pk),
      sortKey: text(sk),
      projectionType: dynamodb.ProjectionType.INCLUDE,
      nonKeyAttributes: [...projected],
    })),
  });
